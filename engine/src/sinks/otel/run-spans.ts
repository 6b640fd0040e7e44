// The spans of one run segment: opened, annotated and ended by the run's records, in the turn in which they happen.

import { diag, SpanStatusCode, type HrTime, type Span } from "@opentelemetry/api";
import { OUTPUT_MIME_TYPE, OUTPUT_VALUE } from "@arizeai/openinference-semantic-conventions";

import type { ErrorData } from "../../errors/error-data.ts";
import type { RecordBody, RecordPlace } from "../../trace/record.ts";
import type { RunTracer, SpanIds } from "../../trace/run-tracer.ts";
import { forgetLiveRun } from "./live-runs.ts";
import { payloadText } from "./payload-text.ts";
import { recordError, RunTrace } from "./run-trace.ts";
import { StepSpans } from "./step-spans.ts";

/** A record as a tracer sees it. */
export type TracedRecord = RecordBody & Omit<RecordPlace, "traceId" | "spanId">;

/** How a run segment can end, as `workflow.run.outcome` says it. */
export type RunOutcome = "completed" | "failed" | "timed_out" | "cancelled" | "stalled" | "interrupted";

/** A {@link RunTracer} with real spans. */
export class RunSpans implements RunTracer {
  readonly #trace: RunTrace;
  readonly #steps: StepSpans;
  #isOver = false;

  constructor(runTrace: RunTrace) {
    this.#trace = runTrace;
    this.#steps = new StepSpans(runTrace);
  }

  get trace(): RunTrace {
    return this.#trace;
  }

  observe(record: TracedRecord): SpanIds | undefined {
    try {
      return this.#observe(record, this.#trace.clock.at(record));
    } catch (error) {
      diag.error(`stepscope: no span for record ${record.seq} of run ${record.runId}`, error);
      return this.#trace.rootIds;
    }
  }

  enter<T>(executionId: string | undefined, code: () => T): T {
    return RunTrace.enter(this.#steps.contextOf(executionId), code);
  }

  /** The context in which a child run of this execution starts. */
  contextOf(executionId: string): ReturnType<StepSpans["contextOf"]> {
    return this.#steps.contextOf(executionId);
  }

  /** Ends every open span of a run that this process gives up; the run itself may go on elsewhere. */
  interrupt(time: HrTime): void {
    if (this.#isOver) return;
    this.#finish("interrupted", time, () => {});
  }

  #observe(record: TracedRecord, time: HrTime): SpanIds {
    if (this.#isOver) return this.#steps.idsOf(executionIdOf(record));
    switch (record.kind) {
      case "event.sent":
        return this.#steps.sent(record.data, time);
      case "step.queued":
        return this.#steps.queued(record.data, time);
      case "step.started":
        return this.#steps.started(record.data, time);
      case "step.waiting":
        return this.#steps.waiting(record.data, time);
      case "wait.matched":
        return this.#steps.waited(record.data.waiterId, "matched", { time, eventId: record.data.eventId });
      case "wait.timedOut":
        return this.#steps.waited(record.data.waiterId, "timedOut", { time });
      case "step.completed":
        return this.#steps.completed(record.data, time);
      case "step.retryScheduled":
        return this.#steps.attemptFailed(
          record.data.executionId,
          { error: record.data.error, willRetry: true, delayMs: record.data.delayMs },
          time,
        );
      case "step.failed":
        return this.#steps.attemptFailed(record.data.executionId, { error: record.data.error, willRetry: false }, time);
      case "step.cancelled":
        return this.#steps.cancelled(record.data.executionId, time);
      default:
        return this.#observeRun(record, time);
    }
  }

  #observeRun(record: TracedRecord, time: HrTime): SpanIds {
    switch (record.kind) {
      case "run.completed":
        return this.#finish("completed", time, (root) => {
          if (!root.isRecording()) return;
          const { text, mimeType } = payloadText(record.data.result);
          root.setAttribute(OUTPUT_VALUE, text);
          root.setAttribute(OUTPUT_MIME_TYPE, mimeType);
        });
      case "run.failed":
        return this.#fail("failed", record.data.error, time);
      case "run.timedOut":
        return this.#fail("timed_out", record.data.error, time);
      case "run.stalled":
        return this.#fail("stalled", record.data.error, time);
      case "run.cancelled":
        return this.#finish("cancelled", time, (root) => {
          if (record.data.reason !== undefined) root.setAttribute("workflow.run.cancel_reason", record.data.reason);
        });
      case "run.idle":
        this.#trace.root.addEvent("idle", { "workflow.waiting_for": [...record.data.waitingFor] }, time);
        return this.#trace.rootIds;
      case "llm.called":
        this.#trace.count.made++;
        return this.#steps.idsOf(record.data.executionId);
      default:
        return this.#steps.idsOf(executionIdOf(record));
    }
  }

  #fail(outcome: RunOutcome, error: ErrorData, time: HrTime): SpanIds {
    return this.#finish(outcome, time, (root) => {
      root.setStatus({ code: SpanStatusCode.ERROR, message: recordError(root, error, time) });
    });
  }

  #finish(outcome: RunOutcome, time: HrTime, describe: (root: Span) => void): SpanIds {
    const { root } = this.#trace;
    this.#isOver = true;
    this.#steps.endAll(time);
    root.setAttribute("workflow.run.outcome", outcome);
    if (this.#trace.dispatchesCollapsed > 0)
      root.setAttribute("workflow.dispatch.collapsed", this.#trace.dispatchesCollapsed);
    describe(root);
    // OK is final; an error set just before is kept, because only an unset status is replaced here.
    if (outcome === "completed" || outcome === "cancelled") root.setStatus({ code: SpanStatusCode.OK });
    root.end(time);
    forgetLiveRun(this.#trace.runId, this);
    return this.#trace.rootIds;
  }
}

/** The execution that a record is about, for the kinds that have no span of their own. */
function executionIdOf(record: TracedRecord): string | undefined {
  return "executionId" in record.data ? record.data.executionId : undefined;
}

// The spans of a run's executions: one per attempt, their waits, and the way of each event to its receivers.

import { SpanKind, SpanStatusCode, type Attributes, type Context, type HrTime, type Span } from "@opentelemetry/api";

import type { ErrorData } from "../../errors/error-data.ts";
import type { RecordData } from "../../trace/record.ts";
import type { SpanIds } from "../../trace/run-tracer.ts";
import { EventLedger, SentEvent } from "./event-ledger.ts";
import { attemptName } from "./interrupted-spans.ts";
import { withMetadata } from "./openinference-context.ts";
import { idsOf, recordError, withSpan, type RunTrace } from "./run-trace.ts";
import { elapsedMs, hrTimeOf } from "./span-clock.ts";
import { INPUT, inputText, OUTPUT, setPayload } from "./span-payload.ts";
import {
  causedBy,
  causesOf,
  dispatchAttributes,
  stepAttributes,
  StepCommons,
  stepMetadata,
  waitAttributes,
  type ExecutionFacts,
} from "./step-attributes.ts";

/** One execution, over its attempts. */
interface Execution extends ExecutionFacts {
  readonly queuedAt: HrTime;
  /** Open until the execution is picked up. */
  readonly dispatch: Span | undefined;
  span: Span | undefined;
  ids: SpanIds | undefined;
  context: Context;
}

interface Wait {
  readonly executionId: string;
  readonly eventType: string;
  readonly span: Span;
}

/** Most causes that a join's span links to. */
const MAX_LINKS = 32;

/** The spans under the root of one run segment. */
export class StepSpans {
  readonly #trace: RunTrace;
  readonly #commons: StepCommons;
  readonly #events = new EventLedger();
  readonly #executions = new Map<string, Execution>();
  readonly #waits = new Map<string, Wait>();
  /** Executions that wait in a queue after an open dispatch span, and will make a step span each. */
  #dispatchesDue = 0;

  constructor(runTrace: RunTrace) {
    this.#trace = runTrace;
    this.#commons = new StepCommons(runTrace);
  }

  /** The ids of an execution's latest attempt; the run's where it has none here. */
  idsOf(executionId: string | undefined): SpanIds {
    return (executionId === undefined ? undefined : this.#executions.get(executionId)?.ids) ?? this.#trace.rootIds;
  }

  contextOf(executionId: string | undefined): Context {
    return (executionId === undefined ? undefined : this.#executions.get(executionId)?.context) ?? this.#trace.context;
  }

  sent(data: RecordData["event.sent"], time: HrTime): SpanIds {
    const sender = data.cause.kind === "execution" ? this.#executions.get(data.cause.executionId) : undefined;
    const senderSpan = sender?.span ?? this.#trace.root;
    const event = new SentEvent({
      id: data.eventId,
      type: data.type,
      payload: data.payload,
      cause: data.cause,
      sender: sender?.step,
      senderSpan: sender?.span?.spanContext(),
    });
    this.#events.add(event);
    if (this.#trace.settings.dispatch === "event") addSentEvent(senderSpan, event, time);
    return sender?.ids ?? this.#trace.rootIds;
  }

  queued(data: RecordData["step.queued"], time: HrTime): SpanIds {
    const inputs = this.#events.find(data.eventIds);
    const facts = {
      id: data.executionId,
      step: data.step,
      eventType: data.eventType,
      inputs,
      causedBy: causedBy(inputs),
    };
    const dispatch = this.#planDispatch(inputs[0], time) ? this.#dispatch(facts, time) : undefined;
    this.#executions.set(data.executionId, {
      ...facts,
      queuedAt: time,
      dispatch,
      span: undefined,
      ids: undefined,
      context: this.#trace.context,
    });
    return dispatch === undefined ? this.#trace.rootIds : idsOf(dispatch);
  }

  started(data: RecordData["step.started"], time: HrTime): SpanIds {
    const execution = this.#executions.get(data.executionId) ?? this.#unknown(data);
    const isFirst = data.attempt === 0 && execution.span === undefined;
    const queueDelayMs = Math.max(
      0,
      isFirst ? elapsedMs(execution.queuedAt, time) : elapsedMs(hrTimeOf(data.queuedAtMs), time),
    );
    if (isFirst) this.#endDispatch(execution, time);
    const metadata = stepMetadata(this.#trace, execution, data.attempt);
    const links = causesOf(execution.inputs, MAX_LINKS);
    if (execution.span !== undefined)
      links.push({ context: execution.span.spanContext(), attributes: { "workflow.link": "previous attempt" } });
    const span = this.#trace.start({
      name: attemptName(data),
      attributes: stepAttributes(this.#commons, execution, { attempt: data.attempt, queueDelayMs, metadata }),
      links,
      startTime: time,
    });
    if (span.isRecording() && execution.inputs.length > 0) setPayload(span, inputText(execution.inputs), INPUT);
    execution.span = span;
    execution.ids = idsOf(span);
    execution.context = withMetadata(withSpan(this.#trace.context, span), metadata);
    return execution.ids;
  }

  /** A wait's span is open while it lasts; its record carries the span's own id. */
  waiting(data: RecordData["step.waiting"], time: HrTime): SpanIds {
    const { waiterId, executionId, eventType } = data;
    const known = this.#waits.get(waiterId);
    if (known !== undefined) return idsOf(known.span);
    const waiter = this.#executions.get(executionId);
    const span = this.#trace.start({
      name: `wait ${eventType}`,
      attributes: waitAttributes(this.#trace, { eventType, waiterId, executionId, step: waiter?.step }),
      links:
        waiter?.span === undefined
          ? []
          : [{ context: waiter.span.spanContext(), attributes: { "workflow.link": "waiting step" } }],
      startTime: time,
    });
    this.#waits.set(waiterId, { executionId, eventType, span });
    return idsOf(span);
  }

  waited(
    waiterId: string,
    outcome: "matched" | "timedOut" | "cancelled",
    end: { readonly time: HrTime; readonly eventId?: string },
  ): SpanIds {
    const wait = this.#waits.get(waiterId);
    if (wait === undefined) return this.#trace.rootIds;
    this.#waits.delete(waiterId);
    const { executionId, eventType, span } = wait;
    const waiter = this.#executions.get(executionId);
    if (span.isRecording()) {
      const [answer] = end.eventId === undefined ? [] : this.#events.find([end.eventId]);
      const facts = { eventType, waiterId, executionId, step: waiter?.step, outcome, answer };
      span.setAttributes(waitAttributes(this.#trace, facts));
      if (answer !== undefined) setPayload(span, answer.text, OUTPUT);
    }
    span.setStatus({ code: SpanStatusCode.OK });
    span.end(end.time);
    return waiter?.ids ?? this.#trace.rootIds;
  }

  completed(data: RecordData["step.completed"], time: HrTime): SpanIds {
    const execution = this.#executions.get(data.executionId);
    if (execution?.span?.isRecording() === true) {
      const outputs = this.#events.find(data.eventIds);
      if (outputs.length > 0) {
        setPayload(execution.span, inputText(outputs), OUTPUT);
        execution.span.setAttribute("workflow.event.sent_types", [...new Set(outputs.map((event) => event.type))]);
      }
      execution.span.setStatus({ code: SpanStatusCode.OK });
    }
    return this.#end(data.executionId, "completed", time);
  }

  /** An attempt that failed: its own span is an error whatever becomes of the execution. */
  attemptFailed(
    executionId: string,
    failure: { readonly error: ErrorData; readonly willRetry: boolean; readonly delayMs?: number },
    time: HrTime,
  ): SpanIds {
    const execution = this.#executions.get(executionId);
    const span = execution?.span;
    if (span?.isRecording() === true) {
      span.setAttribute("workflow.step.will_retry", failure.willRetry);
      if (failure.delayMs !== undefined) span.setAttribute("workflow.step.retry_delay_ms", failure.delayMs);
      span.setStatus({ code: SpanStatusCode.ERROR, message: recordError(span, failure.error, time) });
    }
    if (!failure.willRetry) return this.#end(executionId, "failed", time);
    if (span?.isRecording() === true) span.setAttribute("workflow.step.outcome", "failed");
    span?.end(time);
    return execution?.ids ?? this.#trace.rootIds;
  }

  cancelled(executionId: string, time: HrTime): SpanIds {
    for (const [waiterId, wait] of this.#waits)
      if (wait.executionId === executionId) this.waited(waiterId, "cancelled", { time });
    return this.#end(executionId, "cancelled", time);
  }

  /** Ends what is still open when the run ends. */
  endAll(time: HrTime): void {
    for (const waiterId of this.#waits.keys()) this.waited(waiterId, "cancelled", { time });
    for (const executionId of this.#executions.keys()) this.#end(executionId, "cancelled", time);
    this.#events.clear();
  }

  #end(executionId: string, outcome: string, time: HrTime): SpanIds {
    const execution = this.#executions.get(executionId);
    if (execution === undefined) return this.#trace.rootIds;
    this.#executions.delete(executionId);
    this.#endDispatch(execution, time);
    if (execution.span?.isRecording() === true) {
      execution.span.setAttribute("workflow.step.outcome", outcome);
      execution.span.end(time);
    }
    return execution.ids ?? this.#trace.rootIds;
  }

  /** An execution that an earlier segment queued. */
  #unknown(data: RecordData["step.started"]): Execution {
    const execution: Execution = {
      id: data.executionId,
      step: data.step,
      eventType: "",
      inputs: this.#events.find(data.eventIds),
      causedBy: causedBy(this.#events.find(data.eventIds)),
      queuedAt: hrTimeOf(data.queuedAtMs),
      dispatch: undefined,
      span: undefined,
      ids: undefined,
      context: this.#trace.context,
    };
    this.#executions.set(data.executionId, execution);
    return execution;
  }

  /** Decides while the sender's span is open: a trace that has grown too large shows dispatches as events on it. */
  #planDispatch(event: SentEvent | undefined, time: HrTime): boolean {
    const { settings } = this.#trace;
    if (settings.dispatch !== "span") return false;
    if (this.#trace.count.made + this.#dispatchesDue < settings.maxSpansPerTrace) {
      this.#dispatchesDue++;
      return true;
    }
    this.#trace.dispatchesCollapsed++;
    if (event === undefined) return false;
    const sender = event.cause.kind === "execution" ? this.#executions.get(event.cause.executionId)?.span : undefined;
    addSentEvent(sender?.isRecording() === true ? sender : this.#trace.root, event, time);
    return false;
  }

  /** The execution is picked up, or never will be. */
  #endDispatch({ dispatch }: Execution, time: HrTime): void {
    if (dispatch?.isRecording() !== true) return;
    this.#dispatchesDue--;
    dispatch.end(time);
  }

  #dispatch(facts: ExecutionFacts, time: HrTime): Span {
    return this.#trace.start({
      name: `dispatch ${facts.eventType}`,
      kind: SpanKind.PRODUCER,
      attributes: dispatchAttributes(this.#trace, facts),
      startTime: time,
    });
  }
}

function addSentEvent(span: Span, event: SentEvent, time: HrTime): void {
  const attributes: Attributes = { "workflow.event.type": event.type, "workflow.event.id": event.id };
  span.addEvent(`sent ${event.type}`, attributes, time);
}

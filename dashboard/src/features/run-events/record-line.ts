// A record in one line: what kind, what it is about, what it says.

import type { RunRecord, RunView } from "stepscope/view";
import { previewOf } from "#lib/encoded.ts";
import { formatDuration } from "#lib/format.ts";

/** The line. */
export interface RecordLine {
  readonly subject: string;
  readonly detail: string;
  /** The execution it is about. */
  readonly executionId?: string;
  readonly tone: "plain" | "fail" | "retry" | "wait" | "state" | "quiet";
}

function nameOf(view: RunView, executionId: string | undefined): string {
  const execution = view.executions[view.executionIndexById.get(executionId ?? "") ?? -1];
  return execution === undefined ? (executionId ?? "") : `${execution.step} #${execution.ordinal}`;
}

function about(
  view: RunView,
  data: { readonly executionId?: string },
  more: Omit<RecordLine, "subject" | "executionId"> & { readonly subject?: string },
): RecordLine {
  const { executionId } = data;
  return {
    subject: more.subject ?? nameOf(view, executionId),
    detail: more.detail,
    tone: more.tone,
    ...(executionId === undefined ? {} : { executionId }),
  };
}

const plain = (subject: string, detail: string, tone: RecordLine["tone"] = "plain"): RecordLine => ({
  subject,
  detail,
  tone,
});

/** Lines of records about steps. */
function stepLine(view: RunView, record: RunRecord): RecordLine | undefined {
  switch (record.kind) {
    case "step.queued":
      return about(view, record.data, { detail: `by ${record.data.eventType}`, tone: "quiet" });
    case "step.started":
      return about(view, record.data, {
        detail: `attempt ${record.data.attempt + 1}, worker ${record.data.worker + 1}`,
        tone: "plain",
      });
    case "step.waiting":
      return about(view, record.data, { detail: `for ${record.data.eventType}`, tone: "wait" });
    case "step.resumed":
      return about(view, record.data, {
        detail: record.data.outcome === "matched" ? "answered" : "timed out",
        tone: "wait",
      });
    case "step.completed":
      return about(view, record.data, {
        detail: record.data.eventIds.length === 0 ? "nothing emitted" : `emitted ${record.data.eventIds.length}`,
        tone: "plain",
      });
    case "step.retryScheduled":
      return about(view, record.data, {
        detail: `${record.data.error.message}; again in ${formatDuration(record.data.delayMs)}`,
        tone: "retry",
      });
    case "step.failed":
      return about(view, record.data, { detail: record.data.error.message, tone: "fail" });
    case "step.cancelled":
      return about(view, record.data, { detail: record.data.reason, tone: "quiet" });
    case "step.lateResult":
      return about(view, record.data, { detail: `late, ${record.data.outcome}; not applied`, tone: "quiet" });
    case "recovery.started":
      return about(view, record.data, { detail: `recovers ${record.data.failedStep}`, tone: "retry" });
    default:
      return undefined;
  }
}

/** Lines of records about the run and what it holds. */
function runLine(view: RunView, record: RunRecord): RecordLine | undefined {
  switch (record.kind) {
    case "run.started":
      return plain(record.data.workflow, previewOf(record.data.input));
    case "run.resumed":
      return plain("run", `segment ${record.data.segment}: ${record.data.reason}`);
    case "run.forked":
      return plain("run", `from record ${record.data.fromSeq} of ${record.data.fromRunId}`);
    case "run.idle":
      return plain("run", `waits for ${record.data.waitingFor.join(", ")}`, "wait");
    case "run.completed":
      return plain("run", previewOf(record.data.result));
    case "run.failed":
    case "run.timedOut":
    case "run.stalled":
      return plain("run", record.data.error.message, "fail");
    case "run.cancelled":
      return plain("run", record.data.reason ?? "", "quiet");
    case "timer.due":
      return plain(record.data.timerId, "", "quiet");
    case "child.started":
      return about(view, record.data, { detail: `run of ${record.data.workflow}`, tone: "plain" });
    case "child.completed":
      return about(view, record.data, { detail: `child run ${record.data.outcome}`, tone: "plain" });
    case "once.stored":
      return about(view, record.data, {
        detail: `${record.data.key} = ${previewOf(record.data.value)}`,
        tone: "state",
      });
    default:
      return undefined;
  }
}

/** The line of a record. */
export function recordLine(view: RunView, record: RunRecord): RecordLine {
  const known = stepLine(view, record) ?? runLine(view, record);
  if (known !== undefined) return known;
  switch (record.kind) {
    case "event.sent":
      return about(view, record.data.cause.kind === "execution" ? record.data.cause : {}, {
        subject: record.data.type,
        detail: previewOf(record.data.payload),
        tone: "plain",
      });
    case "event.unhandled":
      return plain(record.data.type, "nobody accepts it", "quiet");
    case "state.changed":
      return about(view, record.data, {
        subject: record.data.path.join(".") || "all state",
        detail: record.data.operation === "set" ? previewOf(record.data.value) : record.data.operation,
        tone: "state",
      });
    case "stream.published":
      return about(view, record.data, {
        subject: record.data.type,
        detail: previewOf(record.data.payload),
        tone: "plain",
      });
    case "wait.matched":
      return about(view, record.data, { detail: `by ${record.data.eventId}`, tone: "wait" });
    case "wait.timedOut":
      return about(view, record.data, { detail: record.data.waiterId, tone: "fail" });
    case "collect.buffered":
      return about(view, record.data, {
        detail: `${record.data.eventId} of ${record.data.classes.length}`,
        tone: "quiet",
      });
    case "collect.fired":
      return about(view, record.data, { detail: `${record.data.eventIds.length} events`, tone: "plain" });
    case "join.opened":
      return about(view, record.data, {
        subject: record.data.step,
        detail: `${record.data.branches} branches`,
        tone: "quiet",
      });
    case "join.fired":
      return plain(record.data.step, `${record.data.eventIds.length} events`);
    case "llm.called":
      return about(view, record.data, {
        subject: record.data.model,
        detail: `${record.data.status}, ${record.data.promptTokens ?? 0} → ${record.data.completionTokens ?? 0} tokens, ${formatDuration(record.data.durationMs)}`,
        tone: record.data.status === "ok" ? "plain" : "fail",
      });
    case "log":
      return about(view, record.data, {
        subject: record.data.level,
        detail: record.data.message,
        tone: record.data.level === "error" ? "fail" : record.data.level === "warn" ? "retry" : "plain",
      });
    default:
      return plain("", "");
  }
}

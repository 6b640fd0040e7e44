// Folds the records of step executions: queued, started, waiting, retried, ended.

import type { RecordOf, RunRecord } from "../trace/record.ts";
import type { AttemptOutcome } from "./execution-view.ts";
import {
  draftOf,
  emptyLlmTotals,
  type AttemptDraft,
  type EventDraft,
  type ExecutionDraft,
  type FoldState,
} from "./fold-state.ts";
import { foldAnswered, foldChild, foldResumed, foldWaiting } from "./fold-waits.ts";

/** When, and at which record, something happened. */
interface Moment {
  readonly atMs: number;
  readonly seq: number;
}

/** The event that came last is the one that made the execution possible: its sender is the cause. */
function causeOf(state: FoldState, eventIds: readonly string[]): EventDraft | undefined {
  let cause: EventDraft | undefined;
  for (const eventId of eventIds) {
    const event = state.events[state.eventIndexById.get(eventId) ?? -1];
    if (event !== undefined && (cause === undefined || event.seq > cause.seq)) cause = event;
  }
  return cause;
}

function open(
  state: FoldState,
  record: RecordOf<"step.queued"> | RecordOf<"step.started">,
  atMs: number,
): ExecutionDraft {
  const { executionId: id, step, eventIds } = record.data;
  const ordinal = (state.ordinals.get(step) ?? 0) + 1;
  state.ordinals.set(step, ordinal);
  const index = state.executions.length;
  const cause = causeOf(state, eventIds);
  const execution: ExecutionDraft = {
    index,
    id,
    step,
    ordinal,
    eventType: cause?.type ?? "",
    inputEventIds: [...eventIds],
    outputEventIds: [],
    causeIndex: cause?.causeIndex ?? -1,
    queuedMs: atMs,
    readyMs: atMs,
    firstSeq: record.seq,
    lastSeq: record.seq,
    outcome: "queued",
    attempts: [],
    waits: [],
    spanIndexes: [],
    childRunIndexes: [],
    llm: emptyLlmTotals(),
    stateChangeCount: 0,
    logCount: 0,
  };
  const recovers = state.recoveries.get(id);
  if (recovers !== undefined) execution.recovers = recovers;
  state.executions.push(execution);
  state.open.add(execution);
  state.executionIndexById.set(id, index);
  for (const eventId of eventIds) state.events[state.eventIndexById.get(eventId) ?? -1]?.receiverIndexes.push(index);
  state.totals.executions += 1;
  return execution;
}

/** An execution that can queue or start (again). One that has ended does so only in a run resumed from before its end: anew. */
function repeatable(state: FoldState, executionId: string): ExecutionDraft | undefined {
  const execution = draftOf(state, executionId);
  return execution?.endedMs === undefined || execution.outcome === "unfinished" ? execution : undefined;
}

/** `step.queued`: a new execution, or one that queues again. */
function foldQueued(state: FoldState, record: RecordOf<"step.queued">, atMs: number): void {
  const { executionId, eventType } = record.data;
  const known = repeatable(state, executionId);
  if (known === undefined) {
    open(state, record, atMs).eventType = eventType;
    return;
  }
  known.readyMs = atMs;
  known.lastSeq = record.seq;
  if (known.outcome !== "waiting") known.outcome = "queued";
}

/** `step.started`: an attempt begins. */
function foldStarted(state: FoldState, record: RecordOf<"step.started">, atMs: number): void {
  const { executionId, attempt, worker } = record.data;
  const execution = repeatable(state, executionId) ?? open(state, record, atMs);
  const previous = execution.attempts.at(-1);
  if (previous !== undefined && previous.endedMs === undefined) {
    closeAttempt(previous, "interrupted", { atMs, seq: record.seq });
    closeWaits(execution, { atMs, seq: record.seq });
  }
  const started: AttemptDraft = {
    number: attempt,
    worker,
    queuedMs: Math.min(Math.max(execution.readyMs, previous?.endedMs ?? 0), atMs),
    startedMs: atMs,
    outcome: "running",
    startedSeq: record.seq,
    startedAtMs: record.timeMs,
  };
  if (record.traceId !== undefined) started.traceId = record.traceId;
  if (record.spanId !== undefined) started.spanId = record.spanId;
  execution.attempts.push(started);
  execution.startedMs ??= atMs;
  execution.outcome = "running";
  execution.lastSeq = record.seq;
  state.totals.attempts += 1;
}

function closeAttempt(attempt: AttemptDraft, outcome: AttemptOutcome, moment: Moment): void {
  attempt.outcome = outcome;
  attempt.endedMs = moment.atMs;
  attempt.endedSeq = moment.seq;
}

function closeWaits(execution: ExecutionDraft, moment: Moment): void {
  for (const wait of execution.waits) {
    if (wait.resumedMs !== undefined) continue;
    wait.resumedMs = moment.atMs;
    wait.resumedSeq = moment.seq;
    if (wait.outcome === "open") wait.outcome = "cancelled";
  }
}

type FinalOutcome = "completed" | "failed" | "cancelled" | "unfinished";

/** Ends an execution and whatever of it is still open. */
function endExecution(
  state: FoldState,
  execution: ExecutionDraft,
  end: Moment & { readonly outcome: FinalOutcome },
): void {
  const attempt = execution.attempts.at(-1);
  const isOpen = attempt?.endedMs === undefined || attempt.outcome === "unfinished";
  if (attempt !== undefined && isOpen) closeAttempt(attempt, end.outcome, end);
  closeWaits(execution, end);
  state.open.delete(execution);
  execution.outcome = end.outcome;
  execution.endedMs = end.atMs;
  execution.endedSeq = end.seq;
  execution.lastSeq = end.seq;
}

/** `step.completed`, `step.failed`, `step.cancelled`: the execution is over. */
function foldEnded(
  state: FoldState,
  record: RecordOf<"step.completed"> | RecordOf<"step.failed"> | RecordOf<"step.cancelled">,
  atMs: number,
): void {
  const execution = draftOf(state, record.data.executionId);
  if (execution === undefined || (execution.endedMs !== undefined && execution.outcome !== "unfinished")) return;
  switch (record.kind) {
    case "step.completed":
      for (const eventId of record.data.eventIds) {
        // What it sent is listed already; only an event whose own record is missing is new here.
        const sent = state.events[state.eventIndexById.get(eventId) ?? -1];
        if (sent?.causeIndex !== execution.index) execution.outputEventIds.push(eventId);
      }
      endExecution(state, execution, { outcome: "completed", atMs, seq: record.seq });
      return;
    case "step.failed": {
      execution.error = record.data.error;
      const attempt = execution.attempts.at(-1);
      if (attempt !== undefined) attempt.error = record.data.error;
      state.totals.failedExecutions += 1;
      endExecution(state, execution, { outcome: "failed", atMs, seq: record.seq });
      return;
    }
    case "step.cancelled":
      execution.cancelReason = record.data.reason;
      endExecution(state, execution, { outcome: "cancelled", atMs, seq: record.seq });
  }
}

/** `step.retryScheduled`: the attempt failed, another one follows its back-off. */
function foldRetry(state: FoldState, record: RecordOf<"step.retryScheduled">, atMs: number): void {
  const execution = draftOf(state, record.data.executionId);
  if (execution === undefined) return;
  const untilMs = atMs + record.data.delayMs;
  const attempt = execution.attempts.at(-1);
  if (attempt !== undefined) {
    closeAttempt(attempt, "retried", { atMs, seq: record.seq });
    attempt.error = record.data.error;
    attempt.backOffUntilMs = untilMs;
  }
  closeWaits(execution, { atMs, seq: record.seq });
  execution.readyMs = untilMs;
  execution.outcome = "retrying";
  execution.lastSeq = record.seq;
  state.totals.retries += 1;
}

/** The run is over: nothing more will come for what is still open. */
export function closeUnfinished(state: FoldState, endedMs: number): void {
  for (const execution of state.open)
    endExecution(state, execution, { outcome: "unfinished", atMs: endedMs, seq: state.head.lastSeq });
}

type ExecutionRecord = Extract<RunRecord, { readonly kind: `step.${string}` | `wait.${string}` | `child.${string}` }>;

/** Every record that is about one execution alone. */
export function foldExecutionRecord(state: FoldState, record: ExecutionRecord, atMs: number): void {
  switch (record.kind) {
    case "step.queued":
      return foldQueued(state, record, atMs);
    case "step.started":
      return foldStarted(state, record, atMs);
    case "step.waiting":
      return foldWaiting(state, record, atMs);
    case "step.resumed":
      return foldResumed(state, record, atMs);
    case "step.retryScheduled":
      return foldRetry(state, record, atMs);
    case "step.completed":
    case "step.failed":
    case "step.cancelled":
      return foldEnded(state, record, atMs);
    case "step.lateResult":
      return;
    case "wait.matched":
    case "wait.timedOut":
      return foldAnswered(state, record, atMs);
    case "child.started":
    case "child.completed":
      return foldChild(state, record, atMs);
  }
}

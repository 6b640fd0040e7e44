// Folds the records of step executions: queued, started, waiting, retried, ended.

import type { RecordOf, RunRecord } from "../trace/record.ts";
import type { AttemptOutcome } from "./execution-view.ts";
import {
  draftOf,
  emptyLlmTotals,
  indexOfExecution,
  type AttemptDraft,
  type ExecutionDraft,
  type FoldState,
  type WaitDraft,
} from "./fold-state.ts";

function open(state: FoldState, id: string, step: string, eventIds: readonly string[], seq: number, atMs: number): ExecutionDraft {
  const ordinal = (state.ordinals.get(step) ?? 0) + 1;
  state.ordinals.set(step, ordinal);
  const index = state.executions.length;
  const lastInput = state.events[state.eventIndexById.get(eventIds.at(-1) ?? "") ?? -1];
  const execution: ExecutionDraft = {
    index,
    id,
    step,
    ordinal,
    eventType: lastInput?.type ?? "",
    inputEventIds: [...eventIds],
    outputEventIds: [],
    causeIndex: lastInput?.causeIndex ?? -1,
    queuedMs: atMs,
    readyMs: atMs,
    firstSeq: seq,
    lastSeq: seq,
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

// `step.queued`: a new execution, or one that queues again.
function foldQueued(state: FoldState, record: RecordOf<"step.queued">, atMs: number): void {
  const { executionId, step, eventIds, eventType } = record.data;
  const known = draftOf(state, executionId);
  if (known === undefined) {
    open(state, executionId, step, eventIds, record.seq, atMs).eventType = eventType;
    return;
  }
  known.readyMs = atMs;
  known.lastSeq = record.seq;
  if (known.outcome !== "waiting") known.outcome = "queued";
}

// `step.started`: an attempt begins.
function foldStarted(state: FoldState, record: RecordOf<"step.started">, atMs: number): void {
  const { executionId, step, eventIds, attempt, worker } = record.data;
  const execution = draftOf(state, executionId) ?? open(state, executionId, step, eventIds, record.seq, atMs);
  const previous = execution.attempts.at(-1);
  if (previous !== undefined && previous.endedMs === undefined) closeAttempt(previous, "interrupted", atMs, record.seq);
  const started: AttemptDraft = {
    number: attempt,
    worker,
    queuedMs: Math.min(execution.readyMs, atMs),
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

function closeAttempt(attempt: AttemptDraft, outcome: AttemptOutcome, atMs: number, seq: number): void {
  attempt.outcome = outcome;
  attempt.endedMs = atMs;
  attempt.endedSeq = seq;
}

function closeWaits(execution: ExecutionDraft, atMs: number, seq: number): void {
  for (const wait of execution.waits) {
    if (wait.resumedMs !== undefined) continue;
    wait.resumedMs = atMs;
    wait.resumedSeq = seq;
    if (wait.outcome === "open") wait.outcome = "cancelled";
  }
}

/** Ends an execution and whatever of it is still open. */
function endExecution(
  state: FoldState,
  execution: ExecutionDraft,
  outcome: "completed" | "failed" | "cancelled" | "unfinished",
  atMs: number,
  seq: number,
): void {
  const attempt = execution.attempts.at(-1);
  if (attempt !== undefined && (attempt.endedMs === undefined || attempt.outcome === "unfinished")) closeAttempt(attempt, outcome, atMs, seq);
  closeWaits(execution, atMs, seq);
  state.open.delete(execution);
  execution.outcome = outcome;
  execution.endedMs = atMs;
  execution.endedSeq = seq;
  execution.lastSeq = seq;
}

// `step.completed`, `step.failed`, `step.cancelled`: the execution is over.
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
        if (!execution.outputEventIds.includes(eventId)) execution.outputEventIds.push(eventId);
      }
      endExecution(state, execution, "completed", atMs, record.seq);
      return;
    case "step.failed": {
      execution.error = record.data.error;
      const attempt = execution.attempts.at(-1);
      if (attempt !== undefined) attempt.error = record.data.error;
      state.totals.failedExecutions += 1;
      endExecution(state, execution, "failed", atMs, record.seq);
      return;
    }
    case "step.cancelled":
      execution.cancelReason = record.data.reason;
      endExecution(state, execution, "cancelled", atMs, record.seq);
  }
}

// `step.retryScheduled`: the attempt failed, another one follows its back-off.
function foldRetry(state: FoldState, record: RecordOf<"step.retryScheduled">, atMs: number): void {
  const execution = draftOf(state, record.data.executionId);
  if (execution === undefined) return;
  const untilMs = atMs + record.data.delayMs;
  const attempt = execution.attempts.at(-1);
  if (attempt !== undefined) {
    closeAttempt(attempt, "retried", atMs, record.seq);
    attempt.error = record.data.error;
    attempt.backOffUntilMs = untilMs;
  }
  closeWaits(execution, atMs, record.seq);
  execution.readyMs = untilMs;
  execution.outcome = "retrying";
  execution.lastSeq = record.seq;
  state.totals.retries += 1;
}

// `step.waiting`: the attempt is parked until an event comes.
function foldWaiting(state: FoldState, record: RecordOf<"step.waiting">, atMs: number): void {
  const { executionId, waiterId, eventType, attempt, where, deadlineMs, waiterEventId } = record.data;
  const execution = draftOf(state, executionId);
  if (execution === undefined) return;
  const wait: WaitDraft = { waiterId, eventType, attempt, fromMs: atMs, fromSeq: record.seq, outcome: "open" };
  if (where !== undefined) wait.where = where;
  if (deadlineMs !== undefined) wait.deadlineMs = deadlineMs;
  if (waiterEventId !== undefined) wait.waiterEventId = waiterEventId;
  execution.waits.push(wait);
  execution.outcome = "waiting";
  execution.lastSeq = record.seq;
  const current = execution.attempts.at(-1);
  if (current !== undefined && current.endedMs === undefined) current.outcome = "waiting";
}

function openWait(execution: ExecutionDraft, waiterId: string): WaitDraft | undefined {
  return execution.waits.findLast((wait) => wait.waiterId === waiterId && wait.resumedMs === undefined);
}

// `wait.matched`, `wait.timedOut`: the answer, or its absence, is there.
function foldAnswered(state: FoldState, record: RecordOf<"wait.matched"> | RecordOf<"wait.timedOut">, atMs: number): void {
  const execution = draftOf(state, record.data.executionId);
  const wait = execution === undefined ? undefined : openWait(execution, record.data.waiterId);
  if (execution === undefined || wait === undefined) return;
  wait.matchedMs = atMs;
  wait.outcome = record.kind === "wait.matched" ? "matched" : "timedOut";
  execution.lastSeq = record.seq;
  if (record.kind === "wait.timedOut") return;
  wait.eventId = record.data.eventId;
  state.events[state.eventIndexById.get(record.data.eventId) ?? -1]?.receiverIndexes.push(execution.index);
}

// `step.resumed`: the parked attempt has a slot again.
function foldResumed(state: FoldState, record: RecordOf<"step.resumed">, atMs: number): void {
  const execution = draftOf(state, record.data.executionId);
  if (execution === undefined || execution.endedMs !== undefined) return;
  const wait = openWait(execution, record.data.waiterId);
  if (wait !== undefined) {
    wait.matchedMs ??= atMs;
    wait.resumedMs = atMs;
    wait.resumedSeq = record.seq;
    wait.outcome = record.data.outcome;
  }
  const attempt = execution.attempts.at(-1);
  if (attempt !== undefined && attempt.endedMs === undefined) attempt.outcome = "running";
  execution.outcome = "running";
  execution.lastSeq = record.seq;
}

/** `collect.buffered`, `collect.fired`: what an execution's `collectEvents` call holds. */
export function foldCollect(state: FoldState, record: RecordOf<"collect.buffered"> | RecordOf<"collect.fired">): void {
  const execution = draftOf(state, record.data.executionId);
  const key = `${record.data.step}\n${record.data.bufferId}`;
  if (record.kind === "collect.buffered") {
    const have = (state.held.get(key) ?? 0) + 1;
    state.held.set(key, have);
    if (execution !== undefined) {
      execution.collecting = { bufferId: record.data.bufferId, have, need: record.data.classes.length };
      execution.lastSeq = record.seq;
    }
    return;
  }
  state.held.set(key, Math.max(0, (state.held.get(key) ?? 0) - record.data.eventIds.length));
  if (execution === undefined) return;
  delete execution.collecting;
  execution.collected = record.data.eventIds.length;
  execution.lastSeq = record.seq;
}

// `child.started`, `child.completed`: a run inside an execution.
function foldChild(state: FoldState, record: RecordOf<"child.started"> | RecordOf<"child.completed">, atMs: number): void {
  const { executionId, childRunId } = record.data;
  if (record.kind === "child.started") {
    const index = state.childRuns.length;
    state.childRuns.push({
      childRunId,
      workflow: record.data.workflow,
      executionIndex: indexOfExecution(state, executionId),
      startMs: atMs,
      startedSeq: record.seq,
    });
    state.childIndexById.set(childRunId, index);
    draftOf(state, executionId)?.childRunIndexes.push(index);
    return;
  }
  const child = state.childRuns[state.childIndexById.get(childRunId) ?? -1];
  if (child === undefined) return;
  child.endMs = atMs;
  child.endedSeq = record.seq;
  child.outcome = record.data.outcome;
}

/** The run is over: nothing more will come for what is still open. */
export function closeUnfinished(state: FoldState, endedMs: number): void {
  for (const execution of state.open) endExecution(state, execution, "unfinished", endedMs, state.head.lastSeq);
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

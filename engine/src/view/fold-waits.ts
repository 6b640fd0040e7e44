// Folds what executions wait for: answers, collected sets, child runs.

import type { RecordOf } from "../trace/record.ts";
import { draftOf, indexOfExecution, type ExecutionDraft, type FoldState, type WaitDraft } from "./fold-state.ts";

/** `step.waiting`: the attempt is parked until an event comes. */
export function foldWaiting(state: FoldState, record: RecordOf<"step.waiting">, atMs: number): void {
  const { executionId, waiterId, eventType, attempt, where, deadlineMs, waiterEventId } = record.data;
  const execution = draftOf(state, executionId);
  if (execution === undefined) return;
  execution.outcome = "waiting";
  execution.lastSeq = record.seq;
  const current = execution.attempts.at(-1);
  if (current !== undefined && current.endedMs === undefined) current.outcome = "waiting";
  // Code that has had one of several answers goes on with the same wait.
  if (openWait(execution, waiterId) !== undefined) return;
  const wait: WaitDraft = { waiterId, eventType, attempt, fromMs: atMs, fromSeq: record.seq, outcome: "open" };
  if (where !== undefined) wait.where = where;
  if (deadlineMs !== undefined) wait.deadlineMs = deadlineMs;
  if (waiterEventId !== undefined) wait.waiterEventId = waiterEventId;
  execution.waits.push(wait);
}

function openWait(execution: ExecutionDraft, waiterId: string): WaitDraft | undefined {
  return execution.waits.findLast((wait) => wait.waiterId === waiterId && wait.resumedMs === undefined);
}

/** `wait.matched`, `wait.timedOut`: the answer, or its absence, is there. */
export function foldAnswered(
  state: FoldState,
  record: RecordOf<"wait.matched"> | RecordOf<"wait.timedOut">,
  atMs: number,
): void {
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

/** `step.resumed`: the parked attempt has a slot again. */
export function foldResumed(state: FoldState, record: RecordOf<"step.resumed">, atMs: number): void {
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

/** The executions of the collecting step that the set's events were handed to. */
function bringersOf(state: FoldState, record: RecordOf<"collect.fired">): number[] {
  const bringers = new Set<number>();
  for (const eventId of record.data.eventIds) {
    const receivers = state.events[state.eventIndexById.get(eventId) ?? -1]?.receiverIndexes ?? [];
    const bringer = receivers.find((index) => state.executions[index]?.step === record.data.step);
    if (bringer !== undefined) bringers.add(bringer);
  }
  return [...bringers];
}

/** `collect.buffered`, `collect.fired`: what an execution's `collectEvents` call holds. */
export function foldCollect(state: FoldState, record: RecordOf<"collect.buffered"> | RecordOf<"collect.fired">): void {
  const execution = draftOf(state, record.data.executionId);
  const key = `${record.data.step}\n${record.data.bufferId}`;
  if (record.kind === "collect.buffered") {
    const have = (state.held.get(key) ?? 0) + 1;
    state.held.set(key, have);
    if (execution !== undefined) {
      execution.collecting = {
        bufferId: record.data.bufferId,
        have,
        need: record.data.counts?.reduce((total, count) => total + count, 0) ?? record.data.classes.length,
      };
      execution.lastSeq = record.seq;
    }
    return;
  }
  state.held.set(key, Math.max(0, (state.held.get(key) ?? 0) - record.data.eventIds.length));
  if (execution === undefined) return;
  delete execution.collecting;
  execution.collectedFrom = bringersOf(state, record);
  execution.lastSeq = record.seq;
}

/** `child.started`, `child.completed`: a run inside an execution. */
export function foldChild(
  state: FoldState,
  record: RecordOf<"child.started"> | RecordOf<"child.completed">,
  atMs: number,
): void {
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

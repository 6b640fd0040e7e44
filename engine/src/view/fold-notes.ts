// Folds what happens beside the executions: events, writes to the store, the stream, the log, recoveries.

import type { RecordOf } from "../trace/record.ts";
import { draftOf, indexOfExecution, type EventDraft, type FoldState } from "./fold-state.ts";
import type { LogView, StateChangeView } from "./run-view.ts";

/** `event.sent`. */
export function foldEvent(state: FoldState, record: RecordOf<"event.sent">, atMs: number): void {
  const { eventId, type, payload, cause, origin, target } = record.data;
  const causeIndex = cause.kind === "execution" ? indexOfExecution(state, cause.executionId) : -1;
  const event: EventDraft = {
    index: state.events.length,
    id: eventId,
    type,
    payload,
    cause,
    origin,
    causeIndex,
    seq: record.seq,
    atMs,
    receiverIndexes: [],
    unhandled: false,
  };
  if (target !== undefined) event.target = target;
  state.events.push(event);
  state.eventIndexById.set(eventId, event.index);
  state.executions[causeIndex]?.outputEventIds.push(eventId);
}

/** `state.changed`. */
export function foldStateChange(state: FoldState, record: RecordOf<"state.changed">, atMs: number): void {
  const { operation, path, value, executionId } = record.data;
  const execution = draftOf(state, executionId);
  const place = { seq: record.seq, atMs, operation, path, executionIndex: execution?.index ?? -1 };
  const change: StateChangeView = value === undefined ? place : { ...place, value };
  state.stateChanges.push(change);
  if (execution === undefined) return;
  execution.stateChangeCount += 1;
  execution.lastSeq = record.seq;
}

/** `log`. */
export function foldLog(state: FoldState, record: RecordOf<"log">, atMs: number): void {
  const { level, message, attributes, executionId } = record.data;
  const execution = draftOf(state, executionId);
  const place = { seq: record.seq, atMs, level, message, executionIndex: execution?.index ?? -1 };
  const line: LogView = attributes === undefined ? place : { ...place, attributes };
  state.logs.push(line);
  if (execution !== undefined) execution.logCount += 1;
}

/** `stream.published`. */
export function foldPublished(state: FoldState, record: RecordOf<"stream.published">, atMs: number): void {
  const { type, payload, executionId } = record.data;
  state.published.push({ seq: record.seq, atMs, type, payload, executionIndex: indexOfExecution(state, executionId) });
}

/** `recovery.started`; it may stand before the execution it is about. */
export function foldRecovery(state: FoldState, record: RecordOf<"recovery.started">): void {
  const { executionId, failedExecutionId, failedStep } = record.data;
  const recovers = { executionId: failedExecutionId, step: failedStep };
  const execution = draftOf(state, executionId);
  if (execution === undefined) state.recoveries.set(executionId, recovers);
  else execution.recovers = recovers;
}

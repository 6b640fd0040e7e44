// Folds the records about the run itself: its beginning, segments, idleness and end.

import { BYSTANDERS } from "../trace/aggregate-record.ts";
import type { RecordOf, RunRecord } from "../trace/record.ts";
import { draftOf, type FoldState, type HeadDraft } from "./fold-state.ts";

/** `run.started`: what the run is, and what it began with. */
export function foldOpening(head: HeadDraft, record: RecordOf<"run.started">): void {
  const { data } = record;
  head.workflow = data.workflow;
  head.definitionHash = data.definitionHash;
  head.input = data.input;
  if (data.version !== undefined) head.version = data.version;
  if (data.timeoutMs !== undefined) head.timeoutMs = data.timeoutMs;
  if (data.deadlineMs !== undefined) head.deadlineMs = data.deadlineMs;
  if (data.tags !== undefined) head.tags = [...data.tags];
  if (data.metadata !== undefined) head.metadata = data.metadata;
  if (data.sessionId !== undefined) head.sessionId = data.sessionId;
  if (data.userId !== undefined) head.userId = data.userId;
  if (data.parent !== undefined) head.parent = data.parent;
  if (data.store !== undefined) head.initialStore = data.store;
  if (record.traceId !== undefined) head.traceId = record.traceId;
  if (record.spanId !== undefined) head.spanId = record.spanId;
}

type TerminalKind = "run.completed" | "run.failed" | "run.timedOut" | "run.cancelled" | "run.stalled";

/** The record that ends the run. */
export function foldTerminal(
  state: FoldState,
  record: Extract<RunRecord, { readonly kind: TerminalKind }>,
  atMs: number,
): void {
  const { head } = state;
  head.endedMs = atMs;
  head.endedSeq = record.seq;
  switch (record.kind) {
    case "run.completed":
      head.status = "completed";
      head.result = record.data.result;
      head.resultEventId = record.data.eventId;
      break;
    case "run.failed":
      head.status = "failed";
      head.error = record.data.error;
      if (record.data.executionId !== undefined) head.failedExecutionId = record.data.executionId;
      break;
    case "run.timedOut":
      head.status = "timedOut";
      head.error = record.data.error;
      break;
    case "run.stalled":
      head.status = "stalled";
      head.error = record.data.error;
      break;
    case "run.cancelled":
      head.status = "cancelled";
  }
}

/** `run.resumed`: what was in flight stopped with its process and is ready again. */
export function foldResumedRun(state: FoldState, record: RecordOf<"run.resumed">, atMs: number): void {
  const crashedMs = state.head.lastMs;
  for (const executionId of record.data.inFlight) {
    const execution = draftOf(state, executionId);
    const attempt = execution?.attempts.at(-1);
    if (execution === undefined || attempt === undefined || attempt.endedMs !== undefined) continue;
    attempt.outcome = "interrupted";
    attempt.endedMs = crashedMs;
    attempt.endedSeq = record.seq;
    execution.outcome = "queued";
    execution.readyMs = atMs;
  }
  delete state.head.endedMs;
  delete state.head.endedSeq;
  state.head.status = "running";
}

/** Every record: its time, and the segment it belongs to. */
export function foldPlace(state: FoldState, record: RunRecord, atMs: number): void {
  state.head.lastMs = atMs;
  state.head.lastSeq = record.seq;
  state.recordMs.push(atMs);
  const segment = state.segments.at(-1);
  if (segment !== undefined && segment.segment === record.segment) {
    segment.toMs = atMs;
    return;
  }
  const next: (typeof state.segments)[number] = {
    segment: record.segment,
    fromMs: atMs,
    toMs: atMs,
    firstSeq: record.seq,
  };
  if (record.kind === "run.resumed") next.reason = record.data.reason;
  if (record.traceId !== undefined) next.traceId = record.traceId;
  if (record.spanId !== undefined) next.spanId = record.spanId;
  state.segments.push(next);
}

/** Ends the stretch of idleness, if one is open and this record is work. */
export function closeIdle(state: FoldState, record: RunRecord, atMs: number): void {
  const idle = state.idle.at(-1);
  if (idle === undefined || idle.toMs !== undefined || BYSTANDERS.has(record.kind)) return;
  idle.toMs = atMs;
  state.totals.waitingMs += atMs - idle.fromMs;
  if (state.head.status === "waiting") state.head.status = "running";
}

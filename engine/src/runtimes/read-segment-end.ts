// How the segment ended that a resumed run continues: its last record, and the spans that its process never ended.

import type { RunState } from "../run/run-state.ts";
import { OpenSpans, type InterruptedSpan, type OpenRoot } from "../trace/interrupted-spans.ts";
import type { PreviousSegment } from "../trace/sink.ts";
import { lastSeqKnown } from "./active-runs.ts";
import { readJournal } from "./read-journal.ts";

/** The end of the segment before. */
export interface SegmentEnd {
  /** Sequence numbers never repeat, also where the journal went on after the snapshot was taken. */
  readonly lastSeq: number;
  readonly interrupted: readonly InterruptedSpan[];
}

/** Reads on from the snapshot. */
export async function readSegmentEnd(state: RunState, previous: PreviousSegment | undefined): Promise<SegmentEnd> {
  const spans = new OpenSpans(state.runId, {
    root: rootOf(state, previous),
    attempts: previous?.openAttempts ?? [],
    atMs: previous?.lastRecordAtMs ?? 0,
  });
  for (const { id, children } of state.executions.values()) {
    if (children === undefined) continue;
    const spanId = previous?.openAttempts?.find((attempt) => attempt.executionId === id)?.spanId;
    for (const childRunId of children) spans.children.set(childRunId, spanId);
  }
  const knownHere = lastSeqKnown(state.runId);
  let lastSeq = Math.max(state.seq, knownHere ?? 0);
  for await (const record of readJournal(state.runId, state.seq + 1)) {
    lastSeq = Math.max(lastSeq, record.seq);
    spans.observe(record);
  }
  // A run that has ended in this process has ended its spans.
  return { lastSeq, interrupted: knownHere === undefined ? await listAll(spans) : [] };
}

function rootOf(state: RunState, previous: PreviousSegment | undefined): OpenRoot | undefined {
  if (previous?.traceId === undefined || previous.spanId === undefined) return undefined;
  const { traceId, spanId, sessionId, userId, startedAtMs } = previous;
  return { workflow: state.graph.name, segment: state.segment, traceId, spanId, sessionId, userId, startedAtMs };
}

/** With the child runs, which died in the same process. */
async function listAll(spans: OpenSpans): Promise<readonly InterruptedSpan[]> {
  const all = [...spans.list()];
  if (all.length === 0) return [];
  for (const [childRunId, parentSpanId] of spans.children) {
    const child = new OpenSpans(childRunId);
    for await (const record of readJournal(childRunId, 1)) child.observe(record, parentSpanId);
    all.push(...(await listAll(child)));
  }
  return all;
}

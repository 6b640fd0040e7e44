// Gives a record body its place in the journal.

import type { RecordBody, RecordPlace, RunRecord } from "../trace/record.ts";

/** The record of a body at a place. One object, with its keys always in the same order. */
export function placeRecord(body: RecordBody, place: RecordPlace): RunRecord {
  const { runId, seq, timeMs, monotonicNs, segment } = place;
  return asRecord({ kind: body.kind, data: body.data, runId, seq, timeMs, monotonicNs, segment });
}

/** Kind and data come from one body, so they belong together. */
function asRecord(record: { readonly kind: string; readonly data: object } & RecordPlace): RunRecord {
  return record as RunRecord;
}

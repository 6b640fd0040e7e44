// Reads a record back from the text a store keeps of it.

import { RECORD_CLASS, type RecordKind, type RecordPlace, type RunRecord } from "./record.ts";

/** A record as stores keep it: its place, its kind, and its data as JSON text. */
export interface StoredRecord extends RecordPlace {
  readonly kind: string;
  readonly dataText: string;
}

/** @throws Error when the kind is not one of this version's, or the text is not JSON. */
export function parseRecord(stored: StoredRecord): RunRecord {
  const { kind, dataText, ...place } = stored;
  if (!isRecordKind(kind)) throw new Error(`record ${place.seq} of run ${place.runId} is of an unknown kind: ${kind}`);
  // The writer checked the data against its kind when the record was made; here it only comes back.
  return { ...place, kind, data: JSON.parse(dataText) } as RunRecord;
}

function isRecordKind(kind: string): kind is RecordKind {
  return Object.hasOwn(RECORD_CLASS, kind);
}

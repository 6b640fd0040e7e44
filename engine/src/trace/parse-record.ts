// Reads a record back from the text a store keeps of it.

import { RECORD_CLASS, type RecordKind, type RecordPlace, type RunRecord } from "./record.ts";

/** A record as stores keep it: its place, its kind, and its data as JSON text. */
export interface StoredRecord extends Omit<RecordPlace, "traceId" | "spanId"> {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly kind: string;
  readonly dataText: string;
}

/** @throws Error when the kind is not one of this version's, or the text is not JSON. */
export function parseRecord(stored: StoredRecord): RunRecord {
  const { kind, dataText, traceId, spanId, ...rest } = stored;
  if (!isRecordKind(kind)) throw unknownKind(rest.runId, rest.seq, kind);
  const place = { ...rest, ...(traceId === undefined ? {} : { traceId }), ...(spanId === undefined ? {} : { spanId }) };
  // The writer checked the data against its kind when the record was made; here it only comes back.
  return { ...place, kind, data: JSON.parse(dataText) } as RunRecord;
}

/**
 * Reads many records back from one text, a JSON list of them.
 * @throws Error when the kind of one is not one of this version's, or the text is not JSON.
 */
export function parseRecords(text: string): readonly RunRecord[] {
  const records = JSON.parse(text) as readonly RunRecord[];
  for (const { runId, seq, kind } of records) {
    if (!isRecordKind(kind)) throw unknownKind(runId, seq, kind);
  }
  return records;
}

/** As {@link parseRecord}, but the text is parsed only when the data is asked for. */
export function lazyRecord(stored: StoredRecord): RunRecord {
  const { runId, seq, kind } = stored;
  if (!isRecordKind(kind)) throw unknownKind(runId, seq, kind);
  return new LazyRecord(stored) as unknown as RunRecord;
}

class LazyRecord {
  readonly runId: string;
  readonly seq: number;
  readonly timeMs: number;
  readonly monotonicNs: number;
  readonly segment: number;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly kind: string;
  readonly #dataText: string;
  #data: unknown;

  constructor(stored: StoredRecord) {
    this.runId = stored.runId;
    this.seq = stored.seq;
    this.timeMs = stored.timeMs;
    this.monotonicNs = stored.monotonicNs;
    this.segment = stored.segment;
    this.traceId = stored.traceId;
    this.spanId = stored.spanId;
    this.kind = stored.kind;
    this.#dataText = stored.dataText;
  }

  get data(): unknown {
    return (this.#data ??= JSON.parse(this.#dataText));
  }
}

function isRecordKind(kind: string): kind is RecordKind {
  return Object.hasOwn(RECORD_CLASS, kind);
}

function unknownKind(runId: string, seq: number, kind: string): Error {
  return new Error(`record ${seq} of run ${runId} is of an unknown kind: ${kind}`);
}

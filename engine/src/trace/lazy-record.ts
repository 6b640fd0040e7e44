// A record whose data is read only when somebody asks for it.

import { isRecordKind } from "./journal-block.ts";
import type { RecordPlace, RunRecord } from "./record.ts";

/** What is known of a record at once. */
export interface RecordOutline extends Omit<RecordPlace, "traceId" | "spanId"> {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
  readonly kind: string;
}

/** @throws Error when the kind is not one of this version's. */
export function lazyRecord(outline: RecordOutline, readData: () => unknown): RunRecord {
  const { runId, seq, kind } = outline;
  if (!isRecordKind(kind)) throw new Error(`record ${seq} of run ${runId} is of an unknown kind: ${kind}`);
  return new LazyRecord(outline, readData) as unknown as RunRecord;
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
  readonly #readData: () => unknown;
  #data: unknown;

  constructor(outline: RecordOutline, readData: () => unknown) {
    this.runId = outline.runId;
    this.seq = outline.seq;
    this.timeMs = outline.timeMs;
    this.monotonicNs = outline.monotonicNs;
    this.segment = outline.segment;
    this.traceId = outline.traceId;
    this.spanId = outline.spanId;
    this.kind = outline.kind;
    this.#readData = readData;
  }

  get data(): unknown {
    return (this.#data ??= this.#readData());
  }
}

// The last records of a run, for readers of its stream that come late.

import type { RecordBody, RunRecord } from "../trace/record.ts";
import { RecordChunk, type RecordMoment } from "./record-chunk.ts";

/** How many records are kept where no store keeps them. */
const CAPACITY = 10_000;
/** Most runs are small; each chunk is this much larger than the one before, up to a limit. */
const CHUNK_GROWTH = 4;
const LARGEST_CHUNK = 1_024;

/** Where the records of one segment of a run stand. */
export interface RingOrigin {
  readonly runId: string;
  readonly segment: number;
}

/** Keeps the newest records and counts all. */
export class RecordRing {
  readonly #origin: RingOrigin;
  readonly #smallestChunk: number;
  /** Oldest first; a chunk goes once none of its records counts among the newest. */
  readonly #chunks: RecordChunk[] = [];
  #last: RecordChunk | undefined = undefined;
  #count = 0;

  /** `smallestChunk`: how many records there is room for at first. */
  constructor(origin: RingOrigin, smallestChunk: number) {
    this.#origin = origin;
    this.#smallestChunk = smallestChunk;
  }

  /** Position of the oldest record that is still here. */
  get start(): number {
    return Math.max(0, this.#count - CAPACITY);
  }

  /** Sequence number of the oldest record that is still here; 0 when there is none. */
  get startSeq(): number {
    return this.at(this.start)?.seq ?? 0;
  }

  push(body: RecordBody, moment: RecordMoment): void {
    const chunk = this.#last === undefined || this.#last.isFull ? this.#addChunk() : this.#last;
    chunk.push(body, moment);
    this.#count += 1;
  }

  at(position: number): RunRecord | undefined {
    if (position < this.start || position >= this.#count) return undefined;
    const chunk = this.#chunks.findLast(({ start }) => start <= position);
    return chunk?.at(position - chunk.start, this.#origin);
  }

  #addChunk(): RecordChunk {
    const last = this.#last;
    const capacity = last === undefined ? this.#smallestChunk : Math.min(last.capacity * CHUNK_GROWTH, LARGEST_CHUNK);
    const chunk = this.#takeOldest(capacity) ?? new RecordChunk(this.#count, capacity);
    this.#chunks.push(chunk);
    this.#last = chunk;
    return chunk;
  }

  /** Takes out the oldest chunk once nothing in it counts; in a long run it is used again. */
  #takeOldest(capacity: number): RecordChunk | undefined {
    const [oldest] = this.#chunks;
    if (oldest === undefined || oldest.start + oldest.capacity > this.start) return undefined;
    this.#chunks.shift();
    if (oldest.capacity !== capacity) return undefined;
    oldest.beginAnew(this.#count);
    return oldest;
  }
}

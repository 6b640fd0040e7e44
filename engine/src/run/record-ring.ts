// The last records of a run, for readers of its stream that come late; kept in columns, because most are never read.

import type { RecordBody, RunRecord } from "../trace/record.ts";
import { placeRecord } from "./place-record.ts";

/** How many records are kept where no store keeps them. */
const CAPACITY = 10_000;

/** Where the records of one segment of a run stand. */
export interface RingOrigin {
  readonly runId: string;
  readonly segment: number;
}

/** Keeps the newest records and counts all. */
export class RecordRing {
  readonly #origin: RingOrigin;
  readonly #bodies: RecordBody[] = [];
  readonly #seqs: number[] = [];
  readonly #timesMs: number[] = [];
  readonly #monotonicNs: number[] = [];
  #count = 0;
  /** Where the next one goes, once the ring is full. */
  #next = 0;

  constructor(origin: RingOrigin) {
    this.#origin = origin;
  }

  /** Position of the oldest record that is still here. */
  get start(): number {
    return this.#count - this.#bodies.length;
  }

  /** Sequence number of the oldest record that is still here; 0 when there is none. */
  get startSeq(): number {
    return this.#seqs[this.start % CAPACITY] ?? 0;
  }

  push(body: RecordBody, place: { readonly seq: number; readonly timeMs: number; readonly monotonicNs: number }): void {
    const slot = this.#count < CAPACITY ? this.#count : this.#next;
    this.#bodies[slot] = body;
    this.#seqs[slot] = place.seq;
    this.#timesMs[slot] = place.timeMs;
    this.#monotonicNs[slot] = place.monotonicNs;
    this.#next = slot + 1 === CAPACITY ? 0 : slot + 1;
    this.#count += 1;
  }

  at(position: number): RunRecord | undefined {
    if (position < this.start || position >= this.#count) return undefined;
    const slot = position % CAPACITY;
    const body = this.#bodies[slot];
    if (body === undefined) return undefined;
    return placeRecord(body, {
      ...this.#origin,
      seq: this.#seqs[slot] ?? 0,
      timeMs: this.#timesMs[slot] ?? 0,
      monotonicNs: this.#monotonicNs[slot] ?? 0,
    });
  }
}

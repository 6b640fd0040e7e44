// One time axis for a run: ms since its start, by the monotonic clock inside a segment and the wall clock between them.

import type { RecordPlace } from "../trace/record.ts";

/** Turns the two clocks of a record into ms since the run's start that never run backwards. */
export class RunClock {
  readonly startedAtMs: number;
  #segment = -1;
  #baseMs = 0;
  #baseNs = 0;
  #lastMs = 0;

  constructor(first: RecordPlace) {
    this.startedAtMs = first.timeMs;
  }

  /** Time of the next record, in ms since the run's start. */
  next(place: RecordPlace): number {
    if (place.segment !== this.#segment) {
      this.#segment = place.segment;
      this.#baseMs = Math.max(this.#lastMs, place.timeMs - this.startedAtMs);
      this.#baseNs = place.monotonicNs;
    }
    const ms = this.#baseMs + (place.monotonicNs - this.#baseNs) / 1e6;
    this.#lastMs = Math.max(this.#lastMs, ms);
    return this.#lastMs;
  }
}

/** A growing column of numbers. */
export class NumberColumn {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  /** What was pushed so far; shares memory with the column. */
  view(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

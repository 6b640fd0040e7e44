// The time of a loop's records: looked at once a turn, and as seldom as that allows.

import type { Clock } from "./clock.ts";

/** How long a look at the wall clock serves; the monotonic clock counts on from there. */
const WALL_CLOCK_HOLDS_MS = 2;

/** What time it is for a loop. */
export class LoopClock {
  /** Where the next record stands in time; `seq` is the loop's to keep. */
  readonly now = { seq: 0, timeMs: 0, monotonicNs: 0 };
  /** The monotonic clock at the last look. */
  nowMs = 0;
  readonly #clock: Clock;
  #originMs: number;
  #isFresh = false;
  #wallSeenMs = Number.NEGATIVE_INFINITY;
  #wallMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#originMs = clock.monotonicMs();
  }

  /** The run's time counts from now. */
  start(): void {
    this.#originMs = this.#clock.monotonicMs();
    this.#isFresh = false;
  }

  /** Time may have passed since the last look. */
  forget(): void {
    this.#isFresh = false;
  }

  /** Looks at the clocks, unless the last look still holds. */
  look(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    const { now } = this;
    const monotonicMs = this.#clock.monotonicMs();
    this.nowMs = monotonicMs;
    now.monotonicNs = Math.round((monotonicMs - this.#originMs) * 1e6);
    const sinceMs = monotonicMs - this.#wallSeenMs;
    if (sinceMs >= 0 && sinceMs < WALL_CLOCK_HOLDS_MS) {
      now.timeMs = this.#wallMs + Math.floor(sinceMs);
      return;
    }
    const wallMs = Math.floor(this.#clock.now());
    // Counting on may have been a fraction ahead; only a clock that was set back runs backwards.
    const isAhead = wallMs < now.timeMs && now.timeMs - wallMs <= WALL_CLOCK_HOLDS_MS;
    this.#wallSeenMs = monotonicMs;
    this.#wallMs = isAhead ? now.timeMs : wallMs;
    now.timeMs = this.#wallMs;
  }
}

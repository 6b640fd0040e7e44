// The time limit of one attempt; it stands still while the attempt's code is parked.

import type { Clock, ClockTimer } from "./clock.ts";

/** A time limit that can pause. */
export class AttemptTimer {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #leftMs: number;
  #startedMs = 0;
  #timer: ClockTimer | undefined = undefined;

  constructor(clock: Clock, limitMs: number, ring: () => void) {
    this.#clock = clock;
    this.#leftMs = limitMs;
    this.#ring = ring;
  }

  /** Starts, or goes on with what is left. */
  start(): void {
    this.#startedMs = this.#clock.monotonicMs();
    this.#timer = this.#clock.setDelay(this.#leftMs, this.#ring);
  }

  pause(): void {
    if (this.#timer === undefined) return;
    this.stop();
    this.#leftMs = Math.max(0, this.#leftMs - (this.#clock.monotonicMs() - this.#startedMs));
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

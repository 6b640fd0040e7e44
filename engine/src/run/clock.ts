// The clock contract: everything a run knows of time comes through it.

/** A timer that has been set. */
export interface ClockTimer {
  cancel(): void;
}

/** Time, as runs see it. */
export interface Clock {
  /** Wall clock, epoch ms; a fraction is dropped where a time is recorded. */
  now(): number;
  /** Ms on a clock that never jumps, from any origin. */
  monotonicMs(): number;
  /** Rings once the wall clock has reached `dueMs`; never early. */
  setTimer(dueMs: number, ring: () => void): ClockTimer;
  /** Rings once `delayMs` have passed on the monotonic clock, wherever the wall clock is set meanwhile. */
  setDelay(delayMs: number, ring: () => void): ClockTimer;
  /** Step code begins to run. A simulated clock stands still meanwhile. */
  begin?(): void;
  /** Step code has ended or is parked. */
  end?(): void;
}

// The clock of the machine.

import type { Clock, ClockTimer } from "../run/clock.ts";

/** Longest delay a timer of the platform takes. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The wall clock and timers of this machine. Delays beyond 24 days are chained. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer: (dueMs, ring) => setChained(() => dueMs - Date.now(), ring),
  setDelay: (delayMs, ring) => {
    const dueMs = performance.now() + delayMs;
    return setChained(() => dueMs - performance.now(), ring);
  },
};

function setChained(leftMs: () => number, ring: () => void): ClockTimer {
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    const delayMs = leftMs();
    if (delayMs <= 0 && timer !== undefined) {
      ring();
      return;
    }
    timer = setTimeout(arm, Math.max(0, Math.min(delayMs, LONGEST_DELAY_MS)));
    // Runs that are not over keep the process alive themselves, unless they were told not to.
    timer.unref();
  };
  arm();
  return {
    cancel: () => {
      clearTimeout(timer);
    },
  };
}

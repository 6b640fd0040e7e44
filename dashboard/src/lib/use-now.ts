// The time of day, as something that changes by itself.

"use client";

import { useSyncExternalStore } from "react";

/** A clock that ticks while anyone looks at it. */
class TickingClock {
  readonly #everyMs: number;
  readonly #listeners = new Set<() => void>();
  #nowMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => {
      this.#nowMs = Date.now();
      for (const other of this.#listeners) other();
    }, this.#everyMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#nowMs = 0;
    };
  };

  readonly read = (): number => {
    if (this.#nowMs === 0) this.#nowMs = Date.now();
    return this.#nowMs;
  };
}

const CLOCKS = { second: new TickingClock(1000), minute: new TickingClock(30_000) } as const;

const onServer = (): undefined => undefined;

const neverTicks = (): (() => void) => () => undefined;

/**
 * Epoch ms, at this pace; undefined on the server and until the page runs (only the browser knows its hour and
 * zone), and while it is not `isTicking`.
 */
export function useNow(pace: keyof typeof CLOCKS, isTicking = true): number | undefined {
  const clock = CLOCKS[pace];
  return useSyncExternalStore<number | undefined>(
    isTicking ? clock.subscribe : neverTicks,
    isTicking ? clock.read : onServer,
    onServer,
  );
}

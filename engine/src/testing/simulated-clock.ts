// A clock for tests: time passes only when told to, or when nothing but a timer could go on.

import type { Clock, ClockTimer } from "../run/clock.ts";

/** Options of {@link SimulatedClock}. */
export interface SimulatedClockOptions {
  /** What time it is at first, in epoch milliseconds. @default 2026-01-01T00:00:00Z */
  readonly startMs?: number;
  /** Jump to the next timer when no step code runs. @default true */
  readonly autoAdvance?: boolean;
}

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly ring: () => void;
}

/**
 * A clock for tests. Retries, waits and timeouts of any length take no real time: when no step code runs, the clock
 * jumps to the next timer.
 *
 * @example
 * ```ts
 * import { StartEvent, StopEvent, Workflow } from "stepscope";
 * import { SimulatedClock, testRun } from "stepscope/testing";
 *
 * const flow = new Workflow<{ n: number }, number>({ name: "twice", timeoutMs: 3_600_000 });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function twice(ev) {
 *   return new StopEvent({ result: ev.n * 2 });
 * });
 * const { result } = await testRun(flow, { n: 21 }, { clock: new SimulatedClock() });
 * ```
 */
export class SimulatedClock implements Clock {
  readonly #startMs: number;
  readonly #isAutomatic: boolean;
  readonly #timers = new Set<Timer>();
  #nowMs: number;
  #order = 0;
  #running = 0;
  #isCheckPlanned = false;

  constructor({ startMs = Date.UTC(2026, 0, 1), autoAdvance = true }: SimulatedClockOptions = {}) {
    this.#startMs = startMs;
    this.#nowMs = startMs;
    this.#isAutomatic = autoAdvance;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  setTimer(dueMs: number, ring: () => void): ClockTimer {
    this.#order += 1;
    const timer: Timer = { dueMs, order: this.#order, ring };
    this.#timers.add(timer);
    this.#planCheck();
    return {
      cancel: () => {
        this.#timers.delete(timer);
      },
    };
  }

  setDelay(delayMs: number, ring: () => void): ClockTimer {
    return this.setTimer(this.#nowMs + delayMs, ring);
  }

  /** Step code begins to run; time stands still until it ends. */
  begin(): void {
    this.#running += 1;
  }

  /** Step code has ended, or is parked. */
  end(): void {
    this.#running -= 1;
    this.#planCheck();
  }

  /** Lets time pass: rings what is due on the way, in order, and lets the code that follows settle. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(); next !== undefined && next.dueMs <= untilMs; next = this.#next()) {
      this.#ring(next);
      await settle();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #planCheck(): void {
    if (!this.#isAutomatic || this.#isCheckPlanned || this.#timers.size === 0) return;
    this.#isCheckPlanned = true;
    void this.#check();
  }

  async #check(): Promise<void> {
    await settle();
    this.#isCheckPlanned = false;
    const next = this.#running === 0 ? this.#next() : undefined;
    if (next === undefined) return;
    this.#ring(next);
    this.#planCheck();
  }

  #ring(timer: Timer): void {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.ring();
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}

/** Lets promises and immediates that are under way have their turn. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

// Conformance: what is measured does not follow the wall clock, and what is recorded of it are whole milliseconds.

import { expect, test } from "vitest";
import {
  defineHumanResponse,
  fixed,
  retryPolicy,
  RunTimeoutError,
  StartEvent,
  StepTimeoutError,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";
import { SimulatedClock, testRun, type Clock, type ClockTimer } from "../../src/testing.ts";

/** A clock whose wall time can be set while its monotonic time goes on. */
class SettableClock implements Clock {
  readonly #timers = new Set<{ readonly isDue: () => boolean; readonly ring: () => void }>();
  #wallMs = Date.UTC(2026, 0, 1);
  #monotonicMs = 0;

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  setTimer(dueMs: number, ring: () => void): ClockTimer {
    return this.#add(() => this.#wallMs >= dueMs, ring);
  }

  setDelay(delayMs: number, ring: () => void): ClockTimer {
    const dueMs = this.#monotonicMs + delayMs;
    return this.#add(() => this.#monotonicMs >= dueMs, ring);
  }

  pass(ms: number): void {
    this.#monotonicMs += ms;
    this.set(this.#wallMs + ms);
  }

  set(wallMs: number): void {
    this.#wallMs = wallMs;
    for (const timer of this.#timers) {
      if (!timer.isDue()) continue;
      this.#timers.delete(timer);
      timer.ring();
    }
  }

  #add(isDue: () => boolean, ring: () => void): ClockTimer {
    const timer = { isDue, ring };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }
}

test.each([
  ["set back", -3_600_000],
  ["set forward", 3_600_000],
])("a time limit of a step neither fires early nor late when the wall clock is %s", async (_what, jumpMs) => {
  const clock = new SettableClock();
  const started = Promise.withResolvers<AbortSignal>();
  const flow = new Workflow<object, string>({ name: "limited" });
  flow.step({ accepts: StartEvent, emits: StopEvent, timeoutMs: 1_000 }, async function slow(_ev, ctx) {
    started.resolve(ctx.signal);
    return new Promise<StopEvent<string>>(() => undefined);
  });
  const run = testRun(flow, {}, { clock });
  run.catch(() => undefined);
  const signal = await started.promise;
  clock.pass(500);
  clock.set(clock.now() + jumpMs);
  clock.pass(499);
  expect(signal.aborted).toBe(false);
  clock.pass(1);
  expect(signal.reason).toBeInstanceOf(StepTimeoutError);
  await expect(run).rejects.toBeInstanceOf(StepTimeoutError);
});

class Answer extends defineHumanResponse("Answer", type<{ text: string }>()) {}

test("a clock that counts fractions of a millisecond leaves whole ones in every record, and no timer is early", async () => {
  const clock = new SimulatedClock({ startMs: 1_700_000_000_000.7 });
  const flow = new Workflow<object, string>({ name: "fractions", timeoutMs: 100_000.25 });
  flow.step(
    { accepts: StartEvent, emits: StopEvent, retry: retryPolicy({ wait: fixed(10.5) }) },
    async function ask(_ev, ctx) {
      if (ctx.attempt.number === 0) throw new Error("once more");
      await ctx.waitForEvent(Answer, { timeoutMs: 20.5 }).catch(() => undefined);
      throw new Error("and again");
    },
  );
  flow.catchError({ emits: StopEvent }, function giveUp({ failedAt }) {
    return new StopEvent({ result: String(failedAt) });
  });
  const { result, records } = await testRun(flow, {}, { clock });
  expect(result).toMatch(/^\d+$/);
  for (const record of records) {
    expect(Number.isInteger(record.timeMs), record.kind).toBe(true);
    expect(Number.isInteger(record.monotonicNs), record.kind).toBe(true);
    for (const field of ["deadlineMs", "dueMs", "queuedAtMs"]) {
      const value: unknown = Reflect.get(record.data, field) ?? 0;
      expect(Number.isInteger(value), `${record.kind}.${field}`).toBe(true);
    }
  }
  const due = records.flatMap((one) => (one.kind === "step.retryScheduled" ? [one.data.dueMs] : []));
  const rung = records.filter(({ kind }) => kind === "timer.due").map(({ timeMs }) => timeMs);
  expect(due.length).toBeGreaterThan(0);
  for (const dueMs of due) expect(rung).toContain(dueMs);
});

test("a run ends at its deadline, also where the limit is a fraction", async () => {
  const flow = new Workflow<object, string>({ name: "fraction-limit", timeoutMs: 5.5 });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(_ev, ctx) {
    await ctx.waitForEvent(Answer);
    return new StopEvent({ result: "no" });
  });
  await expect(testRun(flow, {}, { clock: new SimulatedClock({ startMs: 0.5 }) })).rejects.toBeInstanceOf(
    RunTimeoutError,
  );
});

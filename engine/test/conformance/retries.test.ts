// Conformance: retries, back-off, time limits of steps, and recovery.

import { expect, test } from "vitest";
import {
  afterAttempt,
  always,
  beforeDelay,
  chain,
  defineEvent,
  exponential,
  fixed,
  fullJitter,
  HumanResponseEvent,
  none,
  onErrorMessage,
  retryPolicy,
  StartEvent,
  StepTimeoutError,
  StopEvent,
  type,
  Workflow,
  type RetryPolicy,
  type StepFailedEvent,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}

/** A workflow whose one step fails `failures` times. */
function failing(
  failures: number,
  retry: RetryPolicy | undefined,
): { readonly flow: Workflow<object, number>; readonly attempts: number[] } {
  const attempts: number[] = [];
  const flow = new Workflow<object, number>({ name: "failing" });
  flow.step(
    { accepts: StartEvent, emits: StopEvent, ...(retry === undefined ? {} : { retry }) },
    async function shaky(_ev, ctx) {
      attempts.push(ctx.attempt.number);
      await Promise.resolve();
      if (attempts.length <= failures) throw new Error(`failure ${attempts.length}`);
      return new StopEvent({ result: attempts.length });
    },
  );
  return { flow, attempts };
}

async function delaysOf(flow: Workflow<object, number>): Promise<number[]> {
  const { records } = await testRun(flow, {});
  return records.flatMap((record) => (record.kind === "step.retryScheduled" ? [record.data.delayMs] : []));
}

test("a step that fails is tried again after its wait, and ctx.attempt says so", async () => {
  const facts: unknown[] = [];
  const flow = new Workflow<object, string>({ name: "facts" });
  flow.step(
    { accepts: StartEvent, emits: StopEvent, retry: retryPolicy({ wait: fixed(1_000) }) },
    function shaky(_ev, ctx) {
      const { number, elapsedMs, lastError, lastFailedAt } = ctx.attempt;
      facts.push([
        number,
        elapsedMs,
        lastError instanceof Error ? lastError.message : lastError,
        lastFailedAt === undefined,
      ]);
      if (number < 2) throw new Error(`failure ${number}`);
      return new StopEvent({ result: "ok" });
    },
  );
  await testRun(flow, {});
  expect(facts).toEqual([
    [0, 0, undefined, true],
    [1, 1_000, "failure 0", false],
    [2, 2_000, "failure 1", false],
  ]);
});

test("by default a failure is final: retries are asked for", async () => {
  const { flow, attempts } = failing(1, undefined);
  await expect(flow.run({})).rejects.toThrow("failure 1");
  expect(attempts).toEqual([0]);
});

test("the default policy waits 5 s and makes 3 attempts", async () => {
  const { flow, attempts } = failing(9, retryPolicy());
  await expect(testRun(flow, {})).rejects.toThrow("failure 3");
  expect(attempts).toEqual([0, 1, 2]);
});

test.each([
  { what: "exponential, base 3", wait: exponential({ initialMs: 100, base: 3 }), expected: [100, 300] },
  { what: "a chain whose last repeats", wait: chain(fixed(1), fixed(2), fixed(5)), expected: [1, 2, 5, 5, 5] },
  { what: "none", wait: none(), expected: [0, 0] },
])("waits: $what", async ({ wait, expected }) => {
  const { flow } = failing(expected.length, retryPolicy({ wait, stop: afterAttempt(9) }));
  expect(await delaysOf(flow)).toEqual(expected);
});

test("a wait of 200 ms with beforeDelay(600) makes exactly 3 attempts", async () => {
  const { flow, attempts } = failing(99, retryPolicy({ when: always(), wait: fixed(200), stop: beforeDelay(600) }));
  await expect(testRun(flow, {})).rejects.toThrow("failure 3");
  expect(attempts).toHaveLength(3);
});

test("a failure that the condition does not want is final", async () => {
  const { flow, attempts } = failing(
    9,
    retryPolicy({ when: onErrorMessage("failure 1"), wait: none(), stop: afterAttempt(9) }),
  );
  await expect(testRun(flow, {})).rejects.toThrow("failure 2");
  expect(attempts).toHaveLength(2);
});

test("jitter is seeded: the same run id draws the same delays", async () => {
  const policy = retryPolicy({ wait: fullJitter({ initialMs: 1_000 }), stop: afterAttempt(4) });
  const delays = async (runId: string): Promise<number[]> => {
    const { records } = await testRun(failing(3, policy).flow, {}, { runId });
    return records.flatMap((record) => (record.kind === "step.retryScheduled" ? [record.data.delayMs] : []));
  };
  const first = await delays("jitter-1");
  expect(first).toHaveLength(3);
  expect(await delays("jitter-2")).not.toEqual(first);
});

test("a step that backs off holds no slot: others run meanwhile", async () => {
  const order: string[] = [];
  const flow = new Workflow<object, string>({ name: "slot" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return [new Item({ n: 1 }), new Item({ n: 2 })];
  });
  flow.step(
    { accepts: Item, emits: StopEvent, workers: 1, retry: retryPolicy({ wait: fixed(60_000) }) },
    function shaky(ev, ctx) {
      order.push(`${ev.n}.${ctx.attempt.number}`);
      if (ev.n === 1 && ctx.attempt.number === 0) throw new Error("later");
      return ev.n === 1 ? new StopEvent({ result: "ok" }) : undefined;
    },
  );
  await testRun(flow, {});
  expect(order).toEqual(["1.0", "2.0", "1.1"]);
});

test("a run fails with the very object that the step threw, also when it is no Error", async () => {
  const thrown = { code: 7 };
  const flow = new Workflow<object, string>({ name: "thrown" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function fail(): StopEvent<string> {
    throw thrown;
  });
  expect(await flow.run({}).catch((reason: unknown) => reason)).toBe(thrown);
});

test("timeoutMs ends an attempt with StepTimeoutError, aborts its signal and counts as a failure", async () => {
  const reasons: unknown[] = [];
  const flow = new Workflow<object, number>({ name: "slow" });
  flow.step(
    {
      accepts: StartEvent,
      emits: StopEvent,
      timeoutMs: 20,
      retry: retryPolicy({ wait: none(), stop: afterAttempt(2) }),
    },
    async function slow(_ev, ctx) {
      if (ctx.attempt.number === 1) return new StopEvent({ result: ctx.attempt.number });
      await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
      reasons.push(ctx.signal.reason);
      expect(() => void ctx.sendEvent(new StopEvent({ result: -1 }))).toThrow(/after that attempt had ended/);
      return new StopEvent({ result: -1 });
    },
  );
  expect(await flow.run({})).toBe(1);
  expect(reasons[0]).toBeInstanceOf(StepTimeoutError);
});

function recovering(maxRecoveries: number): {
  readonly flow: Workflow<object, string>;
  readonly seen: StepFailedEvent[];
} {
  const seen: StepFailedEvent[] = [];
  const flow = new Workflow<object, string>({ name: "recovering" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return new Item({ n: 1 });
  });
  flow.step(
    { accepts: Item, emits: StopEvent, retry: retryPolicy({ wait: none(), stop: afterAttempt(2) }) },
    function fail(): StopEvent<string> {
      throw new TypeError("always");
    },
  );
  flow.catchError({ steps: ["fail"], maxRecoveries, emits: [Item, StopEvent] }, function recover(ev) {
    seen.push(ev);
    return seen.length < 3 ? new Item({ n: 2 }) : new StopEvent({ result: "recovered" });
  });
  return { flow, seen };
}

test("catchError takes over once retries are exhausted, with what failed and why", async () => {
  const { flow, seen } = recovering(3);
  const { result, records } = await testRun(flow, {});
  expect(result).toBe("recovered");
  expect(seen).toHaveLength(3);
  expect(seen[0]).toMatchObject({ step: "fail", attempts: 2, inputEvent: { n: 1 } });
  expect(seen[0]?.error).toBeInstanceOf(TypeError);
  expect(records.flatMap((record) => (record.kind === "recovery.started" ? [record.data.recovery] : []))).toEqual([
    1, 2, 3,
  ]);
});

test("maxRecoveries counts per lineage: when it is spent the run fails with the original error", async () => {
  const { flow, seen } = recovering(2);
  await expect(testRun(flow, {})).rejects.toThrow(new TypeError("always"));
  expect(seen).toHaveLength(2);
});

test("a handler for named steps beats the one for all, and no handler covers a handler", async () => {
  const seen: string[] = [];
  const flow = new Workflow<object, string>({ name: "scoped" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function fail(): StopEvent<string> {
    throw new Error("first");
  });
  flow.catchError({ emits: StopEvent }, function wildcard() {
    seen.push("wildcard");
    return new StopEvent({ result: "no" });
  });
  flow.catchError({ steps: ["fail"], emits: StopEvent }, function scoped(): StopEvent<string> {
    seen.push("scoped");
    throw new Error("second");
  });
  await expect(flow.run({})).rejects.toThrow("second");
  expect(seen).toEqual(["scoped"]);
});

test("a handler without emits may emit any event, and a wildcard covers every step", async () => {
  const flow = new Workflow<object, number>({ name: "wildcard" });
  flow.step({ accepts: StartEvent, emits: Item }, function make(): Item {
    throw new Error("made wrong");
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end(ev) {
    return new StopEvent({ result: ev.n });
  });
  flow.catchError({}, function recover() {
    return new Item({ n: 5 });
  });
  expect(await flow.run({})).toBe(5);
});

test("a wake from waitForEvent does not reset the retry budget (in Python it did)", async () => {
  let calls = 0;
  const flow = new Workflow<object, string>({ name: "budget" });
  flow.step(
    { accepts: StartEvent, emits: StopEvent, retry: retryPolicy({ wait: none(), stop: afterAttempt(3) }) },
    async function ask(_ev, ctx): Promise<StopEvent<string>> {
      calls += 1;
      await ctx.waitForEvent(HumanResponseEvent);
      throw new Error("after the answer");
    },
  );
  const handler = flow.run({});
  await handler.sendEvent(new HumanResponseEvent({ response: "yes" }));
  await expect(handler).rejects.toThrow("after the answer");
  expect(calls).toBe(3);
});

test("turning validation off leaves recovery working", async () => {
  const flow = new Workflow<object, string>({ name: "unchecked", validate: false });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function fail(): StopEvent<string> {
    throw new Error("no");
  });
  flow.catchError({ emits: StopEvent }, function recover() {
    return new StopEvent({ result: "ok" });
  });
  expect(await flow.run({})).toBe("ok");
});

test("a handler may have the name of something that every object inherits", async () => {
  const flow = new Workflow<object, number>({ name: "inherited" });
  flow.step({ accepts: StartEvent, emits: Item }, function one() {
    throw new Error("1");
  });
  flow.catchError({ steps: ["one"], emits: Item }, function first() {
    return new Item({ n: 1 });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function two() {
    throw new Error("2");
  });
  flow.catchError({ steps: ["two"], emits: StopEvent, name: "toString" }, function second() {
    return new StopEvent({ result: 2 });
  });
  expect(await flow.run({})).toBe(2);
});

test("a wait that is no number ends the retries instead of hanging the run", async () => {
  const { flow, attempts } = failing(9, { decide: () => ({ retry: true, delayMs: Number.NaN }) });
  await expect(flow.run({})).rejects.toThrow("failure 1");
  expect(attempts).toEqual([0]);
});

// Conformance: fan-in by collectEvents.

import { expect, test } from "vitest";
import {
  afterAttempt,
  defineEvent,
  fixed,
  retryPolicy,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";

class A extends defineEvent("A", type<{ n: number }>()) {}
class B extends defineEvent("B", type<{ n: number }>()) {}
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test("collectEvents gives the tuple in the asked order, oldest first within a class", async () => {
  const flow = new Workflow<object, unknown>({ name: "tuple" });
  flow.step({ accepts: StartEvent, emits: [A, B] }, function make() {
    return [new B({ n: 1 }), new B({ n: 2 }), new A({ n: 3 })];
  });
  flow.step({ accepts: [A, B], emits: StopEvent, workers: 1 }, function gather(ev, ctx) {
    const set = ctx.collectEvents(ev, [A, B, B]);
    if (set === undefined) return undefined;
    const [a, first, second] = set;
    return new StopEvent({ result: [a.n, first.n, second.n] });
  });
  expect(await flow.run({})).toEqual([3, 1, 2]);
});

test("surplus events stay buffered for the next set (Python dropped them)", async () => {
  const sets: number[][] = [];
  const flow = new Workflow<object, string>({ name: "surplus" });
  flow.step({ accepts: StartEvent, emits: [A, B] }, function make() {
    return [new A({ n: 1 }), new A({ n: 2 }), new A({ n: 3 }), new B({ n: 4 }), new B({ n: 5 }), new B({ n: 6 })];
  });
  flow.step({ accepts: [A, B], emits: StopEvent, workers: 1 }, function gather(ev, ctx) {
    const set = ctx.collectEvents(ev, [A, B]);
    if (set === undefined) return undefined;
    sets.push(set.map(({ n }) => n));
    return sets.length === 3 ? new StopEvent({ result: "ok" }) : undefined;
  });
  await flow.run({});
  expect(sets).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
});

test("code before collectEvents runs once per event (in Python 21 times for 6 events)", async () => {
  let calls = 0;
  const flow = new Workflow<object, number>({ name: "once-per-event" });
  flow.step({ accepts: StartEvent, emits: A }, function make() {
    return numbers(6).map((n) => new A({ n }));
  });
  flow.step({ accepts: A, emits: StopEvent }, async function gather(ev, ctx) {
    calls += 1;
    await Promise.resolve();
    const set = ctx.collectEvents(ev, [A, A, A, A, A, A]);
    return set === undefined ? undefined : new StopEvent({ result: set.length });
  });
  expect(await flow.run({})).toBe(6);
  expect(calls).toBe(6);
});

test("bufferId separates sets", async () => {
  const sets: string[] = [];
  const flow = new Workflow<object, string>({ name: "buffers" });
  flow.step({ accepts: StartEvent, emits: A }, function make() {
    return numbers(4).map((n) => new A({ n }));
  });
  flow.step({ accepts: A, emits: StopEvent, workers: 1 }, function gather(ev, ctx) {
    const set = ctx.collectEvents(ev, [A, A], { bufferId: ev.n % 2 === 0 ? "even" : "odd" });
    if (set !== undefined) sets.push(set.map(({ n }) => n).join());
    return sets.length === 2 ? new StopEvent({ result: sets.join(" ") }) : undefined;
  });
  expect(await flow.run({})).toBe("0,2 1,3");
});

test("a buffer survives a retry of the step that collects: no event twice, the set comes again", async () => {
  let failures = 0;
  const flow = new Workflow<object, number[]>({ name: "collect-retry" });
  flow.step({ accepts: StartEvent, emits: A }, function make() {
    return numbers(3).map((n) => new A({ n }));
  });
  flow.step(
    { accepts: A, emits: StopEvent, workers: 1, retry: retryPolicy({ wait: fixed(10), stop: afterAttempt(2) }) },
    function gather(ev, ctx) {
      const set = ctx.collectEvents(ev, [A, A, A]);
      if (ctx.attempt.number === 0) {
        failures += 1;
        throw new Error("once more");
      }
      return set === undefined ? undefined : new StopEvent({ result: set.map(({ n }) => n) });
    },
  );
  const { result, records } = await testRun(flow, {});
  expect(result).toEqual([0, 1, 2]);
  expect(failures).toBe(3);
  expect(records.filter(({ kind }) => kind === "collect.buffered")).toHaveLength(3);
  expect(records.filter(({ kind }) => kind === "collect.fired")).toHaveLength(1);
});

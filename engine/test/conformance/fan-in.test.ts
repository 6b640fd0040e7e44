// Conformance: fan-out and fan-in, by collectEvents and by typed joins.

import { expect, test } from "vitest";
import {
  afterAttempt,
  collect,
  defineEvent,
  fixed,
  joinOf,
  retryPolicy,
  RunStalledError,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";

class A extends defineEvent("A", type<{ n: number }>()) {}
class B extends defineEvent("B", type<{ n: number }>()) {}
class C extends defineEvent("C", type<{ n: number }>()) {}
class Work extends defineEvent("Work", type<{ n: number }>()) {}
class Done extends defineEvent("Done", type<{ n: number }>()) {}
class Skipped extends defineEvent("Skipped", type<{ n: number }>()) {}
class Inner extends defineEvent("Inner", type<{ sum: number }>()) {}
class Group extends defineEvent("Group", type<{ items: number[] }>()) {}

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

function sieve(keep: (n: number) => boolean): Workflow<{ count: number }, number[]> {
  const flow = new Workflow<{ count: number }, number[]>({ name: "sieve" });
  flow.step({ accepts: StartEvent, emits: Work }, function split(ev) {
    return numbers(ev.count).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: Done, workers: 2 }, async function work(ev) {
    for (let turns = 10 - ev.n; turns > 0; turns--) await Promise.resolve();
    return keep(ev.n) ? new Done({ n: ev.n }) : undefined;
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  return flow;
}

test.each([
  ["all branches, in branch order", 6, () => true, [0, 1, 2, 3, 4, 5]],
  ["six branches of which the even drop out", 6, (n: number) => n % 2 === 1, [1, 3, 5]],
  ["every branch drops out", 3, () => false, []],
  ["an empty fan-out fires once with nothing", 0, () => true, []],
  ["a fan-out of one", 1, () => true, [0]],
])("collect: %s", async (_what, count, keep, expected) => {
  expect(await sieve(keep).run({ count })).toEqual(expected);
});

test("collect takes several classes at once", async () => {
  const flow = new Workflow<object, string[]>({ name: "several" });
  flow.step({ accepts: StartEvent, emits: Work }, function split() {
    return numbers(4).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: [Done, Skipped] }, function work(ev) {
    return ev.n % 2 === 0 ? new Done({ n: ev.n }) : new Skipped({ n: ev.n });
  });
  flow.step({ accepts: collect([Done, Skipped]), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map((ev) => (ev instanceof Done ? `done ${ev.n}` : `skipped ${ev.n}`)) });
  });
  expect(await flow.run({})).toEqual(["done 0", "skipped 1", "done 2", "skipped 3"]);
});

test.each([
  [2, 2],
  [9, 5],
])("collect with take: %i fires at that many, or at close with fewer", async (take, expected) => {
  let fired = 0;
  const flow = new Workflow<object, number>({ name: "take" });
  flow.step({ accepts: StartEvent, emits: Work }, function split() {
    return numbers(5).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: Done }, function work(ev) {
    return new Done({ n: ev.n });
  });
  flow.step({ accepts: collect(Done, { take }), emits: Group }, function join(all) {
    fired += 1;
    return new Group({ items: all.map(({ n }) => n) });
  });
  flow.step({ accepts: Group, emits: StopEvent }, async function end(ev) {
    for (let turns = 0; turns < 50; turns++) await Promise.resolve();
    return new StopEvent({ result: ev.items.length });
  });
  expect(await flow.run({})).toBe(expected);
  expect(fired).toBe(1);
});

test("nested fan-outs join per inner fan-out, an empty inner one included", async () => {
  const flow = new Workflow<object, number[]>({ name: "nested" });
  flow.step({ accepts: StartEvent, emits: Group }, function outer() {
    return [new Group({ items: [1, 2] }), new Group({ items: [] }), new Group({ items: [10] })];
  });
  flow.step({ accepts: Group, emits: Work }, function inner(ev) {
    return ev.items.map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: Done }, async function work(ev) {
    for (let turns = 20 - ev.n; turns > 0; turns--) await Promise.resolve();
    return new Done({ n: ev.n });
  });
  flow.step({ accepts: collect(Done), emits: Inner }, function joinInner(all) {
    return new Inner({ sum: all.reduce((total, { n }) => total + n, 0) });
  });
  flow.step({ accepts: collect(Inner), emits: StopEvent }, function joinOuter(all) {
    return new StopEvent({ result: all.map(({ sum }) => sum) });
  });
  const { result, records } = await testRun(flow, {});
  expect(result).toEqual([3, 0, 10]);
  expect(records.filter(({ kind }) => kind === "join.fired")).toHaveLength(4);
});

test("branches may pass through several steps before they join", async () => {
  const flow = new Workflow<object, number[]>({ name: "pass-through" });
  flow.step({ accepts: StartEvent, emits: Work }, function split() {
    return numbers(3).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: A }, function one(ev, ctx) {
    void ctx.sendEvent(new A({ n: ev.n }));
  });
  flow.step({ accepts: A, emits: B }, function two(ev) {
    return new B({ n: ev.n });
  });
  flow.step({ accepts: B, emits: Done }, async function three(ev, ctx) {
    await ctx.sendEvent(new Done({ n: ev.n }));
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  expect(await flow.run({})).toEqual([0, 1, 2]);
});

test("a fan-out by sendEvent joins like one that is returned, also when nothing is sent", async () => {
  const flow = new Workflow<{ count: number }, number[]>({ name: "sent" });
  flow.step({ accepts: StartEvent, emits: Done }, async function split(ev, ctx) {
    for (const n of numbers(ev.count)) await ctx.sendEvent(new Done({ n }));
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  expect(await flow.run({ count: 3 })).toEqual([0, 1, 2]);
  expect(await flow.run({ count: 1 })).toEqual([0]);
  expect(await flow.run({ count: 0 })).toEqual([]);
});

test("fan-outs one after the other join one after the other", async () => {
  const flow = new Workflow<object, number[]>({ name: "sequence" });
  flow.step({ accepts: StartEvent, emits: A }, function first() {
    return numbers(2).map((n) => new A({ n }));
  });
  flow.step({ accepts: collect(A), emits: B }, function joinFirst(all) {
    return all.map(({ n }) => new B({ n: n + 10 }));
  });
  flow.step({ accepts: collect(B), emits: StopEvent }, function joinSecond(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  expect(await flow.run({})).toEqual([10, 11]);
});

test("a join in a loop fires once per round", async () => {
  const flow = new Workflow<object, number[]>({ name: "loop" });
  const sizes: number[] = [];
  flow.step({ accepts: [StartEvent, Inner], emits: Done }, function split() {
    return numbers(sizes.length + 1).map((n) => new Done({ n }));
  });
  flow.step({ accepts: collect(Done), emits: [Inner, StopEvent] }, function join(all) {
    sizes.push(all.length);
    return sizes.length < 3 ? new Inner({ sum: 0 }) : new StopEvent({ result: sizes });
  });
  expect(await flow.run({})).toEqual([1, 2, 3]);
});

test("joinOf hands one of each as a tuple", async () => {
  const flow = new Workflow<object, number[]>({ name: "join-of" });
  flow.step({ accepts: StartEvent, emits: [A, B, C] }, function split() {
    return [new C({ n: 3 }), new A({ n: 1 }), new B({ n: 2 })];
  });
  flow.step({ accepts: joinOf(A, B, C), emits: StopEvent }, function join([a, b, c]) {
    return new StopEvent({ result: [a.n, b.n, c.n] });
  });
  expect(await flow.run({})).toEqual([1, 2, 3]);
});

test("joinOf fills oldest first, once per set, and its results join on", async () => {
  const flow = new Workflow<object, string[]>({ name: "pairs" });
  flow.step({ accepts: StartEvent, emits: [A, B] }, function split() {
    return [new A({ n: 1 }), new A({ n: 2 }), new B({ n: 3 }), new B({ n: 4 })];
  });
  flow.step({ accepts: joinOf(A, B), emits: Done, workers: 1 }, function pair([a, b]) {
    return new Done({ n: a.n * 10 + b.n });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => String(n)) });
  });
  expect(await flow.run({})).toEqual(["13", "24"]);
});

test("joinOf pairs events of one fan-out, not of neighbours", async () => {
  const flow = new Workflow<object, string[]>({ name: "own-pairs" });
  flow.step({ accepts: StartEvent, emits: Work }, function split() {
    return numbers(3).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: [A, B] }, async function both(ev, ctx) {
    await ctx.sendEvent(new A({ n: ev.n }));
    for (let turns = 30 - 10 * ev.n; turns > 0; turns--) await Promise.resolve();
    return new B({ n: ev.n });
  });
  flow.step({ accepts: joinOf(A, B), emits: Done }, function pair([a, b]) {
    return new Done({ n: a.n * 10 + b.n });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => String(n)) });
  });
  expect(await flow.run({})).toEqual(["0", "11", "22"]);
});

test("events of inner fan-outs complete a tuple with a neighbour's", async () => {
  const flow = new Workflow<object, number[]>({ name: "promoted" });
  flow.step({ accepts: StartEvent, emits: [A, Work] }, function split() {
    return [new A({ n: 1 }), new Work({ n: 2 })];
  });
  flow.step({ accepts: Work, emits: [B, C] }, function more(ev) {
    return [new B({ n: ev.n }), new C({ n: 3 })];
  });
  flow.step({ accepts: joinOf(A, B, C), emits: StopEvent }, function join([a, b, c]) {
    return new StopEvent({ result: [a.n, b.n, c.n] });
  });
  expect(await flow.run({})).toEqual([1, 2, 3]);
});

test("a join that can never complete is a loud error that says what it has and needs", async () => {
  const flow = new Workflow<object, string>({ name: "never" });
  flow.step({ accepts: StartEvent, emits: [A, B] }, function split() {
    return [new A({ n: 1 })];
  });
  flow.step({ accepts: joinOf(A, B), emits: StopEvent }, function join() {
    return new StopEvent({ result: "no" });
  });
  const error: unknown = await flow.run({}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RunStalledError);
  expect(String(error)).toMatch(/join has A and needs A, B/);
});

test("a failed branch that is recovered stays a branch of its fan-out", async () => {
  const flow = new Workflow<object, number[]>({ name: "recovered-branch" });
  flow.step({ accepts: StartEvent, emits: Work }, function split() {
    return numbers(3).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: Done }, function work(ev) {
    if (ev.n === 1) throw new Error("one fails");
    return new Done({ n: ev.n });
  });
  flow.catchError({ steps: ["work"], emits: Done }, function recover() {
    return new Done({ n: -1 });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  expect(await flow.run({})).toEqual([0, -1, 2]);
});

test("a fan-out of 5,000 joins in branch order", async () => {
  const result = await sieve((n) => n % 2 === 0).run({ count: 5_000 });
  expect(result).toEqual(numbers(5_000).filter((n) => n % 2 === 0));
});

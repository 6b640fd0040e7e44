// Conformance: typed joins.

import { expect, test } from "vitest";
import {
  collect,
  defineEvent,
  joinOf,
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
  { what: "all branches, in branch order", count: 6, keep: () => true, expected: [0, 1, 2, 3, 4, 5] },
  { what: "six branches of which the even drop out", count: 6, keep: (n: number) => n % 2 === 1, expected: [1, 3, 5] },
  { what: "every branch drops out", count: 3, keep: () => false, expected: [] },
  { what: "an empty fan-out fires once with nothing", count: 0, keep: () => true, expected: [] },
  { what: "a fan-out of one", count: 1, keep: () => true, expected: [0] },
])("collect: $what", async ({ count, keep, expected }) => {
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

test("a take that single sends fill fires as soon as it is full", async () => {
  const flow = new Workflow<object, number[]>({ name: "take-sent" });
  flow.step({ accepts: StartEvent, emits: Work }, function split() {
    return numbers(4).map((n) => new Work({ n }));
  });
  flow.step({ accepts: Work, emits: Done }, async function work(ev, ctx) {
    // The last one never comes: only a join that does not wait for it can fire.
    if (ev.n === 3)
      await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
    await ctx.sendEvent(new Done({ n: ev.n }));
  });
  flow.step({ accepts: collect(Done, { take: 2 }), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n) });
  });
  expect(await flow.run({})).toEqual([0, 1]);
});

// Properties of fan-in: typed joins against a plain recursive model, collectEvents against a plain list.

import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, defineEvent, StartEvent, StopEvent, type, Workflow } from "../../src/index.ts";

class Group extends defineEvent("Group", type<{ items: readonly Branch[] }>()) {}
class Item extends defineEvent("Item", type<{ branch: Branch }>()) {}
class Hop extends defineEvent("Hop", type<{ branch: Branch; left: number }>()) {}
class Done extends defineEvent("Done", type<{ value: number }>()) {}
class Sum extends defineEvent("Sum", type<{ values: readonly number[] }>()) {}
class A extends defineEvent("A", type<{ n: number }>()) {}
class B extends defineEvent("B", type<{ n: number }>()) {}

interface Branch {
  readonly value: number;
  /** The branch drops out before it is done. */
  readonly drops: boolean;
  /** Steps it passes through. */
  readonly hops: number;
  readonly turns: number;
  /** Emitted with sendEvent instead of being returned. */
  readonly isSent: boolean;
}

const branch: fc.Arbitrary<Branch> = fc.record({
  value: fc.nat(1_000),
  drops: fc.boolean(),
  hops: fc.nat(3),
  turns: fc.nat(3),
  isSent: fc.boolean(),
});

const pause = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
};

function nested(groups: readonly (readonly Branch[])[]): Workflow<object, readonly (readonly number[])[]> {
  const flow = new Workflow<object, readonly (readonly number[])[]>({ name: "nested" });
  flow.step({ accepts: StartEvent, emits: Group }, function outer() {
    return groups.map((items) => new Group({ items }));
  });
  flow.step({ accepts: Group, emits: Item, workers: 3 }, async function inner(ev, ctx) {
    const rest: Item[] = [];
    for (const one of ev.items) {
      const item = new Item({ branch: one });
      // What is sent keeps its place only if everything before it was sent too.
      if (one.isSent && rest.length === 0) await ctx.sendEvent(item);
      else rest.push(item);
    }
    return rest;
  });
  flow.step({ accepts: Item, emits: [Hop, Done], workers: 2 }, async function begin(ev) {
    await pause(ev.branch.turns);
    return ev.branch.drops && ev.branch.hops === 0 ? undefined : new Hop({ branch: ev.branch, left: ev.branch.hops });
  });
  flow.step({ accepts: Hop, emits: [Hop, Done], workers: 5 }, async function hop(ev, ctx) {
    const { branch: one, left } = ev;
    if (left === 0) return one.drops ? undefined : new Done({ value: one.value });
    if (!one.isSent) return new Hop({ branch: one, left: left - 1 });
    await ctx.sendEvent(new Hop({ branch: one, left: left - 1 }));
    return undefined;
  });
  flow.step({ accepts: collect(Done), emits: Sum }, async function joinInner(all) {
    await pause(all.length % 3);
    return new Sum({ values: all.map(({ value }) => value) });
  });
  flow.step({ accepts: collect(Sum), emits: StopEvent }, function joinOuter(all) {
    return new StopEvent({ result: all.map(({ values }) => values) });
  });
  return flow;
}

test("nested fan-outs join as a recursive map and filter would, whatever the order in which branches end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(branch, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), async (groups) => {
      const expected = groups.map((items) => items.filter(({ drops }) => !drops).map(({ value }) => value));
      expect(await nested(groups).run({})).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test("collectEvents hands out complete sets, oldest first, loses and repeats nothing", async () => {
  const plan = fc.record({
    kinds: fc.array(fc.constantFrom("A", "B"), { minLength: 1, maxLength: 30 }),
    need: fc.record({ a: fc.integer({ min: 1, max: 3 }), b: fc.integer({ min: 1, max: 3 }) }),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ kinds, need }) => {
      const got: number[][] = [];
      const flow = new Workflow<object, string>({ name: "collect", validate: false });
      flow.step({ accepts: StartEvent, emits: [A, B, StopEvent] }, function make() {
        return kinds.map((kind, n) => (kind === "A" ? new A({ n }) : new B({ n })));
      });
      flow.step({ accepts: [A, B], emits: [], workers: 1 }, function gather(ev, ctx) {
        const asked = [...Array.from({ length: need.a }, () => A), ...Array.from({ length: need.b }, () => B)];
        const set = ctx.collectEvents(ev, asked);
        if (set !== undefined) got.push(set.map(({ n }) => n));
      });
      await flow.run({}).catch(() => undefined);
      expect(got).toEqual(setsOf(kinds, need));
    }),
    { numRuns: 150 },
  );
});

function setsOf(kinds: readonly string[], need: { readonly a: number; readonly b: number }): number[][] {
  const a: number[] = [];
  const b: number[] = [];
  const sets: number[][] = [];
  kinds.forEach((kind, n) => {
    (kind === "A" ? a : b).push(n);
    if (a.length >= need.a && b.length >= need.b) sets.push([...a.splice(0, need.a), ...b.splice(0, need.b)]);
  });
  return sets;
}

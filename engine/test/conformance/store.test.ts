// Conformance: the store of a run.

import { expect, test } from "vitest";
import {
  afterAttempt,
  ContextError,
  defineEvent,
  none,
  retryPolicy,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { single } from "./single-step.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
/** A workflow of one step. */
function asList(value: unknown): number[] {
  return value as number[];
}
function asRecord(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}
function asMap(value: unknown): Map<string, number> {
  return value as Map<string, number>;
}

test("the store reads and writes dotted paths, indexes arrays and gives fallbacks", async () => {
  const flow = single(async ({ store }) => {
    await store.set("user.names.0", "Anne");
    await store.set("user.names.1", "Bonny");
    await store.set(["odd.key"], 1);
    return [
      await store.get("user.names"),
      await store.get("user.names.1"),
      await store.get("nothing"),
      await store.get("nothing", 7),
      await store.get(["odd.key"]),
    ];
  });
  const { result, state } = await testRun(flow, {});
  expect(result).toEqual([{ 0: "Anne", 1: "Bonny" }, "Bonny", undefined, 7, 1]);
  expect(state).toEqual({ user: { names: { 0: "Anne", 1: "Bonny" } }, "odd.key": 1 });
});

test("numeric segments index arrays that are there", async () => {
  const flow = single(async ({ store }) => {
    await store.set("list", ["a", "b"]);
    await store.set("list.1", "c");
    return store.get("list");
  });
  expect(await flow.run({})).toEqual(["a", "c"]);
});

test("require says what is missing, set refuses an empty path, a view is frozen", async () => {
  const flow = single(async ({ store }) => {
    await store.set("a", { b: [1] });
    await expect(store.require("nothing")).rejects.toThrow(/nothing at nothing.*keys are a/);
    await expect(store.set("", 1)).rejects.toThrow(/path/);
    const view = await store.get<{ b: number[] }>("a");
    expect(() => view.b.push(2)).toThrow(TypeError);
    await store.set("a.b.1", 2);
    return [view, await store.get("a")];
  });
  expect(await flow.run({})).toEqual([{ b: [1] }, { b: [1, 2] }]);
});

test("edit changes a draft; when it throws, nothing has changed", async () => {
  const flow = single(async ({ store }) => {
    await store.set("count", 1);
    await store.set("list", [3, 1, 2]);
    await store.set("deep", { kept: { n: 1 }, gone: 2 });
    await store.set("when", new Map([["a", 1]]));
    await expect(
      store.edit((draft) => {
        draft["count"] = 99;
        throw new Error("back");
      }),
    ).rejects.toThrow("back");
    const given = await store.edit(async (draft) => {
      draft["count"] = 2;
      asList(draft["list"]).sort((left, right) => left - right);
      const deep = asRecord(draft["deep"]);
      asRecord(deep["kept"])["n"] = 5;
      delete deep["gone"];
      deep["fresh"] = { a: 1 };
      asMap(draft["when"]).set("b", 2);
      await Promise.resolve();
      expect(await store.get("count")).toBe(1);
      return "given";
    });
    return given;
  });
  const { result, state, records } = await testRun(flow, {});
  expect(result).toBe("given");
  expect(state).toEqual({
    count: 2,
    list: [1, 2, 3],
    deep: { kept: { n: 5 }, fresh: { a: 1 } },
    when: new Map([
      ["a", 1],
      ["b", 2],
    ]),
  });
  const paths = records.flatMap((record) =>
    record.kind === "state.changed" ? [`${record.data.operation} ${record.data.path.join(".")}`] : [],
  );
  expect(paths.slice(4)).toEqual([
    "set count",
    "set list",
    "set when",
    "delete deep.gone",
    "set deep.fresh",
    "set deep.kept.n",
  ]);
});

test("edits take turns; a nested edit is a clear error, not a deadlock", async () => {
  const flow = new Workflow<object, unknown>({ name: "turns" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return Array.from({ length: 10 }, (_, n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: StopEvent, workers: 10 }, async function add(ev, ctx) {
    await ctx.store.edit(async (draft) => {
      const count = Number(draft["count"] ?? 0);
      await Promise.resolve();
      draft["count"] = count + 1;
    });
    if (
      ctx.collectEvents(
        ev,
        Array.from({ length: 10 }, () => Item),
      ) === undefined
    )
      return undefined;
    const nested = ctx.store.edit(() => ctx.store.edit(() => undefined));
    await expect(nested).rejects.toBeInstanceOf(ContextError);
    return new StopEvent({ result: await ctx.get("count") });
  });
  expect(await flow.run({})).toBe(10);
});

test("the work of an edit depends on the paths it touches, not on the size of the state (in Python it did)", async () => {
  const flow = single(async ({ store }) => {
    await store.set("big", Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, { n }])));
    await store.set("big.k0.n", -1);
    const started = process.cpuUsage();
    for (let n = 0; n < 500; n++) await store.set(`big.k${n}.n`, -n);
    await store.edit((draft) => {
      for (let n = 0; n < 500; n++) asRecord(asRecord(draft["big"])[`k${n}`])["m"] = n;
    });
    const { user, system } = process.cpuUsage(started);
    // Copying 50,000 keys a thousand times takes seconds of CPU; this takes milliseconds.
    expect(user + system).toBeLessThan(2_000_000);
    return store.get("big.k7");
  });
  expect(await flow.run({})).toEqual({ n: -7, m: 7 });
});

test("the store is shared by the steps of a run and readable from its handler", async () => {
  const flow = single(async (ctx) => {
    await ctx.set("seen", new Set([1]));
    return ctx.get("seen");
  });
  const handler = flow.run({});
  expect(await handler).toEqual(new Set([1]));
  expect(await handler.store.all()).toEqual({ seen: new Set([1]) });
});

test("an edit that its attempt left behind neither blocks the next one nor writes", async () => {
  const left = Promise.withResolvers<void>();
  const late = Promise.withResolvers<unknown>();
  const flow = new Workflow<object, unknown>({ name: "left-behind" });
  const retry = retryPolicy({ wait: none(), stop: afterAttempt(2) });
  flow.step({ accepts: StartEvent, emits: StopEvent, retry }, async function edit(_ev, { attempt, store }) {
    if (attempt.number === 0) {
      const edited = store.edit(async (draft) => {
        draft["bad"] = 1;
        await left.promise;
      });
      edited.then(late.resolve, late.resolve);
      throw new Error("does not wait for it");
    }
    await store.edit((draft) => {
      draft["good"] = 1;
    });
    return new StopEvent({ result: await store.all() });
  });
  expect(await flow.run({})).toEqual({ good: 1 });
  left.resolve();
  expect(await late.promise).toBeInstanceOf(ContextError);
});

test("work that an edit left running may edit once that one is over", async () => {
  const flow = single(async ({ store }) => {
    const over = Promise.withResolvers<void>();
    let later: Promise<void> | undefined;
    await store.edit((draft) => {
      draft["first"] = 1;
      later = over.promise.then(() =>
        store.edit((next) => {
          next["second"] = 2;
        }),
      );
    });
    over.resolve();
    await later;
    return store.all();
  });
  expect(await flow.run({})).toEqual({ first: 1, second: 2 });
});

// Conformance: the context of a step: its store, waits, work done once, children, resources, streams.

import { expect, test } from "vitest";
import {
  afterAttempt,
  ContextError,
  defineEvent,
  defineHumanResponse,
  HumanResponseEvent,
  InputRequiredEvent,
  none,
  resource,
  retryPolicy,
  RunCancelledError,
  RunFailed,
  StartEvent,
  StopEvent,
  type,
  WaitTimeoutError,
  Workflow,
  type Context,
  type WorkflowEvent,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Progress extends defineEvent("Progress", type<{ percent: number }>()) {}
class Answer extends defineHumanResponse("Answer", type<{ to: string; text: string }>()) {}

/** A workflow of one step. */
function single<Result>(code: (ctx: Context) => Promise<Result> | Result): Workflow<object, Result> {
  const flow = new Workflow<object, Result>({ name: "single" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function only(_ev, ctx) {
    return new StopEvent({ result: await code(ctx) });
  });
  return flow;
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
      asList(draft["list"]).sort();
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

function asList(value: unknown): number[] {
  return value as number[];
}
function asRecord(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}
function asMap(value: unknown): Map<string, number> {
  return value as Map<string, number>;
}

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

test("the work of an edit depends on the paths it touches, not on the size of the state", async () => {
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

test("waitForEvent goes on where it was: the step's code is not run again (Python re-ran it)", async () => {
  let calls = 0;
  const flow = single(async (ctx) => {
    calls += 1;
    const first = await ctx.waitForEvent(HumanResponseEvent, { waiterEvent: new InputRequiredEvent({ prefix: "1" }) });
    const second = await ctx.waitForEvent(HumanResponseEvent, { waiterEvent: new InputRequiredEvent({ prefix: "2" }) });
    return `${first.response}${second.response}`;
  });
  const handler = flow.run({});
  const asked: string[] = [];
  for await (const event of handler.stream()) {
    if (!(event instanceof InputRequiredEvent)) continue;
    asked.push(event.prefix);
    expect(handler.status()).toBe("waiting");
    await handler.sendEvent(new HumanResponseEvent({ response: `a${event.prefix}` }));
  }
  expect(await handler).toBe("a1a2");
  expect(asked).toEqual(["1", "2"]);
  expect(calls).toBe(1);
});

test("an event resolves at most one waiter, the oldest that it fits", async () => {
  const flow = new Workflow<object, string>({ name: "waiters" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return [1, 2, 3].map((n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: StopEvent, workers: 3 }, async function ask(ev, ctx) {
    const where = ev.n === 1 ? { to: "anne" } : undefined;
    const answer = await ctx.waitForEvent(Answer, where === undefined ? {} : { where });
    await ctx.set(`got.${ev.n}`, answer.text);
    const got = await ctx.get<Record<string, string>>("got");
    return Object.keys(got).length === 3 ? new StopEvent({ result: JSON.stringify(got) }) : undefined;
  });
  const handler = flow.run({});
  await handler.sendEvent(new Answer({ to: "bob", text: "x" }));
  await handler.sendEvent(new Answer({ to: "bob", text: "y" }));
  await handler.sendEvent(new Answer({ to: "anne", text: "z" }));
  expect(await handler).toBe(JSON.stringify({ 2: "x", 3: "y", 1: "z" }));
});

test("two answers never run a step twice (in Python they could)", async () => {
  let after = 0;
  const flow = single(async (ctx) => {
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    after += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return response;
  });
  using sink = recordSink();
  const handler = flow.run({});
  await Promise.all([
    handler.sendEvent(new HumanResponseEvent({ response: "1" })),
    handler.sendEvent(new HumanResponseEvent({ response: "2" })),
  ]);
  expect(await handler).toBe("1");
  expect(after).toBe(1);
  expect(sink.of(handler.runId).find(({ kind }) => kind === "event.unhandled")).toMatchObject({
    data: { type: "HumanResponseEvent" },
  });
});

test("an early answer is kept until it is asked for (Python lost it)", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const flow = single(async (ctx) => {
    await promise;
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    return response;
  });
  const handler = flow.run({});
  await handler.sendEvent(new HumanResponseEvent({ response: "early" }));
  resolve();
  expect(await handler).toBe("early");
});

test("a targeted answer resolves only that step's waiter", async () => {
  const flow = new Workflow<object, string>({ name: "targeted" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function left(_ev, ctx) {
    return new StopEvent({ result: `left ${(await ctx.waitForEvent(HumanResponseEvent)).response}` });
  });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function right(_ev, ctx) {
    return new StopEvent({ result: `right ${(await ctx.waitForEvent(HumanResponseEvent)).response}` });
  });
  const handler = flow.run({});
  await handler.sendEvent(new HumanResponseEvent({ response: "hi" }), { step: "right" });
  expect(await handler).toBe("right hi");
});

test("timeoutMs throws WaitTimeoutError inside the step", async () => {
  const flow = single(async (ctx) => {
    const error: unknown = await ctx
      .waitForEvent(HumanResponseEvent, { timeoutMs: 3_600_000 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WaitTimeoutError);
    return String(error);
  });
  const { result } = await testRun(flow, {});
  expect(result).toMatch(/waited for HumanResponseEvent in vain: 3600000 ms passed/);
});

test("a parked step holds no slot", async () => {
  const flow = new Workflow<object, string>({ name: "parked" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return [1, 2].map((n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: StopEvent, workers: 1 }, async function ask(ev, ctx) {
    if (ev.n === 2) {
      await ctx.set("second", true);
      return undefined;
    }
    await ctx.waitForEvent(HumanResponseEvent);
    return new StopEvent({ result: `second ran: ${await ctx.get<boolean>("second")}` });
  });
  const handler = flow.run({});
  await expect.poll(() => handler.status()).toBe("waiting");
  await handler.sendEvent(new HumanResponseEvent({ response: "go" }));
  expect(await handler).toBe("second ran: true");
});

test("a retry after an answer gets the answer again without asking", async () => {
  const asked: string[] = [];
  const flow = new Workflow<object, string>({ name: "ask-once" });
  flow.step(
    { accepts: StartEvent, emits: StopEvent, retry: retryPolicy({ wait: none(), stop: afterAttempt(3) }) },
    async function ask(_ev, ctx) {
      const { response } = await ctx.waitForEvent(HumanResponseEvent, {
        waiterEvent: new InputRequiredEvent({ prefix: "ok?" }),
      });
      if (ctx.attempt.number < 2) throw new Error("again");
      return new StopEvent({ result: response });
    },
  );
  const { result } = await testRun(
    flow,
    {},
    {
      onEvent: async (event, handler) => {
        if (!(event instanceof InputRequiredEvent)) return;
        asked.push(event.prefix);
        await handler.sendEvent(new HumanResponseEvent({ response: "yes" }));
      },
    },
  );
  expect(result).toBe("yes");
  expect(asked).toEqual(["ok?"]);
});

test("once runs its work one time for all attempts of an execution", async () => {
  let calls = 0;
  const flow = new Workflow<object, unknown>({ name: "once" });
  flow.step(
    { accepts: StartEvent, emits: StopEvent, retry: retryPolicy({ wait: none(), stop: afterAttempt(3) }) },
    async function pay(_ev, ctx) {
      const work = (): Promise<{ paid: Date }> => {
        calls += 1;
        return Promise.resolve({ paid: new Date(calls) });
      };
      const [first, same] = await Promise.all([ctx.once("pay", work), ctx.once("pay", work)]);
      expect(same).toBe(first);
      if (ctx.attempt.number < 2) throw new Error("again");
      return new StopEvent({ result: first });
    },
  );
  const { result, records } = await testRun(flow, {});
  expect(result).toEqual({ paid: new Date(1) });
  expect(calls).toBe(1);
  expect(records.filter(({ kind }) => kind === "once.stored")).toHaveLength(1);
});

test("a send with a key happens once for all attempts; one without happens each time", async () => {
  const seen: number[] = [];
  const flow = new Workflow<object, string>({ name: "keys" });
  flow.step(
    { accepts: StartEvent, emits: [Item, Progress], retry: retryPolicy({ wait: none(), stop: afterAttempt(3) }) },
    async function make(_ev, ctx) {
      await ctx.sendEvent(new Item({ n: 1 }), { key: "item" });
      await ctx.sendEvent(new Item({ n: 2 }));
      if (ctx.attempt.number < 2) throw new Error("again");
      return new Progress({ percent: 100 });
    },
  );
  flow.step({ accepts: Item, emits: [] }, function take(ev) {
    seen.push(ev.n);
  });
  flow.step({ accepts: Progress, emits: StopEvent }, function end() {
    return new StopEvent({ result: "ok" });
  });
  await testRun(flow, {});
  expect(seen.toSorted()).toEqual([1, 2, 2, 2]);
});

test("a child run is awaited, linked, and its failure is the step's", async () => {
  const child = single((ctx) => ctx.runId.length);
  const failing = single(() => {
    throw new RangeError("child");
  });
  const flow = single(async (ctx) => {
    await expect(ctx.run(failing, {})).rejects.toThrow(new RangeError("child"));
    return ctx.run(child, {});
  });
  using sink = recordSink();
  const handler = flow.run({});
  expect(await handler).toBe(36);
  const own = sink.of(handler.runId);
  const started = own.filter(({ kind }) => kind === "child.started");
  expect(own.filter(({ kind }) => kind === "child.completed")).toMatchObject([
    { data: { outcome: "failed" } },
    { data: { outcome: "completed" } },
  ]);
  const [first] = started;
  const childRunId = first?.kind === "child.started" ? first.data.childRunId : "";
  expect(sink.of(childRunId)[0]).toMatchObject({
    kind: "run.started",
    data: { parent: { runId: handler.runId, executionId: "x1" } },
  });
});

test("a child is cancelled with its parent (in Python it ran on)", async () => {
  const child = single(
    (ctx) =>
      new Promise<string>((_resolve, reject) =>
        ctx.signal.addEventListener("abort", () => reject(new Error("stopped"))),
      ),
  );
  const flow = single((ctx) => ctx.run(child, {}));
  using sink = recordSink();
  const handler = flow.run({});
  await expect
    .poll(() => sink.records.some(({ kind, runId }) => kind === "step.started" && runId !== handler.runId))
    .toBe(true);
  await handler.cancel("enough");
  await expect(handler).rejects.toBeInstanceOf(RunCancelledError);
  await expect.poll(() => sink.records.filter(({ kind }) => kind === "run.cancelled").length).toBe(2);
});

test("resources are made once, also when first asked for in parallel, and given typed", async () => {
  let made = 0;
  const settings = resource(() => ({ greeting: "Ahoy" }));
  const client = resource(async (context) => {
    made += 1;
    const { greeting } = await context.resource(settings);
    return { greet: (n: number) => `${greeting} ${n}` };
  });
  const flow = new Workflow<object, string[]>({ name: "resources" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return [1, 2, 3].map((n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: StopEvent, resources: { client }, workers: 3 }, async function greet(ev, ctx) {
    const all = ctx.collectEvents(ev, [Item, Item, Item]);
    return all === undefined ? undefined : new StopEvent({ result: all.map(({ n }) => ctx.resources.client.greet(n)) });
  });
  expect(await flow.run({})).toEqual(["Ahoy 1", "Ahoy 2", "Ahoy 3"]);
  expect(made).toBe(1);
});

test("a resource that cannot be made fails the step", async () => {
  const broken = resource((): number => {
    throw new Error("no database");
  });
  const flow = new Workflow<object, number>({ name: "broken" });
  flow.step({ accepts: StartEvent, emits: StopEvent, resources: { broken } }, function use(_ev, ctx) {
    return new StopEvent({ result: ctx.resources.broken });
  });
  await expect(flow.run({})).rejects.toThrow("no database");
});

test("a stop event that is only published ends neither the run nor the stream (in Python it did)", async () => {
  const flow = single((ctx) => {
    ctx.writeEventToStream(new StopEvent({ result: "published" }));
    ctx.writeEventToStream(new Progress({ percent: 50 }));
    return "returned";
  });
  const handler = flow.run({});
  const seen: WorkflowEvent[] = [];
  for await (const event of handler.stream()) seen.push(event);
  expect(seen).toEqual([
    expect.objectContaining({ result: "published" }),
    expect.objectContaining({ percent: 50 }),
    expect.objectContaining({ result: "returned" }),
  ]);
  expect(seen[1]).toBeInstanceOf(Progress);
  expect(await handler).toBe("returned");
});

test("lines of log are records of their execution", async () => {
  const flow = single((ctx) => {
    ctx.logger.info("hello", { n: 1 });
    ctx.logger.warn("odd", { fn: () => undefined });
    return "ok";
  });
  const { records } = await testRun(flow, {});
  const logs = records.flatMap((record) => (record.kind === "log" ? [record.data] : []));
  expect(logs).toMatchObject([
    { level: "info", message: "hello", attributes: { n: 1 }, executionId: "x1" },
    { level: "warn", message: "odd" },
  ]);
});

test("a context used after its attempt ended says so", async () => {
  let leaked: Context | undefined;
  const flow = single((ctx) => {
    leaked = ctx;
    return "ok";
  });
  await flow.run({});
  expect(() => leaked?.writeEventToStream(new Progress({ percent: 1 }))).toThrow(ContextError);
  await expect(leaked?.set("a", 1)).rejects.toBeInstanceOf(ContextError);
});

test("misuse of the context is refused with what to do", async () => {
  const flow = single(async (ctx) => {
    const undispatched = new Item({ n: 1 });
    expect(() => ctx.collectEvents(undispatched, [Item])).toThrow(/never dispatched/);
    expect(() => void ctx.sendEvent(asEvent({}))).toThrow(/no event/);
    await expect(ctx.waitForEvent(HumanResponseEvent, { timeoutMs: -1 })).rejects.toThrow(/timeoutMs/);
    return "ok";
  });
  expect(await flow.run({})).toBe("ok");
});

function asEvent(value: unknown): WorkflowEvent {
  return value as WorkflowEvent;
}

test("a failed run's stream ends with RunFailed and the very error", async () => {
  const thrown = new Error("gone");
  const flow = single((): string => {
    throw thrown;
  });
  const handler = flow.run({});
  const seen: WorkflowEvent[] = [];
  for await (const event of handler.stream()) seen.push(event);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toBeInstanceOf(RunFailed);
  expect(seen[0]).toMatchObject({ step: "only", executionId: "x1" });
  await expect(handler).rejects.toBe(thrown);
});

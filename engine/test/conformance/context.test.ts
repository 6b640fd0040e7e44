// Conformance: the context of a step: work done once, children, resources, streams, logs.

import { expect, test } from "vitest";
import {
  afterAttempt,
  ContextError,
  defineEvent,
  none,
  resource,
  retryPolicy,
  RunCancelledError,
  RunFailed,
  StartEvent,
  StopEvent,
  type,
  Workflow,
  type Context,
  type WorkflowEvent,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";
import { single } from "./single-step.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Progress extends defineEvent("Progress", type<{ percent: number }>()) {}
/** A workflow of one step. */
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
  expect(seen.toSorted((left, right) => left - right)).toEqual([1, 2, 2, 2]);
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

test("a child that its step did not await is cancelled when the run is over", async () => {
  const stopped = Promise.withResolvers<unknown>();
  const child = single((ctx) => {
    ctx.signal.addEventListener("abort", () => stopped.resolve(ctx.signal.reason));
    return new Promise<string>(() => undefined);
  });
  const flow = new Workflow<object, string>({ name: "forgetful" });
  flow.step({ accepts: StartEvent, emits: Item }, function forget(_ev, ctx) {
    void ctx.run(child, {});
    return new Item({ n: 1 });
  });
  flow.step({ accepts: Item, emits: StopEvent }, async function end() {
    await new Promise((resolve) => setImmediate(resolve));
    return new StopEvent({ result: "done" });
  });
  expect(await flow.run({})).toBe("done");
  expect(String(await stopped.promise)).toMatch(/its parent run .* is over/);
});

test("a workflow that runs itself does not wait for its own turn", async () => {
  const flow = new Workflow<{ n: number }, number>({ name: "itself", maxConcurrentRuns: 1 });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function count(ev, ctx) {
    return new StopEvent({ result: ev.n === 0 ? 0 : 1 + (await ctx.run(flow, { n: ev.n - 1 })) });
  });
  expect(await Promise.all([flow.run({ n: 3 }), flow.run({ n: 2 })])).toEqual([3, 2]);
});

test("once and run are refused after their attempt has ended", async () => {
  const late = Promise.withResolvers<Context>();
  const flow = single((ctx) => {
    late.resolve(ctx);
    return Promise.resolve("done");
  });
  await flow.run({});
  const ctx = await late.promise;
  await expect(ctx.once("key", () => 1)).rejects.toBeInstanceOf(ContextError);
  await expect(ctx.run(flow, {})).rejects.toBeInstanceOf(ContextError);
});

test("ctx.resource of something else is a clear error", async () => {
  const flow = single((ctx) => Reflect.apply(ctx.resource.bind(ctx), undefined, [{}]));
  await expect(flow.run({})).rejects.toThrow(/ctx\.resource: the argument must be made with resource/);
});

test("resources are made once, also when first asked for in parallel (Python made several), and given typed", async () => {
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

// Conformance: runs: their ends, deadlines, turns and handlers.

import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test, vi } from "vitest";
import {
  defineEvent,
  HumanResponseEvent,
  OptionError,
  RunCancelledError,
  RunEndedError,
  RunFailed,
  RunIdConflictError,
  RunIdle,
  RunStalledError,
  RunTimedOut,
  RunTimeoutError,
  StartEvent,
  StopEvent,
  type,
  Workflow,
  WorkflowValidationError,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";
import { readAll, single, untilAborted } from "./single-step.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Lost extends defineEvent("Lost", type<{ n: number }>()) {}
test("a run that passes its deadline fails with the steps that were active", async () => {
  const flow = single(untilAborted, { timeoutMs: 30 });
  const handler = flow.run({});
  const events = await readAll(handler);
  expect(events).toHaveLength(1);
  expect(events[0]).toBeInstanceOf(RunTimedOut);
  const error: unknown = await handler.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RunTimeoutError);
  expect(String(error)).toMatch(/timed out after 30 ms; active steps: only/);
  expect(handler.status()).toBe("timedOut");
});

test("due timers come before queued work, however much is queued", async () => {
  const flow = new Workflow<object, string>({ name: "busy", timeoutMs: 50 });
  flow.step({ accepts: [StartEvent, Item], emits: [Item, StopEvent], workers: 1 }, function spin() {
    return [new Item({ n: 1 }), new Item({ n: 2 })];
  });
  await expect(flow.run({})).rejects.toBeInstanceOf(RunTimeoutError);
});

test("a run's signal cancels it, also when it was aborted before", async () => {
  const controller = new AbortController();
  const handler = single(untilAborted).run({}, { signal: controller.signal });
  controller.abort(new Error("caller left"));
  await expect(handler).rejects.toMatchObject({ reason: "caller left" });
  await expect(single(() => 1).run({}, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(RunCancelledError);
});

test("a run that has nothing left to do fails at once and says why (Python hung)", async () => {
  const flow = new Workflow<object, string>({ name: "stalled", validate: false });
  flow.step({ accepts: StartEvent, emits: [Item, Lost] }, function make() {
    return [new Item({ n: 1 }), new Lost({ n: 2 })];
  });
  flow.step({ accepts: Item, emits: StopEvent }, function gather(ev, ctx) {
    ctx.collectEvents(ev, [Item, Item]);
  });
  using sink = recordSink();
  const handler = flow.run({});
  const events = await readAll(handler);
  expect(events.at(-1)).toBeInstanceOf(RunFailed);
  const error: unknown = await handler.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RunStalledError);
  expect(String(error)).toMatch(/Last steps: make, gather/);
  expect(String(error)).toMatch(/no step accepts: Lost/);
  expect(String(error)).toMatch(/collectEvents of gather \(buffer default\) has 1 Item and needs 2 Item/);
  expect(handler.status()).toBe("stalled");
  const last = sink.of(handler.runId).at(-1);
  expect(last).toMatchObject({
    kind: "run.stalled",
    data: { report: { lastSteps: ["make", "gather"], unhandled: [{ type: "Lost" }] } },
  });
});

test("a run that can still be answered waits, and says for what", async () => {
  const flow = new Workflow<object, string>({ name: "waiting" });
  flow.step({ accepts: StartEvent, emits: [] }, function nothing() {
    return undefined;
  });
  flow.step({ accepts: HumanResponseEvent, emits: StopEvent }, function take(ev) {
    return new StopEvent({ result: ev.response });
  });
  const { result, events } = await testRun(
    flow,
    {},
    {
      includeInternal: true,
      onEvent: async (event, handler) => {
        if (event instanceof RunIdle) await handler.sendEvent(new HumanResponseEvent({ response: "here" }));
      },
    },
  );
  expect(result).toBe("here");
  expect(events.filter((event) => event instanceof RunIdle)).toEqual([
    expect.objectContaining({ waitingFor: ["HumanResponseEvent"] }),
  ]);
});

test("sendEvent after the end rejects (Python swallowed it)", async () => {
  const handler = single(() => 1).run({});
  await handler;
  await expect(handler.sendEvent(new HumanResponseEvent({ response: "late" }))).rejects.toBeInstanceOf(RunEndedError);
});

test("an invalid workflow rejects with every problem, and throws nothing", async () => {
  const flow = new Workflow<object, string>({ name: "invalid" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return new Item({ n: 1 });
  });
  const handler = flow.run({});
  await expect(handler).rejects.toBeInstanceOf(WorkflowValidationError);
  expect(handler.status()).toBe("failed");
});

test("maxConcurrentRuns lets runs wait for their turn, in order; waiting does not count against the timeout", async () => {
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const flow = new Workflow<{ n: number }, number>({ name: "turns", maxConcurrentRuns: 2, timeoutMs: 5_000 });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function work(ev) {
    running += 1;
    most = Math.max(most, running);
    order.push(ev.n);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return new StopEvent({ result: ev.n });
  });
  using sink = recordSink();
  const handlers = [1, 2, 3, 4, 5].map((n) => flow.run({ n }));
  await expect.poll(() => handlers[0]?.status()).not.toBe("queued");
  expect(handlers[4]?.status()).toBe("queued");
  expect(await Promise.all(handlers)).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
  expect(order).toEqual([1, 2, 3, 4, 5]);
  for (const record of sink.records) {
    if (record.kind === "run.started")
      expect(Math.abs((record.data.deadlineMs ?? 0) - record.timeMs - 5_000)).toBeLessThan(1_000);
  }
});

test("a run cancelled before its turn gives its place to the next", async () => {
  const flow = single(
    (ctx) => new Promise<number>((resolve) => ctx.signal.addEventListener("abort", () => resolve(0))),
    { maxConcurrentRuns: 1 },
  );
  const first = flow.run({});
  const second = flow.run({});
  const third = flow.run({});
  await second.cancel();
  expect(second.status()).toBe("cancelled");
  await expect.poll(() => first.status()).toBe("running");
  expect(third.status()).toBe("queued");
  await first.cancel();
  await expect.poll(() => third.status()).toBe("running");
  await third.cancel();
});

test("a run id of one's own is kept, and refused while it is taken", async () => {
  const flow = single(untilAborted);
  const first = flow.run({}, { runId: "my-run" });
  expect(first.runId).toBe("my-run");
  await expect.poll(() => first.status()).toBe("running");
  await expect(flow.run({}, { runId: "my-run" })).rejects.toBeInstanceOf(RunIdConflictError);
  expect(first.status()).toBe("running");
  await first.cancel();
  await expect(flow.run({}, { runId: "my-run" })).rejects.toBeInstanceOf(RunIdConflictError);
});

test.each([{ tags: "one" }, { signal: 5 }, { sessionId: 5 }, { userId: {} }, { runId: "" }])(
  "an option of a run that cannot work rejects it: %j",
  async (option) => {
    const flow = single(() => 1);
    const handler = Reflect.apply(flow.run.bind(flow), undefined, [{}, option]);
    await expect(handler).rejects.toBeInstanceOf(OptionError);
    expect(handler.status()).toBe("failed");
  },
);

test("handler.result() is a plain promise; catch and finally work", async () => {
  const handler = single(() => 1).run({});
  let wasFinal = false;
  expect(await handler.finally(() => (wasFinal = true))).toBe(1);
  expect(wasFinal).toBe(true);
  const plain = handler.result();
  expect(plain).toBeInstanceOf(Promise);
  const failing = single((): number => {
    throw new Error("x");
  }).run({});
  expect(await failing.catch(() => 7)).toBe(7);
});

test("steps run in the asynchronous context of whoever asked for the run", async () => {
  const request = new AsyncLocalStorage<string>();
  const flow = new Workflow<object, unknown>({ name: "context", maxConcurrentRuns: 1 });
  flow.step({ accepts: StartEvent, emits: Item }, async function first() {
    await new Promise((resolve) => setImmediate(resolve));
    return new Item({ n: 1 });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function second() {
    return new StopEvent({ result: request.getStore() });
  });
  const handlers = ["a", "b"].map((name) => request.run(name, () => flow.run({})));
  expect(await Promise.all(handlers)).toEqual(["a", "b"]);
});

test("one run's failure changes no other run", async () => {
  const flow = new Workflow<{ n: number }, number>({ name: "many" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function work(ev) {
    await Promise.resolve();
    if (ev.n % 3 === 0) throw new Error(`run ${ev.n}`);
    return new StopEvent({ result: ev.n });
  });
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => flow.run({ n })));
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(20);
});

test("a failed run that nobody awaits is logged once and is no unhandled rejection", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const failing = single((): number => {
    throw new Error("unheard");
  });
  const heard = failing.run({}).result();
  heard.catch(() => undefined);
  const unheard = failing.run({});
  await expect.poll(() => log.mock.calls.length, { timeout: 5_000 }).toBe(1);
  expect(log.mock.calls[0]?.[0]).toContain(unheard.runId);
  await expect(heard).rejects.toThrow("unheard");
  log.mockRestore();
});

// Conformance: what runs tell their sinks, and the clock of tests.

import { expect, test } from "vitest";
import {
  defineEvent,
  HumanResponseEvent,
  registerSink,
  type RunRecord,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";
import type { Clock } from "../../src/run/clock.ts";
import { InProcessLauncher } from "../../src/runtimes/in-process.ts";
import { systemClock } from "../../src/runtimes/system-clock.ts";
import { SimulatedClock, testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";
import { single } from "./single-step.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
test("tags, metadata, session and user are on the run's first record", async () => {
  const options = { tags: ["a"], metadata: { k: 1 }, sessionId: "s", userId: "u" };
  const { records } = await testRun(
    single(() => 1),
    {},
    options,
  );
  expect(records[0]).toMatchObject({ kind: "run.started", data: options });
});

test("each run's records are gapless, and a step's result is one group", async () => {
  const flow = new Workflow<object, string>({ name: "groups" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return [1, 2, 3].map((n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: StopEvent }, async function end(ev) {
    await Promise.resolve();
    return ev.n === 3 ? new StopEvent({ result: "ok" }) : undefined;
  });
  using sink = recordSink();
  const handler = flow.run({});
  await handler;
  const own = sink.of(handler.runId);
  expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
  const group = sink.groups.find((records) =>
    records.some(({ kind, runId }) => kind === "step.completed" && runId === handler.runId),
  );
  expect(group?.map(({ kind }) => kind)).toEqual([
    "event.sent",
    "event.sent",
    "event.sent",
    "step.completed",
    "step.queued",
    "step.queued",
    "step.queued",
  ]);
});

test("what it takes to open the sinks is no part of the run's time", async () => {
  let lateMs = 0;
  const clock: Clock = {
    ...systemClock,
    now: () => Date.now() + lateMs,
    monotonicMs: () => performance.now() + lateMs,
  };
  const records: RunRecord[] = [];
  const unregister = registerSink({
    name: "slow to open",
    durability: "buffered",
    hasRun: () => false,
    openRun: () => {
      lateMs = 1e9;
      return {
        append: (group) => records.push(...group),
        appendSpan: () => undefined,
        durable: async () => undefined,
        close: () => undefined,
      };
    },
    flush: async () => undefined,
    shutdown: async () => undefined,
  });
  const flow = new Workflow<object, string>({ name: "opened", timeoutMs: 60_000 });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function only() {
    return new StopEvent({ result: "in time" });
  });
  expect(await new InProcessLauncher({ clock }).run(flow, {}, {})).toBe("in time");
  unregister();
  expect(records[0]?.monotonicNs).toBeLessThan(60e9);
  const [first, last] = [records[0]?.timeMs ?? 0, records.at(-1)?.timeMs ?? 0];
  expect(last - first).toBeLessThan(60_000);
});

test("a sink that throws changes nothing for the run", async () => {
  const fail = (): never => {
    throw new Error("disk full");
  };
  const unregister = registerSink({
    name: "broken",
    durability: "buffered",
    hasRun: () => false,
    openRun: () => ({ append: fail, appendSpan: fail, durable: fail, close: fail }),
    flush: fail,
    shutdown: fail,
  });
  try {
    expect(await single(() => 5).run({})).toBe(5);
  } finally {
    unregister();
  }
});

test("an acknowledging sink is waited for before the result is told", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let last = 0;
  const unregister = registerSink({
    name: "slow",
    durability: "acknowledged",
    hasRun: () => false,
    openRun: () => ({
      append: (records) => (last = records.at(-1)?.seq ?? 0),
      appendSpan: () => undefined,
      durable: () => promise,
      close: () => undefined,
    }),
    flush: async () => undefined,
    shutdown: async () => undefined,
  });
  const handler = single(() => 5).run({});
  let isSettled = false;
  void handler.result().then(() => (isSettled = true));
  await expect.poll(() => handler.status()).toBe("completed");
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
  expect(isSettled).toBe(false);
  expect(last).toBeGreaterThan(0);
  unregister();
  resolve();
  expect(await handler).toBe(5);
});

test("a simulated clock stands still until told, and advance rings what is due", async () => {
  const clock = new SimulatedClock({ autoAdvance: false });
  const flow = single((ctx) =>
    ctx.waitForEvent(HumanResponseEvent, { timeoutMs: 1_000 }).then(
      () => "answer",
      () => "timeout",
    ),
  );
  const run = testRun(flow, {}, { clock });
  await clock.advance(999);
  let isDone = false;
  void run.then(() => (isDone = true));
  await clock.advance(0);
  expect(isDone).toBe(false);
  await clock.advance(1);
  expect((await run).result).toBe("timeout");
});

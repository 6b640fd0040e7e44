// Conformance: the stream of a run.

import { expect, test } from "vitest";
import {
  afterAttempt,
  defineEvent,
  fixed,
  HumanResponseEvent,
  registerSink,
  retryPolicy,
  RunCancelled,
  StartEvent,
  StepStateChanged,
  StopEvent,
  StreamGap,
  type,
  Workflow,
} from "../../src/index.ts";
import { memorySink } from "../../src/sinks/memory/memory-sink.ts";
import { testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";
import { readAll, single, untilAborted } from "./single-step.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Progress extends defineEvent("Progress", type<{ n: number }>()) {}

test("cancel ends the run, its streams and its steps; calling it again changes nothing", async () => {
  let wasAborted = false;
  const flow = single(async (ctx) => {
    await untilAborted(ctx).catch(() => undefined);
    wasAborted = true;
  });
  using sink = recordSink();
  const handler = flow.run({});
  const events = readAll(handler);
  await expect.poll(() => handler.status()).toBe("running");
  await Promise.all([handler.cancel("enough"), handler.cancel("again")]);
  expect(handler.status()).toBe("cancelled");
  expect(wasAborted).toBe(true);
  const [last] = (await events).slice(-1);
  expect(last).toBeInstanceOf(RunCancelled);
  expect(last).toMatchObject({ reason: "enough" });
  await expect(handler).rejects.toMatchObject({ code: "RUN_CANCELLED", reason: "enough" });
  await handler.cancel();
  const kinds = sink.of(handler.runId).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "run.cancelled")).toHaveLength(1);
});

test("any number of readers see the whole stream from its first event", async () => {
  const flow = single(async (ctx) => {
    for (let n = 0; n < 100; n++) {
      ctx.writeEventToStream(new Progress({ n }));
      if (n % 10 === 0) await Promise.resolve();
    }
    return "ok";
  });
  const handler = flow.run({});
  const during = Promise.all([readAll(handler), readAll(handler)]);
  await handler;
  const [first, second] = await during;
  const late = await readAll(handler);
  expect(first).toHaveLength(101);
  expect(second).toEqual(first);
  expect(late).toEqual(first);
});

test("without a store, a late reader of a long stream gets a gap and then the last 10,000 items", async () => {
  const flow = single((ctx) => {
    for (let n = 0; n < 12_000; n++) ctx.writeEventToStream(new Progress({ n }));
    return "ok";
  });
  const handler = flow.run({});
  await handler;
  const events = await readAll(handler);
  expect(events[0]).toBeInstanceOf(StreamGap);
  expect(events[0]).toMatchObject({ missed: 2_001 });
  expect(events).toHaveLength(10_001);
  expect(events[1]).toMatchObject({ n: 2_001 });
});

test("leaving a stream early leaves the run alone", async () => {
  const flow = single(async (ctx) => {
    for (let n = 0; n < 5; n++) {
      ctx.writeEventToStream(new Progress({ n }));
      await Promise.resolve();
    }
    return "ok";
  });
  const handler = flow.run({});
  for await (const event of handler.stream()) if (event instanceof Progress) break;
  expect(await handler).toBe("ok");
});

test("step state changes carry execution, attempt, worker, times, input, output and error (Python's had none)", async () => {
  const flow = new Workflow<object, string>({ name: "states" });
  flow.step(
    { accepts: StartEvent, emits: Item, retry: retryPolicy({ wait: fixed(100), stop: afterAttempt(2) }) },
    function make(_ev, ctx) {
      if (ctx.attempt.number === 0) throw new Error("once");
      return new Item({ n: 1 });
    },
  );
  flow.step({ accepts: Item, emits: StopEvent }, async function ask(_ev, ctx) {
    await ctx.waitForEvent(HumanResponseEvent, { timeoutMs: 10 }).catch(() => undefined);
    return new StopEvent({ result: "ok" });
  });
  const { events } = await testRun(flow, {}, { includeInternal: true });
  const changes = events.filter((event): event is StepStateChanged => event instanceof StepStateChanged);
  expect(changes.map(({ step, attempt, state }) => `${step} ${attempt} ${state}`)).toEqual([
    "make 0 queued",
    "make 0 started",
    "make 0 retry_scheduled",
    "make 1 started",
    "make 1 completed",
    "ask 0 queued",
    "ask 0 started",
    "ask 0 waiting",
    "ask 0 started",
    "ask 0 completed",
  ]);
  expect(changes[2]?.error).toBeInstanceOf(Error);
  expect(changes[4]).toMatchObject({ executionId: "x1", worker: 0, outputEvents: [{ n: 1 }] });
  expect((changes[4]?.endedAt ?? 0) - (changes[0]?.queuedAt ?? 0)).toBe(100);
  expect(changes[5]?.inputEvent).toMatchObject({ n: 1 });
});

test("with a store, a late reader of a long stream reads on from the journal and misses nothing", async () => {
  const flow = single((ctx) => {
    for (let n = 0; n < 12_000; n++) ctx.writeEventToStream(new Progress({ n }));
    return "ok";
  });
  const sink = memorySink();
  const unregister = registerSink(sink);
  const handler = flow.run({});
  await handler;
  unregister();
  const events = await readAll(handler);
  expect(events).toHaveLength(12_001);
  expect(events.flatMap((event) => (event instanceof Progress ? [event.n] : []))).toEqual(
    Array.from({ length: 12_000 }, (_, n) => n),
  );
  const all = await readAll(handler, true);
  expect(all.filter((event) => event instanceof StreamGap)).toEqual([]);
  expect(all.filter((event) => event instanceof Progress)).toHaveLength(12_000);
});

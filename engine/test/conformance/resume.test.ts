// Conformance: snapshots, resume and stepwise execution.

import { expect, test } from "vitest";
import {
  afterAttempt,
  collect,
  Context,
  ContextError,
  defineEvent,
  fixed,
  HumanResponseEvent,
  InputRequiredEvent,
  registerSink,
  retryPolicy,
  RunTimeoutError,
  StartEvent,
  StopEvent,
  type,
  WaitTimeoutError,
  Workflow,
  type RunHandler,
} from "../../src/index.ts";
import { InProcessLauncher } from "../../src/runtimes/in-process.ts";
import { memorySink } from "../../src/sinks/memory/memory-sink.ts";
import { SimulatedClock } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Done extends defineEvent("Done", type<{ n: number }>()) {}

async function snapshotAndCancel(handler: RunHandler<unknown, object>): Promise<string> {
  const json = JSON.stringify(handler);
  await handler.cancel();
  return json;
}

test("a resumed run does not run completed steps again; what was in flight starts again", async () => {
  const calls: string[] = [];
  let isFirst = true;
  const flow = new Workflow<object, string>({ name: "resumed" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    calls.push("make");
    return [1, 2].map((n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: Done, workers: 1 }, async function work(ev, ctx) {
    calls.push(`work ${ev.n}`);
    if (isFirst && ev.n === 2)
      await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
    return new Done({ n: ev.n });
  });
  flow.step({ accepts: collect(Done), emits: StopEvent }, function join(all) {
    return new StopEvent({ result: all.map(({ n }) => n).join() });
  });
  const handler = flow.run({});
  await expect.poll(() => calls).toContain("work 2");
  const json = await snapshotAndCancel(handler);
  isFirst = false;
  calls.push("resumed");
  using sink = recordSink();
  const resumed = flow.run(undefined, { context: Context.from(flow, json) });
  expect(resumed.runId).toBe(handler.runId);
  expect(await resumed).toBe("1,2");
  expect(calls).toEqual(["make", "work 1", "work 2", "resumed", "work 2"]);
  expect(sink.records[0]).toMatchObject({ kind: "run.resumed", segment: 1, data: { inFlight: ["x3"] } });
  const seqs = sink.records.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
});

test("a parked step stays parked over a resume: its answer comes once, its code runs again from the top", async () => {
  const questions: string[] = [];
  const calls: string[] = [];
  const flow = new Workflow<object, string>({ name: "parked" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(_ev, ctx) {
    calls.push("top");
    const first = await ctx.waitForEvent(HumanResponseEvent, { waiterEvent: new InputRequiredEvent({ prefix: "1" }) });
    calls.push(first.response);
    const second = await ctx.waitForEvent(HumanResponseEvent, { waiterEvent: new InputRequiredEvent({ prefix: "2" }) });
    return new StopEvent({ result: first.response + second.response });
  });
  const handler = flow.run({});
  await expect.poll(() => handler.status()).toBe("waiting");
  await handler.sendEvent(new HumanResponseEvent({ response: "a" }));
  await expect.poll(() => calls.length).toBe(2);
  await expect.poll(() => handler.status()).toBe("waiting");
  const resumed = flow.run(undefined, { context: Context.from(flow, JSON.parse(await snapshotAndCancel(handler))) });
  await expect.poll(() => resumed.status()).toBe("waiting");
  await resumed.sendEvent(new HumanResponseEvent({ response: "b" }));
  for await (const event of resumed.stream()) if (event instanceof InputRequiredEvent) questions.push(event.prefix);
  expect(await resumed).toBe("ab");
  expect(calls).toEqual(["top", "a", "top", "a"]);
  expect(questions).toEqual([]);
});

test("the deadline of a wait and of the run survive a resume (Python forgot idle time)", async () => {
  const flow = new Workflow<object, string>({ name: "deadlines", timeoutMs: 10_000 });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(_ev, ctx) {
    const error: unknown = await ctx
      .waitForEvent(HumanResponseEvent, { timeoutMs: 5_000 })
      .catch((reason: unknown) => reason);
    if (error instanceof WaitTimeoutError) return new StopEvent({ result: "no answer" });
    return new StopEvent({ result: "answer" });
  });
  const before = new SimulatedClock({ autoAdvance: false });
  const handler = new InProcessLauncher({ clock: before }).run(flow, {}, {});
  await expect.poll(() => handler.status()).toBe("waiting");
  await before.advance(4_000);
  const json = await snapshotAndCancel(handler);
  const after = new SimulatedClock({ autoAdvance: false, startMs: before.now() + 500 });
  const resumed = new InProcessLauncher({ clock: after }).run(flow, undefined, { context: Context.from(flow, json) });
  await after.advance(499);
  expect(resumed.status()).toBe("waiting");
  await after.advance(1);
  expect(await resumed).toBe("no answer");
  const late = new SimulatedClock({ autoAdvance: false, startMs: before.now() + 60_000 });
  const tooLate = new InProcessLauncher({ clock: late }).run(flow, undefined, { context: Context.from(flow, json) });
  await late.advance(0);
  const error: unknown = await tooLate.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RunTimeoutError);
});

test("attempts, once results, queue order, buffers and the store are kept", async () => {
  let work = 0;
  const attempts: number[] = [];
  const flow = new Workflow<object, unknown>({ name: "kept" });
  flow.step({ accepts: StartEvent, emits: Item }, async function make(_ev, ctx) {
    await ctx.set("when", new Date(5));
    return [1, 2, 3].map((n) => new Item({ n }));
  });
  flow.step(
    { accepts: Item, emits: Done, workers: 1, retry: retryPolicy({ wait: fixed(60_000), stop: afterAttempt(3) }) },
    async function pay(ev, ctx) {
      attempts.push(ev.n * 10 + ctx.attempt.number);
      await ctx.once("work", () => (work += 1));
      if (ev.n === 1 && ctx.attempt.number === 0) throw new Error("later");
      if (ev.n === 1) expect(ctx.attempt.lastError).toMatchObject({ message: "later" });
      if (ev.n === 3 && !ctx.signal.aborted && attempts.length === 3)
        await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
      return new Done({ n: ev.n });
    },
  );
  flow.step({ accepts: Done, emits: StopEvent }, async function gather(ev, ctx) {
    const all = ctx.collectEvents(ev, [Done, Done, Done]);
    return all === undefined
      ? undefined
      : new StopEvent({
          result: [all.map(({ n }) => n).toSorted((left, right) => left - right), await ctx.get("when")],
        });
  });
  const clock = new SimulatedClock({ autoAdvance: false });
  const handler = new InProcessLauncher({ clock }).run(flow, {}, {});
  await expect.poll(() => attempts).toEqual([10, 20, 30]);
  await expect.poll(() => work).toBe(3);
  const json = await snapshotAndCancel(handler);
  const resumed = new InProcessLauncher({ clock: new SimulatedClock({ startMs: clock.now() }) }).run(flow, undefined, {
    context: Context.from(flow, json),
  });
  expect(await resumed).toEqual([[1, 2, 3], new Date(5)]);
  expect(attempts).toEqual([10, 20, 30, 30, 11]);
  expect(work).toBe(3);
});

test("a finished run's context seeds the next run's state", async () => {
  const flow = new Workflow<{ add: number }, number>({ name: "seed" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function add(ev, ctx) {
    const total = (await ctx.store.get<number>("total", 0)) + ev.add;
    await ctx.set("total", total);
    return new StopEvent({ result: total });
  });
  const first = flow.run({ add: 2 });
  expect(await first).toBe(2);
  const context = Context.from(flow, JSON.stringify(first));
  expect(context.isFinished).toBe(true);
  const second = flow.run({ add: 3 }, { context });
  expect(await second).toBe(5);
  expect(second.runId).not.toBe(first.runId);
});

test.each([
  ["no JSON", "{", /no JSON/],
  ["damaged", "{}", /damaged: snapshot.snapshotVersion/],
  ["newer", '{"snapshotVersion":99,"reducerVersion":1}', /newer version/],
  ["of another workflow", '{"snapshotVersion":1,"reducerVersion":1,"workflow":"other"}', /of the workflow other/],
])("a snapshot that is %s is refused", (_what, json, message) => {
  const flow = new Workflow<object, number>({ name: "mine" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function end() {
    return new StopEvent({ result: 1 });
  });
  expect(() => Context.from(flow, json)).toThrow(ContextError);
  expect(() => Context.from(flow, json)).toThrow(message);
});

test("a snapshot from which a value was redacted is refused by path", async () => {
  const flow = new Workflow<object, string>({ name: "redacted" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(_ev, ctx) {
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    return new StopEvent({ result: response });
  });
  const handler = flow.run({ apiKey: "s3cret" });
  await expect.poll(() => handler.status()).toBe("waiting");
  const json = (await snapshotAndCancel(handler)).replace('"s3cret"', '{"$":"Redacted","why":"key:apiKey"}');
  expect(() => Context.from(flow, json)).toThrow(/lacks StartEvent \(e1\)\.apiKey: it was redacted/);
});

function countdown(): Workflow<{ from: number }, string> {
  const flow = new Workflow<{ from: number }, string>({ name: "countdown" });
  flow.step({ accepts: StartEvent, emits: Item }, function begin(ev) {
    return new Item({ n: ev.from });
  });
  flow.step(
    { accepts: Item, emits: [Item, StopEvent], retry: retryPolicy({ wait: fixed(1), stop: afterAttempt(2) }) },
    async function down(ev, ctx) {
      await Promise.resolve();
      if (ev.n === 2 && ctx.attempt.number === 0) throw new Error("stumble");
      return ev.n === 0 ? new StopEvent({ result: "lift-off" }) : new Item({ n: ev.n - 1 });
    },
  );
  return flow;
}

test("stepwise: each call runs the next ready step and says what it did; the loop equals run", async () => {
  const flow = countdown();
  const stepper = flow.stepwise({ from: 2 });
  expect(stepper.pending()).toMatchObject([
    { step: "begin", executionId: "x1", attempt: 0, inputEvents: [{ from: 2 }] },
  ]);
  expect(() => stepper.getResult()).toThrow(ContextError);
  const done: unknown[] = [];
  while (!stepper.isDone()) {
    const outcome = await stepper.runStep();
    if (outcome !== undefined) done.push([outcome.step, outcome.attempt, outcome.outcome, outcome.outputEvents.length]);
  }
  expect(done).toEqual([
    ["begin", 0, "completed", 1],
    ["down", 0, "retryScheduled", 0],
    ["down", 1, "completed", 1],
    ["down", 0, "completed", 1],
    ["down", 0, "completed", 1],
  ]);
  expect(stepper.getResult()).toBe("lift-off");
  expect(await flow.run({ from: 2 })).toBe("lift-off");
  expect(await stepper.runStep()).toBeUndefined();
});

test("stepwise: nothing runs before it is let go; answers come in between; failures are told", async () => {
  let calls = 0;
  const flow = new Workflow<object, string>({ name: "step-wait" });
  flow.step({ accepts: StartEvent, emits: [StopEvent] }, async function ask(_ev, ctx) {
    calls += 1;
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    throw new Error(`do not like ${response}`);
  });
  const stepper = flow.stepwise({});
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toBe(0);
  expect(await stepper.runStep()).toMatchObject({ step: "ask", outcome: "waiting" });
  await stepper.sendEvent(new HumanResponseEvent({ response: "it" }));
  expect(await stepper.runStep()).toBeUndefined();
  expect(stepper.isDone()).toBe(true);
  expect(() => stepper.getResult()).toThrow("do not like it");
});

test("a resumed run goes on where its journal ended, with the session it had", async () => {
  const flow = new Workflow<object, string>({ name: "journal" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function ask(_ev, ctx) {
    const { response } = await ctx.waitForEvent(HumanResponseEvent);
    return new StopEvent({ result: response });
  });
  const sink = memorySink();
  const unregister = registerSink(sink);
  const handler = flow.run({}, { sessionId: "s1", tags: ["t"] });
  await expect.poll(() => handler.status()).toBe("waiting");
  const json = JSON.stringify(handler);
  for (let n = 0; n < 3; n++)
    await handler.sendEvent(new HumanResponseEvent({ response: "first" }), { step: "ask" }).catch(() => undefined);
  await handler;
  const openings: unknown[] = [];
  const other = registerSink({
    ...memorySink(),
    name: "spy",
    openRun: (opening) => (openings.push(opening.previous), memorySink().openRun(opening)),
  });
  const resumed = flow.run(undefined, { context: Context.from(flow, json) });
  await expect.poll(() => resumed.status()).toBe("waiting");
  await resumed.sendEvent(new HumanResponseEvent({ response: "second" }));
  expect(await resumed).toBe("second");
  unregister();
  other();
  const records = await sink.readRecords?.(handler.runId, 1, 1_000);
  expect(records?.map(({ seq }) => seq)).toEqual(records?.map((_, index) => index + 1));
  expect(records?.filter(({ segment }) => segment === 1)[0]).toMatchObject({ kind: "run.resumed" });
  expect(openings[0]).toMatchObject({ sessionId: "s1", tags: ["t"] });
});

// Conformance: waiting for events, answers early and late.

import { expect, test } from "vitest";
import {
  afterAttempt,
  defineEvent,
  defineHumanResponse,
  HumanResponseEvent,
  InputRequiredEvent,
  none,
  retryPolicy,
  StartEvent,
  StopEvent,
  type,
  WaitTimeoutError,
  Workflow,
  type WorkflowEvent,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";
import { single } from "./single-step.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Answer extends defineHumanResponse("Answer", type<{ to: string; text: string }>()) {}

/** A workflow of one step. */
function asEvent(value: unknown): WorkflowEvent {
  return value as WorkflowEvent;
}

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

test("an event resolves at most one waiter, the oldest that it fits (in Python it could resolve several)", async () => {
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

test("a targeted answer resolves only that step's waiter (not so in Python)", async () => {
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

test("where asks for attributes that are present and deeply equal (not so in Python)", async () => {
  class Deep extends defineHumanResponse("Deep", type<{ n: number; to?: { names: string[]; at?: Date } }>()) {}
  const flow = single(async (ctx) => {
    const { n } = await ctx.waitForEvent(Deep, { where: { to: { names: ["anne"], at: new Date(5) } } });
    return n;
  });
  const handler = flow.run({});
  await handler.sendEvent(new Deep({ n: 1 }));
  await handler.sendEvent(new Deep({ n: 2, to: { names: ["anne"] } }));
  await handler.sendEvent(new Deep({ n: 3, to: { names: ["anne", "mary"], at: new Date(5) } }));
  await handler.sendEvent(new Deep({ n: 4, to: { names: ["anne"], at: new Date(5) } }));
  expect(await handler).toBe(4);
});

test("timeoutMs throws WaitTimeoutError inside the step (not so in Python)", async () => {
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

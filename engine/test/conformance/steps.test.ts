// Conformance: steps, routing, order, slots, and what a step may give out.

import { expect, test } from "vitest";
import {
  defineEvent,
  EventNotDeclaredError,
  StartEvent,
  StepReturnError,
  StepUnknownError,
  StopEvent,
  type,
  Workflow,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";
import { recordSink } from "./record-sink.ts";

class Item extends defineEvent("Item", type<{ n: number }>()) {}
class Other extends defineEvent("Other", type<{ n: number }>()) {}
class Child extends defineEvent("Child", type<{ n: number }>(), { extends: Item }) {}
class Done extends defineEvent("Done", type<{ n: number }>()) {}

/** A promise and how to settle it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

test("an event goes to every step that accepts it, in declaration order", async () => {
  const order: string[] = [];
  const flow = new Workflow<object, string>({ name: "broadcast" });
  flow.step({ accepts: StartEvent, emits: [] }, function first() {
    order.push("first");
  });
  flow.step({ accepts: StartEvent, emits: [] }, function second() {
    order.push("second");
  });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function third() {
    order.push("third");
    return new StopEvent({ result: "ok" });
  });
  await flow.run({});
  expect(order).toEqual(["first", "second", "third"]);
});

test("events are delivered in program order: sent, sent, returned (Python delivered what was returned first)", async () => {
  const order: number[] = [];
  const flow = new Workflow<object, string>({ name: "order" });
  flow.step({ accepts: StartEvent, emits: Item }, function make(_ev, ctx) {
    void ctx.sendEvent(new Item({ n: 1 }));
    void ctx.sendEvent(new Item({ n: 2 }));
    return new Item({ n: 3 });
  });
  flow.step({ accepts: Item, emits: StopEvent, workers: 1 }, function take(ev) {
    order.push(ev.n);
    return ev.n === 3 ? new StopEvent({ result: "ok" }) : undefined;
  });
  await flow.run({});
  expect(order).toEqual([1, 2, 3]);
});

test("a sync step can send events (in Python its send_event raised)", async () => {
  const flow = new Workflow<object, number>({ name: "sync" });
  flow.step({ accepts: StartEvent, emits: Item }, function make(_ev, ctx) {
    void ctx.sendEvent(new Item({ n: 7 }));
  });
  flow.step({ accepts: Item, emits: StopEvent }, function take(ev) {
    return new StopEvent({ result: ev.n });
  });
  expect(await flow.run({})).toBe(7);
});

test("routing is by exact class; a step opts in to subclasses", async () => {
  const seen: string[] = [];
  const flow = new Workflow<object, string>({ name: "subclasses" });
  flow.step({ accepts: StartEvent, emits: [Item, Child] }, function make() {
    return [new Item({ n: 1 }), new Child({ n: 2 })];
  });
  flow.step({ accepts: Item, emits: [] }, function exact(ev) {
    seen.push(`exact ${ev.n}`);
  });
  flow.step({ accepts: Item, emits: StopEvent, acceptSubclasses: true, workers: 1 }, function wide(ev) {
    seen.push(`wide ${ev.n}`);
    return ev.n === 2 ? new StopEvent({ result: "ok" }) : undefined;
  });
  await flow.run({});
  expect(seen).toEqual(["exact 1", "wide 1", "wide 2"]);
});

test("a targeted event reaches that step only", async () => {
  const seen: string[] = [];
  const flow = new Workflow<object, string>({ name: "target" });
  flow.step({ accepts: StartEvent, emits: Item }, function make(_ev, ctx) {
    void ctx.sendEvent(new Item({ n: 1 }), { step: "right" });
  });
  flow.step({ accepts: Item, emits: [] }, function left() {
    seen.push("left");
  });
  flow.step({ accepts: Item, emits: StopEvent }, function right() {
    seen.push("right");
    return new StopEvent({ result: "ok" });
  });
  await flow.run({});
  expect(seen).toEqual(["right"]);
});

test.each(["nobody", "make"])("a target that cannot take the event is an error: %s", async (target) => {
  const flow = new Workflow<object, string>({ name: "bad-target" });
  flow.step({ accepts: StartEvent, emits: Item }, function make(_ev, ctx) {
    void ctx.sendEvent(new Item({ n: 1 }), { step: target });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end() {
    return new StopEvent({ result: "no" });
  });
  await expect(flow.run({})).rejects.toBeInstanceOf(StepUnknownError);
});

test.each([
  ["a text", "hello", /returned the text "hello"/],
  ["a number", 42, /returned the number 42/],
  ["a plain object", { n: 1 }, /returned a plain object/],
  ["a class", Item, /did you forget new/],
  ["a list with a hole", [new Item({ n: 1 }), 3], /a list whose item 1 is the number 3/],
])("returning %s fails the step with a clear error", async (_what, returned, message) => {
  const flow = new Workflow<object, string>({ name: "bad-return" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return returned as unknown as Item;
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end() {
    return new StopEvent({ result: "no" });
  });
  const error: unknown = await flow.run({}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StepReturnError);
  expect(String(error)).toMatch(message);
  expect(String(error)).toMatch(/step make.*emits: Item/s);
});

test("an event that is not in emits fails the step (Python hung)", async () => {
  const flow = new Workflow<object, string>({ name: "undeclared" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return new Other({ n: 1 }) as unknown as Item;
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end() {
    return new StopEvent({ result: "no" });
  });
  await expect(flow.run({})).rejects.toBeInstanceOf(EventNotDeclaredError);
});

test("sending an event that is not in emits throws at once", async () => {
  const flow = new Workflow<object, string>({ name: "undeclared-send" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function make(_ev, ctx) {
    expect(() => void ctx.sendEvent(new Other({ n: 1 }))).toThrow(EventNotDeclaredError);
    return new StopEvent({ result: "ok" });
  });
  expect(await flow.run({})).toBe("ok");
});

test("a step's queue is first in, first out, and its workers are never exceeded", async () => {
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const flow = new Workflow<object, number>({ name: "workers" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return Array.from({ length: 20 }, (_, n) => new Item({ n }));
  });
  flow.step({ accepts: Item, emits: Done, workers: 3 }, async function work(ev) {
    started.push(ev.n);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return new Done({ n: ev.n });
  });
  flow.step({ accepts: Done, emits: StopEvent }, function end(ev, ctx) {
    const all = ctx.collectEvents(
      ev,
      Array.from({ length: 20 }, () => Done),
    );
    return all === undefined ? undefined : new StopEvent({ result: all.length });
  });
  expect(await flow.run({})).toBe(20);
  expect(started).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(most).toBe(3);
});

test("the run's stop aborts what still runs; a late result is recorded as late and never applied", async () => {
  const { opened, open } = gate();
  let wasAborted = false;
  const flow = new Workflow<object, string>({ name: "late" });
  flow.step({ accepts: StartEvent, emits: [Item, Other] }, function make() {
    return [new Item({ n: 1 }), new Other({ n: 1 })];
  });
  flow.step({ accepts: Item, emits: Done }, async function slow(_ev, ctx) {
    ctx.signal.addEventListener("abort", () => (wasAborted = true));
    await opened;
    return new Done({ n: 1 });
  });
  flow.step({ accepts: [Other, Done], emits: StopEvent }, function end() {
    return new StopEvent({ result: "first" });
  });
  using sink = recordSink();
  const handler = flow.run({});
  expect(await handler).toBe("first");
  expect(wasAborted).toBe(true);
  const before = sink.of(handler.runId);
  expect(before.at(-2)).toMatchObject({ kind: "step.cancelled", data: { step: "slow" } });
  expect(before.at(-1)).toMatchObject({ kind: "run.completed" });
  expect(sink.closed).toEqual([]);
  open();
  await expect.poll(() => sink.closed).toEqual([handler.runId]);
  expect(sink.of(handler.runId).slice(before.length)).toMatchObject([
    { kind: "step.lateResult", data: { step: "slow", outcome: "completed" } },
  ]);
});

test("ctx.sendEvent(new StopEvent()) ends the run as if it were returned", async () => {
  const flow = new Workflow<object, string>({ name: "send-stop" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, async function end(_ev, ctx) {
    await ctx.sendEvent(new StopEvent({ result: "sent" }));
    await new Promise<void>((resolve) => ctx.signal.addEventListener("abort", () => resolve(), { once: true }));
  });
  expect(await flow.run({})).toBe("sent");
});

test("an event nobody wants is recorded as unhandled and shown to readers who ask for internals", async () => {
  const flow = new Workflow<object, string>({ name: "unhandled", validate: false });
  flow.step({ accepts: StartEvent, emits: [Item, Other] }, function make() {
    return [new Other({ n: 1 }), new Item({ n: 1 })];
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end() {
    return new StopEvent({ result: "ok" });
  });
  const { records, eventTypes } = await testRun(flow, {}, { includeInternal: true });
  expect(records.filter(({ kind }) => kind === "event.unhandled").map(({ data }) => data)).toEqual([
    { eventId: "e2", type: "Other" },
  ]);
  expect(eventTypes).toContain("UnhandledEvent");
});

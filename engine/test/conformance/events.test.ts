// Conformance: events, as steps and readers of the stream meet them.

import { expect, test } from "vitest";
import {
  defineEvent,
  defineStartEvent,
  defineStopEvent,
  eventMeta,
  EventNotSerializableError,
  EventValidationError,
  StartEvent,
  StopEvent,
  type,
  Workflow,
  type WorkflowEvent,
} from "../../src/index.ts";
import { testRun } from "../../src/testing.ts";

class Item extends defineEvent("Item", type<{ value: unknown }>()) {}

test("a run gives the result of its stop event", async () => {
  const flow = new Workflow<{ topic: string }, string>({ name: "hello" });
  flow.step({ accepts: StartEvent, emits: StopEvent }, function say(ev) {
    return new StopEvent({ result: `hello ${ev.topic}` });
  });
  expect(await flow.run({ topic: "pirates" })).toBe("hello pirates");
});

test("a typed stop event is the result itself, a typed start event is validated", async () => {
  class Ask extends defineStartEvent("Ask", type<{ n: number }>()) {}
  class Told extends defineStopEvent("Told", type<{ n: number }>()) {}
  const flow = new Workflow<{ n: number }, Told>({ name: "typed" });
  flow.step({ accepts: Ask, emits: Told }, function tell(ev) {
    return new Told({ n: ev.n * 2 });
  });
  const told = await flow.run({ n: 21 });
  expect(told).toBeInstanceOf(Told);
  expect(told.n).toBe(42);
  expect((await flow.run(new Ask({ n: 1 }))).n).toBe(2);
});

test("every dispatched event has an id, a cause, a place in the journal and a time", async () => {
  const seen: WorkflowEvent[] = [];
  const flow = new Workflow<{ n: number }, number>({ name: "meta" });
  flow.step({ accepts: StartEvent, emits: Item }, function make(ev) {
    seen.push(ev);
    return new Item({ value: ev.n });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end(ev) {
    seen.push(ev);
    return new StopEvent({ result: 1 });
  });
  const { records } = await testRun(flow, { n: 1 });
  const [start, item] = seen.map(eventMeta);
  expect(start).toMatchObject({ id: "e1", type: "StartEvent", cause: { kind: "run" } });
  expect(item).toMatchObject({ id: "e2", type: "Item", cause: { kind: "execution", executionId: "x1" } });
  const record = records.find(({ seq }) => seq === item?.seq);
  expect(record).toMatchObject({ kind: "event.sent", timeMs: item?.time, data: { eventId: "e2" } });
});

test("a step cannot change its input for retries and for other consumers (it could in Python)", async () => {
  const seen: unknown[] = [];
  const flow = new Workflow<object, string>({ name: "frozen" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    return new Item({ value: { list: [1], when: new Date(0), map: new Map([["a", 1]]) } });
  });
  flow.step({ accepts: Item, emits: [] }, function spoil(ev) {
    const { list, when, map } = parts(ev.value);
    expect(() => list.push(2)).toThrow(TypeError);
    when.setFullYear(1999);
    map.set("b", 2);
  });
  flow.step({ accepts: Item, emits: StopEvent }, function look(ev) {
    seen.push(ev.value);
    return new StopEvent({ result: "ok" });
  });
  await testRun(flow, {});
  expect(seen).toEqual([{ list: [1], when: new Date(0), map: new Map([["a", 1]]) }]);
});

function parts(value: unknown): { list: number[]; when: Date; map: Map<string, number> } {
  return value as { list: number[]; when: Date; map: Map<string, number> };
}

test.each([
  ["a function", () => undefined, "Item.value.inner"],
  ["a promise", Promise.resolve(1), "Item.value.inner"],
  ["a class instance", new (class Thing {})(), "Item.value.inner"],
  ["a symbol", Symbol("s"), "Item.value.inner"],
])("%s in a payload is refused before anything is queued, with its path", async (_what, inner, path) => {
  const flow = new Workflow<object, string>({ name: "refuse" });
  let received = 0;
  flow.step({ accepts: StartEvent, emits: [Item, StopEvent] }, function make() {
    return [new Item({ value: 1 }), new Item({ value: { inner } })];
  });
  flow.step({ accepts: Item, emits: StopEvent }, function take() {
    received += 1;
    return new StopEvent({ result: "no" });
  });
  const error = await flow.run({}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EventNotSerializableError);
  expect(error).toMatchObject({ code: "EVENT_NOT_SERIALIZABLE", path });
  expect(received).toBe(0);
});

test("a payload that does not fit its schema is refused where it is made", () => {
  class Ask extends defineStartEvent("Ask", {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value: unknown) =>
        typeof Reflect.get(Object(value), "n") === "number"
          ? { value: { n: 1 } }
          : { issues: [{ message: "n must be a number", path: ["n"] }] },
      types: { input: { n: 1 }, output: { n: 1 } },
    },
  }) {}
  expect(() => Reflect.construct(Ask, [{ n: "x" }])).toThrow(EventValidationError);
});

test("an input that does not fit rejects through the handler", async () => {
  class Ask extends defineStartEvent("Ask", {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: () => ({ issues: [{ message: "never" }] }),
      types: { input: { n: 1 }, output: { n: 1 } },
    },
  }) {}
  const flow = new Workflow<{ n: number }, string>({ name: "bad-input" });
  flow.step({ accepts: Ask, emits: StopEvent }, function end() {
    return new StopEvent({ result: "no" });
  });
  await expect(flow.run({ n: 1 })).rejects.toBeInstanceOf(EventValidationError);
});

test("values come through a run exactly", async () => {
  const value = {
    when: new Date(5),
    map: new Map<unknown, unknown>([[{ k: 1 }, new Set([1, "a"])]]),
    big: 2n ** 70n,
    url: new URL("https://example.org/a?b=1"),
    pattern: /a+/gi,
    bytes: new Uint8Array([1, 2, 3]),
    missing: undefined,
    odd: [Number.NaN, Number.POSITIVE_INFINITY, -0],
    constructor: "data",
    get: "data",
  };
  const flow = new Workflow<{ value: unknown }, unknown>({ name: "exact" });
  flow.step({ accepts: StartEvent, emits: Item }, function pass(ev) {
    return new Item({ value: ev.value });
  });
  flow.step({ accepts: Item, emits: StopEvent }, function end(ev) {
    return new StopEvent({ result: ev.value });
  });
  expect(await flow.run({ value })).toEqual(value);
});

test("the same instance may be emitted again: each dispatch is an event of its own", async () => {
  const ids: string[] = [];
  const flow = new Workflow<object, string>({ name: "again" });
  flow.step({ accepts: StartEvent, emits: Item }, function make() {
    const item = new Item({ value: 1 });
    return [item, item];
  });
  flow.step({ accepts: Item, emits: [StopEvent], workers: 1 }, function end(ev, ctx) {
    ids.push(eventMeta(ev).id);
    const both = ctx.collectEvents(ev, [Item, Item]);
    return both === undefined ? undefined : new StopEvent({ result: "ok" });
  });
  await testRun(flow, {});
  expect(ids).toEqual(["e2", "e3"]);
});

// Events: construction, validation, identity, freezing, names.

import { type as arktype } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EventUsageError, EventValidationError } from "../errors/event-errors.ts";
import { OptionError } from "../errors/option-error.ts";
import { defineEvent } from "./define-event.ts";
import { getAttribute } from "./dynamic-event.ts";
import { definitionOf, eventTypeOf, isEvent, isEventClass } from "./event-identity.ts";
import { HumanResponseEvent, InputRequiredEvent, defineHumanResponse, defineInputRequired } from "./human-events.ts";
import { type } from "./schema.ts";
import { StartEvent, defineStartEvent } from "./start-event.ts";
import { StopEvent, defineStopEvent } from "./stop-event.ts";
import { WorkflowEvent } from "./workflow-event.ts";

class JokeEvent extends defineEvent(
  "JokeEvent",
  z.object({ joke: z.string(), tags: z.array(z.string()).default([]) }),
) {
  shout(): string {
    return this.joke.toUpperCase();
  }
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("construction", () => {
  it("gives own, frozen payload fields, defaults and transforms included, and keeps methods", () => {
    const event = new JokeEvent({ joke: "arr" });
    expect(Object.entries(event)).toStrictEqual([
      ["joke", "arr"],
      ["tags", []],
    ]);
    expect(event.shout()).toBe("ARR");
    expect(() => Object.assign(event, { joke: "other" })).toThrow(TypeError);
    expect(event).toBeInstanceOf(WorkflowEvent);
  });

  it.each([
    { library: "zod", schema: z.object({ items: z.array(z.object({ price: z.number() })) }) },
    { library: "valibot", schema: v.object({ items: v.array(v.object({ price: v.number() })) }) },
    { library: "arktype", schema: arktype({ items: arktype({ price: "number" }).array() }) },
  ])("validates with $library, naming event, path and complaint", ({ schema }) => {
    const Order = defineEvent("Order", schema);
    const wrong: unknown = { items: [{ price: 1 }, { price: "2" }] };
    const error = thrownBy(() => Reflect.construct(Order, [wrong]));
    expect(error).toBeInstanceOf(EventValidationError);
    expect(error).toMatchObject({ code: "EVENT_VALIDATION", eventType: "Order", issues: [{ path: "items[1].price" }] });
    expect(JSON.stringify(new Order({ items: [{ price: 3 }] }))).toBe('{"items":[{"price":3}]}');
  });

  it("refuses a payload that is no object", () => {
    expect(() => Reflect.construct(JokeEvent, ["text"])).toThrow(/must be an object, not a string/);
    expect(() => Reflect.construct(JokeEvent, [[1]])).toThrow(/not an array/);
  });

  it("refuses an asynchronous schema, saying so", () => {
    class Slow extends defineEvent("Slow", z.object({ a: z.string().refine(async () => false) })) {}
    const error = thrownBy(() => new Slow({ a: "x" }));
    expect(error).toBeInstanceOf(Error);
    const plainAsync = {
      "~standard": { version: 1, vendor: "test", validate: async () => ({ value: {} }) },
    } as const;
    class Slower extends defineEvent("Slower", plainAsync) {}
    expect(() => new Slower({})).toThrow(EventUsageError);
  });

  it("does not run a typed-only payload through anything", () => {
    class Ping extends defineEvent("Ping", type<{ count: number }>()) {}
    expect(Object.entries(new Ping({ count: 1 }))).toStrictEqual([["count", 1]]);
    class Bare extends defineEvent("Bare") {}
    expect(Object.keys(new Bare())).toStrictEqual([]);
    class Loose extends defineEvent<{ n: number }>("Loose") {}
    expect(new Loose({ n: 1 }).n).toBe(1);
  });

  it("refuses a bad name, schema or parent at once", () => {
    expect(() => defineEvent("")).toThrow(OptionError);
    expect(() => Reflect.apply(defineEvent, undefined, ["X", { parse: () => 1 }])).toThrow(/Standard Schema/);
    expect(() => Reflect.apply(defineEvent, undefined, ["X", undefined, { extends: Date }])).toThrow(/an event class/);
  });
});

describe("names", () => {
  it("come from defineEvent, whatever a bundler calls the class", () => {
    const Renamed = class a extends JokeEvent {};
    expect(eventTypeOf(Renamed)).toBe("JokeEvent");
    expect(eventTypeOf(new Renamed({ joke: "" }))).toBe("JokeEvent");
  });

  it("in a payload are plain data and win over the event's own", () => {
    // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
    const event = new StartEvent({ get: "g", require: "r", constructor: "c", then: "t", toString: "s" });
    expect(event.get).toBe("g");
    expect(getAttribute(event, "require")).toBe("r");
    expect(eventTypeOf(event)).toBe("StartEvent");
    expect(isEvent(event)).toBe(true);
    const hostile: object = JSON.parse('{"__proto__":{"evil":true}}');
    const odd = new StartEvent(hostile);
    expect(odd).toBeInstanceOf(WorkflowEvent);
    expect(JSON.stringify(odd)).toBe('{"__proto__":{"evil":true}}');
  });

  it("tell events from what only looks like one", () => {
    expect([{}, null, JokeEvent, { joke: "x" }].map(isEvent)).toStrictEqual([false, false, false, false]);
    expect([JokeEvent, StartEvent, WorkflowEvent, Date, {}].map(isEventClass)).toStrictEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(() => Reflect.apply(definitionOf, undefined, [Date])).toThrow(EventUsageError);
    expect(() => Reflect.construct(WorkflowEvent, [undefined, {}])).toThrow(/defineEvent/);
  });
});

describe("extended events", () => {
  class Base extends defineEvent("Base", z.object({ id: z.number() }), { sensitive: ["id"] }) {
    label(): string {
      return `#${this.id}`;
    }
  }
  class Child extends defineEvent("Child", z.object({ extra: z.string() }), { extends: Base, sensitive: ["extra"] }) {}

  it("satisfy both schemas, inherit methods and sensitive fields, and have a name of their own", () => {
    const child = new Child({ id: 1, extra: "x" });
    expect(JSON.stringify(child)).toBe('{"id":1,"extra":"x"}');
    expect(child.label()).toBe("#1");
    expect(child).toBeInstanceOf(Base);
    expect(eventTypeOf(child)).toBe("Child");
    expect(definitionOf(Child)).toMatchObject({ parent: { type: "Base" }, sensitive: ["id", "extra"] });
    const wrong: unknown = { id: "1", extra: "x" };
    expect(thrownBy(() => Reflect.construct(Child, [wrong]))).toMatchObject({
      eventType: "Child",
      issues: [{ path: "id" }],
    });
  });

  it("inherit what the parent is for", () => {
    class Answer extends defineHumanResponse("Answer", z.object({ ok: z.boolean() })) {}
    class Signed extends defineEvent("Signed", z.object({ by: z.string() }), { extends: Answer }) {}
    expect(definitionOf(Signed).role).toBe("humanResponse");
  });
});

describe("built-in events", () => {
  it("StartEvent reads attributes by property, with a fallback, or insists", () => {
    const start = new StartEvent({ topic: "pirates" });
    expect(start.topic).toBe("pirates");
    expect(start.get("mood", "cheerful")).toBe("cheerful");
    expect(start.require("topic")).toBe("pirates");
    expect(() => start.require("mood")).toThrow(/StartEvent has no attribute "mood"; it has topic/);
    expect(getAttribute(start, "constructor", "none")).toBe("none");
    expect(new StartEvent().get("x")).toBeUndefined();
  });

  it("StopEvent carries a result, or none", () => {
    expect(new StopEvent({ result: 42 }).result).toBe(42);
    expect(new StopEvent().result).toBeUndefined();
  });

  it("typed forms have their roles", () => {
    const schema = z.object({ a: z.string() });
    const roles = [
      defineStartEvent("A", schema),
      defineStopEvent("B", schema),
      defineInputRequired("C", schema),
      defineHumanResponse("D", schema),
    ];
    expect(roles.map((eventClass) => definitionOf(eventClass).role)).toStrictEqual([
      "start",
      "stop",
      "inputRequired",
      "humanResponse",
    ]);
    expect(
      [StartEvent, StopEvent, InputRequiredEvent, HumanResponseEvent].map(
        (eventClass) => definitionOf(eventClass).role,
      ),
    ).toStrictEqual(["start", "stop", "inputRequired", "humanResponse"]);
  });
});

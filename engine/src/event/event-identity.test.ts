// What the run loop does with events: write down, name, copy, rebuild.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EventNotSerializableError, EventUsageError } from "../errors/event-errors.ts";
import { defineEvent } from "./define-event.ts";
import {
  consumerCopy,
  eventMeta,
  isDispatched,
  payloadOf,
  rebuildEvent,
  nameEvent,
  unnamedEvent,
} from "./event-identity.ts";
import type { EventIdentity } from "./event-meta.ts";
import { type } from "./schema.ts";
import { StepFailedEvent } from "./system-events.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

class Note extends defineEvent("Note", type<{ text: string; list: readonly { n: number }[] }>()) {}
class Visit extends defineEvent("Visit", z.object({ when: z.date(), seen: z.map(z.string(), z.number()) })) {}

const identity: EventIdentity = { id: "e1", type: "Note", cause: { kind: "run" }, seq: 1, timeMs: 5 };

function named<Event extends WorkflowEvent>(event: Event, own: EventIdentity): Event {
  nameEvent(event, own);
  return event;
}

describe("payloads", () => {
  it("are worked out once, by reference inside, and freeze the event deeply", () => {
    const list = [{ n: 1 }];
    const note = new Note({ text: "hi", list });
    expect(Object.isFrozen(list)).toBe(false);
    const payload = payloadOf(note);
    expect(payload).toStrictEqual({ text: "hi", list: [{ n: 1 }] });
    expect(payloadOf(note)).toBe(payload);
    expect(payload["list"]).toBe(list);
    expect([list, list[0]].every(Object.isFrozen)).toBe(true);
  });

  it("refuse what cannot be recorded, with the event's name in the path", () => {
    class Bad extends defineEvent("Bad", type<{ run: () => void }>()) {}
    const bad = new Bad({ run: () => undefined });
    expect(() => payloadOf(bad)).toThrow(EventNotSerializableError);
    expect(() => payloadOf(bad)).toThrow(/^Bad\.run is the function run/);
  });

  it("hold the input event and the error of a failed step", () => {
    const error = new TypeError("broken");
    const failed = new StepFailedEvent({
      step: "load",
      inputEvent: new Note({ text: "x", list: [] }),
      error,
      attempts: 2,
      elapsedMs: 3,
      failedAt: 4,
    });
    const payload = payloadOf(failed);
    const classes = new Map([["Note", Note]]);
    const back = rebuildEvent(StepFailedEvent, JSON.parse(JSON.stringify(payload)), {
      classOfEvent: (name) => classes.get(name),
    });
    expect(back).toMatchObject({ inputEvent: { text: "x" }, error: { name: "TypeError", message: "broken" } });
    expect(Reflect.get(back, "inputEvent")).toBeInstanceOf(Note);
    expect(consumerCopy(failed)).toBe(failed);
    expect(failed.error).toBe(error);
  });
});

describe("identity", () => {
  it("is missing until the event is dispatched", () => {
    const note = new Note({ text: "", list: [] });
    expect(isDispatched(note)).toBe(false);
    expect(() => eventMeta(note)).toThrow(EventUsageError);
    expect(unnamedEvent(note)).toBe(note);
    nameEvent(note, identity);
    expect(eventMeta(note)).toEqual({ id: "e1", type: "Note", cause: { kind: "run" }, seq: 1, time: 5 });
  });

  it("stays as it was when the same instance is dispatched again: the second one is a twin", () => {
    const note = named(new Note({ text: "a", list: [] }), identity);
    const twin = named(unnamedEvent(note), { ...identity, id: "e2" });
    expect(twin).not.toBe(note);
    expect(twin).toBeInstanceOf(Note);
    expect([eventMeta(note).id, eventMeta(twin).id]).toStrictEqual(["e1", "e2"]);
    expect(Object.entries(twin)).toStrictEqual(Object.entries(note));
    expect(payloadOf(twin)).toBe(payloadOf(note));
  });
});

describe("consumers", () => {
  it("share an event of plain data", () => {
    const note = named(new Note({ text: "a", list: [] }), identity);
    expect(consumerCopy(note)).toBe(note);
  });

  it("get their own dates and maps, as they were when dispatched", () => {
    const when = new Date(1_000);
    const visit = named(new Visit({ when, seen: new Map([["a", 1]]) }), { ...identity, type: "Visit" });
    payloadOf(visit);
    when.setTime(0);
    const [first, second] = [consumerCopy(visit), consumerCopy(visit)];
    expect(first).not.toBe(second);
    expect(first).toBeInstanceOf(Visit);
    expect(Object.entries(first)).toStrictEqual([
      ["when", new Date(1_000)],
      ["seen", new Map([["a", 1]])],
    ]);
    expect(Reflect.get(first, "seen")).not.toBe(Reflect.get(second, "seen"));
    expect(eventMeta(first).id).toBe("e1");
  });
});

describe("rebuilding", () => {
  it("neither validates nor transforms again", () => {
    let transforms = 0;
    class Priced extends defineEvent(
      "Priced",
      z.object({
        price: z.string().transform((text) => {
          transforms += 1;
          return Number(text);
        }),
      }),
    ) {
      double(): number {
        return this.price * 2;
      }
    }
    const priced = new Priced({ price: "21" });
    const stored = JSON.parse(JSON.stringify(payloadOf(priced)));
    const back = rebuildEvent(Priced, stored, { identity });
    expect(transforms).toBe(1);
    expect(back).toBeInstanceOf(Priced);
    expect(back instanceof Priced && back.double()).toBe(42);
    expect(Object.isFrozen(back)).toBe(true);
    expect(eventMeta(back).id).toBe("e1");
  });
});

// What the compiler infers of a step's context.

import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineEvent } from "../event/define-event.ts";
import type { EventClass } from "../event/event-class.ts";
import { HumanResponseEvent, InputRequiredEvent, defineHumanResponse } from "../event/human-events.ts";
import type { StartEvent } from "../event/start-event.ts";
import type { StopEvent } from "../event/stop-event.ts";
import type { StepFailedEvent } from "../event/system-events.ts";
import { resource } from "./resource.ts";
import { Workflow } from "./workflow.ts";

class Joke extends defineEvent("Joke", z.object({ joke: z.string() })) {}
class Tick extends defineEvent("Tick") {}
class Approval extends defineHumanResponse("Approval", z.object({ isApproved: z.boolean() })) {}
const database = resource(async () => ({ query: (sql: string) => [sql] }));

describe("the context", () => {
  const flow = new Workflow<{ topic: string }, string>();

  it("gives tuples in the asked order, and instances of the class waited for", () => {
    flow.step({ accepts: Joke, emits: [] }, async (ev, ctx) => {
      const collected = ctx.collectEvents(ev, [Joke, Tick, Tick]);
      expectTypeOf(collected).toEqualTypeOf<[Joke, Tick, Tick] | undefined>();
      const approval = await ctx.waitForEvent(Approval, {
        waiterEvent: new InputRequiredEvent({ prefix: "?" }),
        timeoutMs: 5,
      });
      expectTypeOf(approval).toEqualTypeOf<Approval>();
      expectTypeOf((await ctx.waitForEvent(HumanResponseEvent)).response).toEqualTypeOf<string>();
      expectTypeOf(await ctx.once("key", async () => 5)).toEqualTypeOf<number>();
      expectTypeOf(await ctx.resource(database)).toExtend<{ query(sql: string): string[] }>();
      // @ts-expect-error no event class
      await ctx.waitForEvent(Date);
      // @ts-expect-error no event
      await ctx.sendEvent({ joke: "x" });
    });
  });

  it("runs children from their input to their output", () => {
    const child = new Workflow<{ n: number }, boolean, { deep: string }>();
    flow.step({ accepts: Joke, emits: [] }, async (_ev, ctx) => {
      expectTypeOf(await ctx.run(child, { n: 1 })).toEqualTypeOf<boolean>();
      // @ts-expect-error another input
      await ctx.run(child, { m: 1 });
    });
  });

  it("has a typed store", () => {
    const counting = new Workflow<{ topic: string }, string, { count: number; user: { names: string[] } }>();
    counting.step({ accepts: Joke, emits: [] }, async (_ev, { store }) => {
      expectTypeOf(await store.get("count")).toEqualTypeOf<number>();
      expectTypeOf(await store.get("count", "none")).toEqualTypeOf<number | string>();
      await store.set("user.names.0", "Anne");
      // @ts-expect-error a count is a number
      await store.set("count", "many");
      await store.edit((draft) => {
        draft.count += 1;
        draft.user.names.push("Mary");
      });
      expectTypeOf(await store.all()).toEqualTypeOf<Readonly<{ count: number; user: { names: string[] } }>>();
    });
  });
});

describe("event classes", () => {
  it("of every kind are event classes", () => {
    expectTypeOf<
      [typeof Joke, typeof StartEvent, typeof StopEvent, typeof Approval, typeof StepFailedEvent]
    >().toExtend<readonly EventClass[]>();
  });
});

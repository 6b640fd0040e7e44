// What the compiler must refuse, and what it must infer, of events.

import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineEvent } from "./define-event.ts";
import type { HumanResponseEvent } from "./human-events.ts";
import { type } from "./schema.ts";
import { StartEvent } from "./start-event.ts";
import { StopEvent } from "./stop-event.ts";

class Joke extends defineEvent("Joke", z.object({ joke: z.string() })) {}
class Twin extends defineEvent("Twin", type<{ joke: string }>()) {}
class Tick extends defineEvent("Tick") {}

describe("events", () => {
  it("take their own payload only", () => {
    new Joke({ joke: "x" });
    // @ts-expect-error a wrong type
    new Joke({ joke: 1 });
    // @ts-expect-error a missing field
    new Joke({});
    // @ts-expect-error no payload at all
    new Joke();
    // @ts-expect-error a misspelt field
    new Joke({ joke: "x", jok: "y" });
    new Tick();
    expectTypeOf(new Joke({ joke: "x" }).joke).toEqualTypeOf<string>();
    // @ts-expect-error fields are read-only
    new Joke({ joke: "x" }).joke = "y";
  });

  it("of one shape are two types", () => {
    // @ts-expect-error another event of the same shape
    const joke: Joke = new Twin({ joke: "x" });
    // @ts-expect-error the payload alone is no event
    const bare: Joke = { joke: "x" };
    expectTypeOf<[typeof joke, typeof bare]>().not.toBeAny();
  });

  it("that extend another are also that other, not the reverse", () => {
    class Loud extends defineEvent("Loud", z.object({ volume: z.number() }), { extends: Joke }) {}
    const loud = new Loud({ joke: "x", volume: 11 });
    expectTypeOf(loud).toExtend<Joke>();
    // @ts-expect-error the parent is not the child
    const child: Loud = new Joke({ joke: "x" });
    // @ts-expect-error the parent's field is missing
    new Loud({ volume: child.volume });
  });

  it("with free attributes know the ones they were given", () => {
    const start = new StartEvent({ topic: "pirates" });
    expectTypeOf(start.topic).toEqualTypeOf<string>();
    expectTypeOf(start.get("topic")).toEqualTypeOf<string>();
    expectTypeOf(start.get("mood", "calm")).toBeUnknown();
    expectTypeOf(new StopEvent({ result: 1 }).result).toEqualTypeOf<number>();
    expectTypeOf<HumanResponseEvent["response"]>().toEqualTypeOf<string>();
  });
});

// What the compiler must refuse, and what it must infer, in the three forms of a workflow.

import { describe, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { defineEvent } from "../event/define-event.ts";
import { InputRequiredEvent } from "../event/human-events.ts";
import { type } from "../event/schema.ts";
import { StartEvent, defineStartEvent } from "../event/start-event.ts";
import { StopEvent, defineStopEvent } from "../event/stop-event.ts";
import type { StepFailedEvent } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Context } from "./context.ts";
import { collect, joinOf } from "./join.ts";
import { resource } from "./resource.ts";
import type { RunHandler } from "./run-handler.ts";
import type { SavedContext } from "./run-options.ts";
import { catchError, step } from "./step-decorator.ts";
import { Workflow } from "./workflow.ts";

class Joke extends defineEvent("Joke", z.object({ joke: z.string() })) {}
class Twin extends defineEvent("Twin", type<{ joke: string }>()) {}
class Tick extends defineEvent("Tick") {}
class Ask extends defineStartEvent("Ask", z.object({ question: z.string() })) {}
class Answer extends defineStopEvent("Answer", z.object({ answer: z.string() })) {}
const database = resource(async () => ({ query: (sql: string) => [sql] }));

declare const saved: SavedContext;

describe("decorated methods", () => {
  class JokeFlow extends Workflow<{ topic: string }, string> {
    @step({ accepts: StartEvent, emits: Joke })
    async generateJoke(ev: StartEvent<{ topic: string }>, ctx: Context) {
      ctx.logger.info(ev.topic);
      return new Joke({ joke: `Why did ${ev.topic} …` });
    }

    @step({ accepts: Joke, emits: StopEvent })
    async critiqueJoke(ev: Joke) {
      return new StopEvent({ result: `${ev.joke}: hm.` });
    }

    @step({ accepts: [Joke, StartEvent], emits: [Joke, StopEvent, InputRequiredEvent] })
    many(ev: Joke | StartEvent<{ topic: string }>) {
      if ("joke" in ev) return [new Joke({ joke: "a" }), new StopEvent({ result: 1 })];
      return new InputRequiredEvent({ prefix: "?", extra: 1 });
    }

    @step({ accepts: Joke, emits: [] })
    nothing(_ev: WorkflowEvent) {}

    @step({ accepts: collect(Joke), emits: StopEvent })
    all(jokes: Joke[]) {
      return new StopEvent({ result: jokes.length });
    }

    @step({ accepts: joinOf(Joke, Tick), emits: StopEvent })
    both([joke, tick]: [Joke, Tick]) {
      return new StopEvent({ result: [joke, tick].length });
    }

    @step({ accepts: Tick, emits: [], resources: { database } })
    tick(_ev: Tick, ctx: Context<{ count: number }, { database: { query(sql: string): string[] } }>) {
      expectTypeOf(ctx.resources.database.query("x")).toEqualTypeOf<string[]>();
      expectTypeOf(ctx.store.get("count")).resolves.toEqualTypeOf<number>();
    }

    @catchError({ steps: ["generateJoke"] })
    recover(failed: StepFailedEvent) {
      return new StopEvent({ result: failed.error.message });
    }
  }

  it("are held against accepts and emits", () => {
    class Wrong extends Workflow<{ topic: string }, string> {
      // @ts-expect-error returns an event that is not in emits
      @step({ accepts: Joke, emits: StopEvent })
      async otherEvent(ev: Joke) {
        return new Twin({ joke: ev.joke });
      }

      // @ts-expect-error one of the returned events is not in emits
      @step({ accepts: Joke, emits: StopEvent })
      someOther(ev: Joke) {
        return ev.joke === "" ? new StopEvent({ result: "" }) : [new Twin({ joke: "" })];
      }

      // @ts-expect-error returns something that is no event
      @step({ accepts: Joke, emits: StopEvent })
      noEvent(_ev: Joke) {
        return "text";
      }

      // @ts-expect-error emits nothing, yet returns an event
      @step({ accepts: Joke, emits: [] })
      emptyEmits(ev: Joke) {
        return ev;
      }

      // @ts-expect-error the parameter is another event
      @step({ accepts: Joke, emits: [] })
      otherParameter(_ev: Twin) {}

      // @ts-expect-error the parameter is not the start event
      @step({ accepts: StartEvent, emits: [] })
      notStart(_ev: Joke) {}

      // @ts-expect-error the parameter covers one of two accepted events
      @step({ accepts: [Joke, Tick], emits: [] })
      halfCovered(_ev: Tick) {}

      // @ts-expect-error a join's parameter is a list
      @step({ accepts: collect(Joke), emits: [] })
      noList(_ev: Joke) {}

      // @ts-expect-error the tuple is in another order
      @step({ accepts: joinOf(Joke, Tick), emits: [] })
      otherOrder(_events: [Tick, Joke]) {}

      // @ts-expect-error the resource is not declared
      @step({ accepts: Joke, emits: [] })
      undeclaredResource(_ev: Joke, _ctx: Context<object, { database: object }>) {}

      // @ts-expect-error a handler receives a StepFailedEvent
      @catchError({})
      wrongHandler(_ev: Joke) {}
    }
    expectTypeOf(new Wrong()).not.toBeAny();
  });

  it("run from their input to their output", () => {
    const flow = new JokeFlow({ timeoutMs: 60_000, verbose: false });
    expectTypeOf(flow.run({ topic: "pirates" })).resolves.toEqualTypeOf<string>();
    flow.run(new StartEvent({ topic: "pirates" }));
    flow.run(undefined, { context: saved });
    // @ts-expect-error a missing input
    flow.run();
    // @ts-expect-error a missing attribute
    flow.run({});
    // @ts-expect-error a misspelt attribute
    flow.run({ topci: "pirates" });
    // @ts-expect-error one attribute too many
    flow.run({ topic: "pirates", toppic: "x" });
    // @ts-expect-error an attribute of another type
    flow.run({ topic: 1 });
    // @ts-expect-error nothing to go on from
    flow.run(undefined, {});
    // @ts-expect-error a misspelt option
    flow.run({ topic: "x" }, { tag: ["a"] });
    expectTypeOf<Awaited<ReturnType<JokeFlow["run"]>>>().toEqualTypeOf<string>();
    expectTypeOf(flow.run({ topic: "" })).toExtend<RunHandler<string>>();
  });
});

describe("free functions", () => {
  const flow = new Workflow<{ topic: string }, string, { count: number }>({ name: "joke-flow" });

  it("infer their event and context, and give the function back", () => {
    const generate = flow.step(
      { accepts: StartEvent, emits: Joke, resources: { database } },
      async function generateJoke(ev, ctx) {
        expectTypeOf(ev.topic).toEqualTypeOf<string>();
        expectTypeOf(ctx.resources.database.query("x")).toEqualTypeOf<string[]>();
        expectTypeOf(ctx.store.get("count")).resolves.toEqualTypeOf<number>();
        return new Joke({ joke: ev.topic });
      },
    );
    expectTypeOf(generate).returns.resolves.toEqualTypeOf<Joke>();
    flow.step({ accepts: [Joke, Twin], emits: [StopEvent, Tick] }, (ev) => {
      expectTypeOf(ev).toEqualTypeOf<Joke | Twin>();
      return [new Tick(), new StopEvent({ result: ev.joke })];
    });
    flow.step({ accepts: collect([Joke, Tick]), emits: [] }, (all) => {
      expectTypeOf(all).toEqualTypeOf<(Joke | Tick)[]>();
    });
    flow.step({ accepts: joinOf(Joke, Tick), emits: [] }, ([joke, tick]) => {
      expectTypeOf(joke).toEqualTypeOf<Joke>();
      expectTypeOf(tick).toEqualTypeOf<Tick>();
    });
    flow.catchError({ steps: ["generateJoke"], emits: StopEvent }, (failed) => {
      expectTypeOf(failed.attempts).toEqualTypeOf<number>();
      return new StopEvent({ result: failed.step });
    });
    flow.catchError({}, () => new Tick());
  });

  it("are held against accepts, emits and the workflow's types", () => {
    // @ts-expect-error returns an event that is not in emits
    flow.step({ accepts: Joke, emits: StopEvent }, (ev) => new Twin({ joke: ev.joke }));
    // @ts-expect-error the parameter is another event
    flow.step({ accepts: Joke, emits: [] }, (_ev: Twin) => undefined);
    // @ts-expect-error the start event has other attributes
    flow.step({ accepts: StartEvent, emits: [] }, (_ev: StartEvent<{ other: string }>) => undefined);
    // @ts-expect-error the result is of another type
    flow.step({ accepts: Joke, emits: StopEvent }, async () => new StopEvent({ result: 1 }));
    // @ts-expect-error a handler's events are held against its emits
    flow.catchError({ emits: StopEvent }, () => new Tick());
    // @ts-expect-error an option that does not exist
    flow.step({ accepts: Joke, emits: [], worker: 2 }, () => undefined);
    // @ts-expect-error no event class
    flow.step({ accepts: Date, emits: [] }, () => undefined);
  });

  it("of a typed start and stop event", () => {
    const asking = new Workflow<{ question: string }, Answer>();
    asking.step({ accepts: Ask, emits: Answer }, (ev) => {
      expectTypeOf(ev).toEqualTypeOf<Ask>();
      return new Answer({ answer: ev.question });
    });
    expectTypeOf(asking.run({ question: "?" })).resolves.toEqualTypeOf<Answer>();
    asking.run(new Ask({ question: "?" }));
    // @ts-expect-error another event
    asking.run(new Joke({ joke: "x" }));
  });

  it("of a workflow without types", () => {
    const loose = new Workflow();
    loose.step({ accepts: StartEvent, emits: StopEvent }, (ev) => new StopEvent({ result: ev.get("anything") }));
    loose.run();
    loose.run({ anything: 1 });
    const optional = new Workflow<{ topic?: string }, void>();
    optional.run();
    optional.run({ topic: "x" });
  });
});

describe("fields", () => {
  class Flow extends Workflow<{ topic: string }, string> {
    ask(content: string): string {
      return content;
    }

    generateJoke = this.step(
      { accepts: StartEvent, emits: Joke },
      async (ev) => new Joke({ joke: this.ask(ev.topic) }),
    );

    critiqueJoke = this.step({ accepts: Joke, emits: StopEvent }, (ev) => new StopEvent({ result: this.ask(ev.joke) }));

    recover = this.catchError({}, (failed) => new StopEvent({ result: failed.error.message }));
  }

  it("infer and are held like functions", () => {
    expectTypeOf(new Flow().run({ topic: "x" })).resolves.toEqualTypeOf<string>();
    expectTypeOf<Flow["critiqueJoke"]>().parameter(0).toEqualTypeOf<Joke>();
    class Wrong extends Workflow<{ topic: string }, string> {
      // @ts-expect-error returns an event that is not in emits
      other = this.step({ accepts: Joke, emits: StopEvent }, (ev) => new Twin({ joke: ev.joke }));
      // @ts-expect-error the parameter is another event
      parameter = this.step({ accepts: Joke, emits: [] }, (_ev: Twin) => undefined);
      // @ts-expect-error a wrong payload
      payload = this.step({ accepts: Joke, emits: Joke }, () => new Joke({ joke: 1 }));
    }
    expectTypeOf(new Wrong()).not.toBeAny();
  });
});

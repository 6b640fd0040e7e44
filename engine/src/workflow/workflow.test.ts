// From what users declare to the definition that runs: names, order, overriding, freezing.

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EngineMissingError, WorkflowFrozenError } from "../errors/workflow-errors.ts";
import { OptionError } from "../errors/option-error.ts";
import { defineEvent } from "../event/define-event.ts";
import { StartEvent } from "../event/start-event.ts";
import { StopEvent, defineStopEvent } from "../event/stop-event.ts";
import { collect, joinOf } from "./join.ts";
import { resource } from "./resource.ts";
import { retryPolicy } from "./retry-policy.ts";
import { afterAttempt } from "./retry-stop.ts";
import { step } from "./step-decorator.ts";
import type { StepContext } from "./step-context.ts";
import { Workflow } from "./workflow.ts";

class Joke extends defineEvent("Joke", z.object({ joke: z.string() }), { sensitive: ["joke"] }) {}

/** Definitions hand the context through without looking at it. */
const noContext: StepContext = Object.create(null);

/** Decorates as experimental decorators do. */
function decorate(
  target: object,
  key: string,
  decorator: (target: object, key: string, descriptor: PropertyDescriptor) => void,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (descriptor === undefined) throw new Error(`no method ${key}`);
  decorator(target, key, descriptor);
}

function greeter(): Workflow<{ name: string }, string> {
  const flow = new Workflow<{ name: string }, string>({ name: "greet", version: "2" });
  flow.step({ accepts: StartEvent, emits: Joke, workers: 2, timeoutMs: 50 }, function tell(ev) {
    return new Joke({ joke: ev.name });
  });
  flow.step(
    { accepts: Joke, emits: StopEvent, name: "judge", retry: retryPolicy({ stop: afterAttempt(7) }) },
    (ev) => new StopEvent({ result: ev.joke }),
  );
  return flow;
}

describe("definition", () => {
  it("holds the graph as data, the classes and the code", () => {
    const { graph, steps, eventClasses, startClass, stopClass, isStopTyped } = greeter().definition();
    expect(graph).toMatchObject({
      formatVersion: 1,
      name: "greet",
      version: "2",
      startEvent: "StartEvent",
      stopEvent: "StopEvent",
    });
    expect(graph.steps).toStrictEqual([
      {
        name: "tell",
        input: { kind: "event" },
        accepts: ["StartEvent"],
        acceptSubclasses: false,
        emits: ["Joke"],
        workers: 2,
        timeoutMs: 50,
      },
      {
        name: "judge",
        input: { kind: "event" },
        accepts: ["Joke"],
        acceptSubclasses: false,
        emits: ["StopEvent"],
        workers: 4,
        maxAttempts: 7,
      },
    ]);
    expect(graph.events.find(({ type }) => type === "Joke")).toMatchObject({
      role: "plain",
      sensitive: ["joke"],
      schema: { type: "object", required: ["joke"] },
    });
    expect([...steps.keys()]).toStrictEqual(["tell", "judge"]);
    expect([...eventClasses.keys()]).toStrictEqual(["StartEvent", "Joke", "StopEvent"]);
    expect([eventClasses.get("Joke"), startClass, stopClass, isStopTyped]).toStrictEqual([
      Joke,
      StartEvent,
      StopEvent,
      false,
    ]);
    expect(steps.get("tell")?.fn(new StartEvent({ name: "Anne" }), noContext)).toMatchObject({ joke: "Anne" });
  });

  it("is plain data that survives JSON, and its hash depends on nothing else", () => {
    const { graph, definitionHash } = greeter().definition();
    expect(JSON.parse(JSON.stringify(graph))).toStrictEqual(graph);
    expect(definitionHash).toMatch(/^[0-9a-f]{64}$/);
    expect(greeter().definition().definitionHash).toBe(definitionHash);
    const changed = greeter();
    changed.step({ accepts: Joke, emits: [], name: "more" }, () => undefined);
    expect(changed.definition().definitionHash).not.toBe(definitionHash);
  });

  it("knows joins, resources, typed stops and the class that users extend", () => {
    class Done extends defineStopEvent("Done", z.object({ n: z.number() })) {}
    const clock = resource(() => 1);
    const flow = new Workflow();
    const Base = defineEvent("Named");
    class Named extends Base {}
    flow.step({ name: "a", accepts: StartEvent, emits: [Base, Joke] }, () => undefined);
    flow.step(
      { name: "b", accepts: collect([Named, Joke], { take: 2 }), emits: Done, resources: { clock } },
      () => undefined,
    );
    flow.step({ name: "c", accepts: joinOf(Named, Joke), emits: [] }, () => undefined);
    const { graph, eventClasses, stopClass, isStopTyped } = flow.definition();
    expect(graph.steps.map(({ input }) => input)).toStrictEqual([
      { kind: "event" },
      { kind: "collect", take: 2 },
      { kind: "joinOf" },
    ]);
    expect(graph.steps[1]).toMatchObject({ accepts: ["Named", "Joke"], resources: ["clock"] });
    expect([eventClasses.get("Named"), stopClass, isStopTyped]).toStrictEqual([Named, Done, true]);
    expect(flow.validate()).toStrictEqual([]);
  });

  it("has the steps that a subclass puts into the same fields, in their ancestors' places", async () => {
    class Parent extends Workflow<object, string> {
      first = this.step({ accepts: StartEvent, emits: Joke }, () => new Joke({ joke: "parent" }));
      last = this.step({ accepts: Joke, emits: StopEvent }, (ev) => new StopEvent({ result: ev.joke }));
    }
    class Child extends Parent {
      override first = this.step({ accepts: StartEvent, emits: Joke, workers: 1 }, () => new Joke({ joke: "child" }));
    }
    const flow = new Child();
    expect(flow.validate()).toStrictEqual([]);
    const { graph, steps } = flow.definition();
    expect(graph.steps.map(({ name, workers }) => `${name} ${workers}`)).toStrictEqual(["first 1", "last 4"]);
    expect(await steps.get("first")?.fn(undefined, noContext)).toMatchObject({ joke: "child" });
  });

  it("is made once; steps that come later are refused", () => {
    const flow = greeter();
    expect(flow.definition()).toBe(flow.definition());
    expect(() => flow.step({ accepts: Joke, emits: [] }, () => undefined)).toThrow(WorkflowFrozenError);
  });
});

describe("names", () => {
  it("come from the option, the public field, or the function", () => {
    class Fields extends Workflow<{ topic: string }, string> {
      prefix = "!";
      generate = this.step({ accepts: StartEvent, emits: Joke }, (ev) => new Joke({ joke: ev.topic + this.prefix }));
      named = this.step({ accepts: Joke, emits: StopEvent, name: "judge" }, () => new StopEvent({ result: "" }));
      #hidden = this.step({ accepts: Joke, emits: [], name: "hidden" }, () => undefined);
      constructor() {
        super();
        this.step({ accepts: Joke, emits: [] }, function late() {});
        this.step({ accepts: Joke, emits: [], name: "last" }, this.#hidden);
      }
    }
    const flow = new Fields();
    const { graph, steps } = flow.definition();
    expect(graph.name).toBe("Fields");
    expect([...steps.keys()]).toStrictEqual(["generate", "judge", "hidden", "late", "last"]);
    expect(steps.get("generate")?.fn(new StartEvent({ topic: "sea" }), noContext)).toMatchObject({ joke: "sea!" });
    expect(flow.generate(new StartEvent({ topic: "sky" }), Object.create(null)).joke).toBe("sky!");
  });
});

describe("decorated methods (experimental dialect, applied by hand)", () => {
  class Parent extends Workflow<{ topic: string }, string> {
    greeting = "Ahoy";
    first(ev: StartEvent<{ topic: string }>) {
      return new Joke({ joke: `${this.greeting} ${ev.topic}` });
    }
    second(_ev: Joke): StopEvent | Joke {
      return new StopEvent({ result: "parent" });
    }
    third(_ev: Joke) {}
  }
  decorate(Parent.prototype, "first", step({ accepts: StartEvent, emits: Joke }));
  decorate(Parent.prototype, "second", step({ accepts: Joke, emits: StopEvent }));
  decorate(Parent.prototype, "third", step({ accepts: Joke, emits: [] }));

  class Child extends Parent {
    override second(_ev: Joke) {
      return new Joke({ joke: "child" });
    }
    override third(_ev: Joke) {
      throw new Error("overridden without decorating");
    }
    fourth(_ev: Joke) {}
  }
  decorate(Child.prototype, "fourth", step({ accepts: Joke, emits: [] }));
  decorate(Child.prototype, "second", step({ accepts: Joke, emits: [StopEvent, Joke], workers: 1 }));

  it("are steps in declaration order, called on their instance", () => {
    const { steps } = new Parent().definition();
    expect([...steps.keys()]).toStrictEqual(["first", "second", "third"]);
    expect(steps.get("first")?.fn(new StartEvent({ topic: "sea" }), noContext)).toMatchObject({ joke: "Ahoy sea" });
  });

  it("replace the parent's in place when a subclass redefines them", () => {
    const { steps } = new Child().definition();
    expect([...steps.keys()]).toStrictEqual(["first", "second", "third", "fourth"]);
    expect(steps.get("second")).toMatchObject({ node: { workers: 1, emits: ["StopEvent", "Joke"] } });
    expect(steps.get("second")?.fn(new Joke({ joke: "" }), noContext)).toMatchObject({ joke: "child" });
    expect(new Parent().definition().steps.get("second")).toMatchObject({ node: { workers: 4 } });
  });

  it("stay steps when a subclass overrides them without a decorator, and run the override", () => {
    const third = new Child().definition().steps.get("third");
    expect(() => third?.fn(new Joke({ joke: "" }), noContext)).toThrow("overridden without decorating");
  });
});

describe("bad use", () => {
  it.each<{ what: string; make: () => unknown; message: RegExp }>([
    {
      what: "workers: 0",
      make: () => new Workflow().step({ accepts: Joke, emits: [], workers: 0 }, () => undefined),
      message: /workers must be a whole number from 1, not 0/,
    },
    {
      what: "a retry that is no policy",
      make: () => Reflect.apply(step, undefined, [{ accepts: StartEvent, emits: StopEvent, retry: {} }]),
      message: /retry must be made with retryPolicy/,
    },
    {
      what: "skipGraphChecks of a check that is none",
      make: () => Reflect.construct(Workflow, [{ skipGraphChecks: ["EVERYTHING"] }]),
      message: /skipGraphChecks must be true, or a list of EVENT_NEVER_PRODUCED/,
    },
    { what: "timeoutMs: -1", make: () => new Workflow({ timeoutMs: -1 }), message: /timeoutMs must be/ },
    {
      what: "maxConcurrentRuns: 0.5",
      make: () => new Workflow({ maxConcurrentRuns: 0.5 }),
      message: /maxConcurrentRuns must be/,
    },
    {
      what: "an empty accepts",
      make: () => new Workflow().step({ accepts: [], emits: [] }, () => undefined),
      message: /accepts must be an event class/,
    },
    {
      what: "accepts that is no event class",
      make: () => Reflect.apply(step, undefined, [{ accepts: Date, emits: [] }]),
      message: /accepts must be event classes made with defineEvent.*not the function Date/,
    },
    {
      what: "missing emits",
      make: () => Reflect.apply(step, undefined, [{ accepts: Joke }]),
      message: /emits must be event classes/,
    },
    {
      what: "a function that is none",
      make: () =>
        Reflect.apply(Reflect.get(Workflow.prototype, "step"), new Workflow(), [{ accepts: Joke, emits: [] }]),
      message: /must be a function/,
    },
    {
      what: "maxRecoveries: 0",
      make: () => new Workflow().catchError({ maxRecoveries: 0 }, () => undefined),
      message: /maxRecoveries must be/,
    },
    {
      what: "@step on a static method",
      make: () =>
        decorate(
          Object.assign(() => undefined, { run: () => undefined }),
          "run",
          step({ accepts: Joke, emits: [] }),
        ),
      message: /not a static one/,
    },
    { what: "collect of nothing", make: () => collect([]), message: /at least one event class/ },
    { what: "collect with take: 0", make: () => collect(Joke, { take: 0 }), message: /take must be/ },
    { what: "joinOf of one", make: () => joinOf(Joke), message: /two event classes or more/ },
    {
      what: "a resource that is none",
      make: () => Reflect.apply(step, undefined, [{ accepts: Joke, emits: [], resources: { db: 5 } }]),
      message: /resources\.db must be made with resource/,
    },
  ])("$what is refused where it is written", ({ make, message }) => {
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
  });

  it("running without an engine says what to import", () => {
    expect(() => greeter().run({ name: "x" })).toThrow(EngineMissingError);
  });
});

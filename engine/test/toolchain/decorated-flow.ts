// A decorated workflow in the one text that every toolchain and both dialects of decorators must carry.

import { StartEvent, StopEvent, Workflow, catchError, defineEvent, drawAllPossibleFlows, step, type } from "stepscope";
import type { Context, StepFailedEvent } from "stepscope";

class Joke extends defineEvent("Joke", type<{ joke: string }>()) {}

function traced<Method extends (...parameters: never[]) => unknown>(method: Method): Method;
function traced(target: object, key: string, descriptor: PropertyDescriptor): void;
function traced(first: unknown, _second?: unknown, descriptor?: PropertyDescriptor): unknown {
  const method: unknown = descriptor === undefined ? first : descriptor.value;
  if (typeof method !== "function") throw new Error("not a method");
  const wrapped = function (this: unknown, ...parameters: unknown[]): unknown {
    return Reflect.apply(method, this, parameters);
  };
  if (descriptor === undefined) return wrapped;
  descriptor.value = wrapped;
  return undefined;
}

class JokeFlow extends Workflow<{ topic: string }, string> {
  readonly #mood = "cheerful";
  punctuation = "!";

  @step({ accepts: StartEvent, emits: Joke, workers: 2 })
  async generate(ev: StartEvent<{ topic: string }>, ctx: Context) {
    return new Joke({ joke: `${ctx.stepName}: a ${this.#mood} joke about ${ev.topic}` });
  }

  @step({ accepts: Joke, emits: StopEvent })
  judge(_ev: Joke): StopEvent {
    return new StopEvent({ result: "the parent's judgement" });
  }

  @traced
  @step({ accepts: Joke, emits: [] })
  log(_ev: Joke) {}

  @catchError({ steps: ["generate"] })
  recover(failed: StepFailedEvent) {
    return new StopEvent({ result: failed.error.message });
  }
}

class StrictFlow extends JokeFlow {
  @step({ accepts: Joke, emits: StopEvent, workers: 1 })
  override judge(ev: Joke) {
    return new StopEvent({ result: `${ev.joke}${this.punctuation}` });
  }

  @step({ accepts: Joke, emits: [] })
  file(_ev: Joke) {}
}

const flow = new StrictFlow({ name: "strict" });
const { graph } = flow.definition();
const { nodes } = await drawAllPossibleFlows(StrictFlow, { format: "json" });
const result = await flow.run({ topic: "pirates" });
console.log(
  JSON.stringify({
    steps: graph.steps.map(({ name, workers }) => `${name} ${workers}`),
    drawn: nodes.filter(({ kind }) => kind === "step").map(({ label }) => label),
    problems: flow.validate(),
    result,
  }),
);

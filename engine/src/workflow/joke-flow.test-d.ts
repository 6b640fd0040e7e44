import { defineEvent } from "../event/define-event.ts";
import { type } from "../event/schema.ts";
import { StartEvent } from "../event/start-event.ts";
import { StopEvent } from "../event/stop-event.ts";
import type { Context } from "./context.ts";
import { step } from "./step-decorator.ts";
import { Workflow } from "./workflow.ts";
import { z } from "zod";

class JokeEvent extends defineEvent("JokeEvent", z.object({ joke: z.string() })) {}
class OtherEvent extends defineEvent("OtherEvent", type<{ joke: string }>()) {}

export class JokeFlow extends Workflow<{ topic: string }, string> {
  async ask(content: string) {
    return content;
  }

  @step({ accepts: StartEvent, emits: JokeEvent })
  async generateJoke(ev: StartEvent<{ topic: string }>, ctx: Context) {
    ctx.logger.debug(ctx.runId);
    return new JokeEvent({ joke: await this.ask(`Write your best joke about ${ev.topic}.`) });
  }

  @step({ accepts: JokeEvent, emits: StopEvent })
  async critiqueJoke(ev: JokeEvent) {
    return new StopEvent({ result: await this.ask(ev.joke) });
  }
  // @ts-expect-error returns an event that emits does not name
  @step({ accepts: JokeEvent, emits: StopEvent })
  async wrongReturn(ev: JokeEvent) {
    return new OtherEvent(ev);
  }
  // @ts-expect-error parameter not covered by accepts
  @step({ accepts: JokeEvent, emits: StopEvent })
  async wrongParameter(_ev: OtherEvent) {}
  // @ts-expect-error parameter not covered by accepts
  @step({ accepts: StartEvent, emits: StopEvent })
  async wrongParameter2(_ev: JokeEvent) {}
}
const flow = new JokeFlow({ timeoutMs: 5 });
const result: string = await flow.run({ topic: "pirates" });
// @ts-expect-error misspelt
flow.run({ topci: "x" });
// @ts-expect-error missing
flow.run({});
// @ts-expect-error missing
flow.run();
// @ts-expect-error wrong result
const bad: number = await flow.run({ topic: "" });
export const all = [result, bad];

const free = new Workflow<{ topic: string }, string>({ name: "joke-flow", timeoutMs: 60_000 });
free.step({ accepts: StartEvent, emits: JokeEvent }, async function generateJoke(ev, ctx) {
  ctx.logger.debug(ctx.runId);
  return new JokeEvent({ joke: ev.topic });
});
free.step({ accepts: JokeEvent, emits: StopEvent }, async (ev) => new StopEvent({ result: ev.joke }));
// @ts-expect-error number result
free.step({ accepts: JokeEvent, emits: StopEvent }, async () => new StopEvent({ result: 1 }));
// @ts-expect-error undeclared
free.step({ accepts: JokeEvent, emits: StopEvent }, async (ev) => new OtherEvent(ev));
free.step({ accepts: [JokeEvent, StartEvent], emits: [StopEvent, JokeEvent] }, async (ev, ctx) => {
  const got = ctx.collectEvents(ev, [JokeEvent, OtherEvent, OtherEvent]);
  if (got === undefined) return;
  const [a, b]: [JokeEvent, OtherEvent, OtherEvent] = got;
  // @ts-expect-error brand
  const c: OtherEvent = a;
  if (b.joke === "") return [new JokeEvent({ joke: c.joke })];
  return new StopEvent({ result: (await ctx.waitForEvent(JokeEvent)).joke });
});
class Field extends Workflow<{ topic: string }, string> {
  ask(x: string) {
    return x;
  }
  generateJoke = this.step(
    { accepts: StartEvent, emits: JokeEvent },
    async (ev) => new JokeEvent({ joke: this.ask(ev.topic) }),
  );
  stop = this.step(
    { accepts: JokeEvent, emits: StopEvent },
    async (ev) => new StopEvent({ result: this.ask(ev.joke) }),
  );
}
new Field();

// "Nested workflows": a step runs another workflow and uses its result; the child can be exchanged.

import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import { z } from "zod";

export class Step2Event extends defineEvent("Step2Event", z.object({ query: z.string() })) {}

/** Leaves the query as it is. */
export class DefaultReflection extends Workflow<{ query: string }, string> {
  subStart = this.step({ accepts: StartEvent, emits: StopEvent }, async (ev) => new StopEvent({ result: ev.query }));
}

/** Improves it. */
export class ReflectionFlow extends Workflow<{ query: string }, string> {
  subStart = this.step({ accepts: StartEvent, emits: StopEvent }, async () => {
    return new StopEvent({ result: "Improved query" });
  });
}

export class MainWorkflow extends Workflow<{ query: string }, string> {
  readonly #reflection: Workflow<{ query: string }, string>;

  constructor(reflection: Workflow<{ query: string }, string> = new DefaultReflection()) {
    super();
    this.#reflection = reflection;
  }

  start = this.step({ accepts: StartEvent, emits: Step2Event }, async (ev, ctx) => {
    return new Step2Event({ query: await ctx.run(this.#reflection, { query: ev.query }) });
  });

  stepTwo = this.step({ accepts: Step2Event, emits: StopEvent }, async (ev) => new StopEvent({ result: ev.query }));
}

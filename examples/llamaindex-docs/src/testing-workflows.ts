// "Testing workflows": the workflow that its tests look at from all sides.

import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import { z } from "zod";

export class Progress extends defineEvent("Progress", z.object({ message: z.string() })) {}
export class Done extends defineEvent("Done", z.object({ value: z.string() })) {}

/** What it leaves in its state. */
export interface ExampleState extends Record<string, unknown> {
  seen: string;
}

export class ExampleWorkflow extends Workflow<{ topic: string }, string, ExampleState> {
  start = this.step({ accepts: StartEvent, emits: Done }, async (ev, ctx) => {
    ctx.writeEventToStream(new Progress({ message: "started" }));
    await ctx.store.set("seen", ev.topic);
    return new Done({ value: ev.topic.toUpperCase() });
  });

  finish = this.step({ accepts: Done, emits: StopEvent }, async (ev) => new StopEvent({ result: ev.value }));
}

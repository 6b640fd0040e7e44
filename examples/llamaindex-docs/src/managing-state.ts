// "Managing state": values that the steps of a run share, changed together, and carried into a later run.

import { StartEvent, StopEvent, Workflow, collect, defineEvent } from "stepscope";
import { z } from "zod";

/** The shape of the state. */
export interface CounterState extends Record<string, unknown> {
  count: number;
}

/** Reads, adds, writes. */
export class Counter extends Workflow<Record<never, never>, number, CounterState> {
  myStep = this.step({ accepts: StartEvent, emits: StopEvent }, async (_ev, ctx) => {
    const count = (await ctx.store.get("count", 0)) + 1;
    await ctx.store.set("count", count);
    return new StopEvent({ result: count });
  });
}

export class Add extends defineEvent("Add", z.object({ position: z.number() })) {}
export class Added extends defineEvent("Added", z.object({ position: z.number() })) {}

/** Many steps at once change one value: `edit` takes them one after the other. */
export class ManyAtOnce extends Workflow<{ times: number }, number, CounterState> {
  fanOut = this.step({ accepts: StartEvent, emits: Add }, async (ev, ctx) => {
    await ctx.store.set("count", 0);
    return Array.from({ length: ev.times }, (_, position) => new Add({ position }));
  });

  add = this.step({ accepts: Add, emits: Added, workers: 16 }, async (ev, ctx) => {
    await ctx.store.edit(async (state) => {
      const before = state.count;
      await Promise.resolve();
      state.count = before + 1;
    });
    return new Added({ position: ev.position });
  });

  finish = this.step({ accepts: collect(Added), emits: StopEvent }, async (_events, ctx) => {
    return new StopEvent({ result: await ctx.store.get("count", -1) });
  });
}

// "Branches and loops": a loop, a choice between two branches, and routing by a parent class.

import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import { z } from "zod";

/** A whole number from `least` to `most`, both included. */
export type RandomInteger = (least: number, most: number) => number;

export const randomInteger: RandomInteger = (least, most) => least + Math.floor(Math.random() * (most - least + 1));

export class LoopEvent extends defineEvent("LoopEvent", z.object({ numLoops: z.number() })) {}

export class LoopingWorkflow extends Workflow<Record<never, never>, string> {
  readonly #random: RandomInteger;

  constructor(random: RandomInteger = randomInteger) {
    super();
    this.#random = random;
  }

  prepareInput = this.step({ accepts: StartEvent, emits: LoopEvent }, async () => {
    return new LoopEvent({ numLoops: this.#random(0, 10) });
  });

  loopStep = this.step({ accepts: LoopEvent, emits: [LoopEvent, StopEvent] }, async (ev) => {
    if (ev.numLoops <= 0) return new StopEvent({ result: "Done looping!" });
    return new LoopEvent({ numLoops: ev.numLoops - 1 });
  });
}

const payload = z.object({ payload: z.string() });

export class BranchA1Event extends defineEvent("BranchA1Event", payload) {}
export class BranchA2Event extends defineEvent("BranchA2Event", payload) {}
export class BranchB1Event extends defineEvent("BranchB1Event", payload) {}
export class BranchB2Event extends defineEvent("BranchB2Event", payload) {}

export class BranchWorkflow extends Workflow<Record<never, never>, string> {
  readonly #random: RandomInteger;

  constructor(random: RandomInteger = randomInteger) {
    super();
    this.#random = random;
  }

  start = this.step({ accepts: StartEvent, emits: [BranchA1Event, BranchB1Event] }, async () => {
    if (this.#random(0, 1) === 0) return new BranchA1Event({ payload: "Branch A" });
    return new BranchB1Event({ payload: "Branch B" });
  });

  stepA1 = this.step({ accepts: BranchA1Event, emits: BranchA2Event }, async (ev) => {
    return new BranchA2Event({ payload: ev.payload });
  });

  stepB1 = this.step({ accepts: BranchB1Event, emits: BranchB2Event }, async (ev) => {
    return new BranchB2Event({ payload: ev.payload });
  });

  stepA2 = this.step({ accepts: BranchA2Event, emits: StopEvent }, async (ev) => {
    return new StopEvent({ result: `${ev.payload} complete.` });
  });

  stepB2 = this.step({ accepts: BranchB2Event, emits: StopEvent }, async (ev) => {
    return new StopEvent({ result: `${ev.payload} complete.` });
  });
}

export class ToolEvent extends defineEvent("ToolEvent", z.object({ toolName: z.string() })) {}

export class SearchEvent extends defineEvent("SearchEvent", z.object({ query: z.string() }), { extends: ToolEvent }) {}

export class ToolWorkflow extends Workflow<{ query: string }, string> {
  start = this.step({ accepts: StartEvent, emits: SearchEvent }, async (ev) => {
    return new SearchEvent({ toolName: "search", query: ev.query });
  });

  handleTool = this.step({ accepts: ToolEvent, emits: StopEvent, acceptSubclasses: true }, async (ev) => {
    return new StopEvent({ result: ev.toolName });
  });
}

// "Concurrent execution", the dynamic API: events sent before a step returns, and gathered by hand; limits across runs.

import { StartEvent, StopEvent, Workflow, defineEvent, type WorkflowOptions } from "stepscope";
import { z } from "zod";
import { StepACompleteEvent, StepBCompleteEvent, StepCCompleteEvent, type Work } from "./concurrent-execution.ts";

export class StepTwoEvent extends defineEvent("StepTwoEvent", z.object({ query: z.string() })) {}
export class StepThreeEvent extends defineEvent("StepThreeEvent", z.object({ result: z.string() })) {}

const QUERIES = ["Query 1", "Query 2", "Query 3"];

/** The first query to come back ends the run. */
export class ParallelFlow extends Workflow<Record<never, never>, string> {
  readonly #work: Work;

  constructor(work: Work) {
    super();
    this.#work = work;
  }

  start = this.step({ accepts: StartEvent, emits: StepTwoEvent }, async (_ev, ctx) => {
    for (const query of QUERIES) void ctx.sendEvent(new StepTwoEvent({ query }));
  });

  stepTwo = this.step({ accepts: StepTwoEvent, emits: StopEvent, workers: 4 }, async (ev) => {
    await this.#work(QUERIES.indexOf(ev.query));
    return new StopEvent({ result: ev.query });
  });
}

/** Waits for all three. */
export class GatheringFlow extends Workflow<Record<never, never>, string[]> {
  readonly #work: Work;

  constructor(work: Work, options: WorkflowOptions = {}) {
    super(options);
    this.#work = work;
  }

  start = this.step({ accepts: StartEvent, emits: StepTwoEvent }, async (_ev, ctx) => {
    for (const query of QUERIES) void ctx.sendEvent(new StepTwoEvent({ query }));
  });

  stepTwo = this.step({ accepts: StepTwoEvent, emits: StepThreeEvent, workers: 4 }, async (ev) => {
    await this.#work(QUERIES.indexOf(ev.query));
    return new StepThreeEvent({ result: ev.query });
  });

  stepThree = this.step({ accepts: StepThreeEvent, emits: StopEvent }, async (ev, ctx) => {
    const results = ctx.collectEvents(ev, [StepThreeEvent, StepThreeEvent, StepThreeEvent]);
    if (results === undefined) return undefined;
    return new StopEvent({ result: results.map((event) => event.result) });
  });
}

/** Asked for as C, A, B, they come as C, A, B, whenever each arrived. */
export class OrderedGathering extends Workflow<Record<never, never>, string[]> {
  start = this.step(
    { accepts: StartEvent, emits: [StepACompleteEvent, StepBCompleteEvent, StepCCompleteEvent] },
    async (_ev, ctx) => {
      void ctx.sendEvent(new StepACompleteEvent({ result: "a" }));
      void ctx.sendEvent(new StepBCompleteEvent({ result: "b" }));
      void ctx.sendEvent(new StepCCompleteEvent({ result: "c" }));
    },
  );

  stepThree = this.step(
    { accepts: [StepACompleteEvent, StepBCompleteEvent, StepCCompleteEvent], emits: StopEvent },
    async (ev, ctx) => {
      const set = ctx.collectEvents(ev, [StepCCompleteEvent, StepACompleteEvent, StepBCompleteEvent]);
      if (set === undefined) return undefined;
      const [c, a, b] = set;
      return new StopEvent({ result: [c.result, a.result, b.result] });
    },
  );
}

/** At most so many holders at once, in this process. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** Every run shares the one semaphore, so the limit holds across runs. */
export class Fetcher extends Workflow<{ url: string }, string> {
  readonly #slots: Semaphore;
  readonly #callExternalApi: (url: string) => Promise<string>;

  constructor(slots: Semaphore, callExternalApi: (url: string) => Promise<string>) {
    super();
    this.#slots = slots;
    this.#callExternalApi = callExternalApi;
  }

  fetch = this.step({ accepts: StartEvent, emits: StopEvent }, async (ev) => {
    return new StopEvent({ result: await this.#slots.run(() => this.#callExternalApi(ev.url)) });
  });
}

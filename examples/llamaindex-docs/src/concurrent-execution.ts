// "Concurrent execution": typed fan-out and fan-in, early release, mixed types, nesting.

import { StartEvent, StopEvent, Workflow, collect, defineEvent, joinOf } from "stepscope";
import { z } from "zod";

const numbered = z.object({ n: z.number() });

export class Task extends defineEvent("Task", numbered) {}
export class Done extends defineEvent("Done", numbered) {}
export class Skipped extends defineEvent("Skipped", numbered) {}

/** Finishes in its own time. */
export type Work = (n: number) => Promise<void>;

const tasks = (count: number) => Array.from({ length: count }, (_, n) => new Task({ n }));

/** Fan-out and fan-in: the join runs once, with the whole batch. */
export class ConcurrentFlow extends Workflow<{ count: number }, number[]> {
  readonly #work: Work;

  constructor(work: Work) {
    super();
    this.#work = work;
  }

  fanOut = this.step({ accepts: StartEvent, emits: Task }, async (ev) => tasks(ev.count));

  work = this.step({ accepts: Task, emits: Done, workers: 5 }, async (ev) => {
    await this.#work(ev.n);
    return new Done({ n: ev.n });
  });

  join = this.step({ accepts: collect(Done), emits: StopEvent }, async (events) => {
    return new StopEvent({ result: events.map((event) => event.n).sort((a, b) => a - b) });
  });
}

/** A branch that returns nothing drops out of the batch. */
export class OddOnly extends Workflow<{ count: number }, number[]> {
  fanOut = this.step({ accepts: StartEvent, emits: Task }, async (ev) => tasks(ev.count));

  work = this.step({ accepts: Task, emits: Done, workers: 5 }, async (ev) => {
    return ev.n % 2 === 0 ? undefined : new Done({ n: ev.n });
  });

  join = this.step({ accepts: collect(Done), emits: StopEvent }, async (events) => {
    return new StopEvent({ result: events.map((event) => event.n) });
  });
}

/** The first to finish wins; the others go on and never reach the join. */
export class FastestWins extends Workflow<{ count: number }, number> {
  readonly #work: Work;

  constructor(work: Work) {
    super();
    this.#work = work;
  }

  fanOut = this.step({ accepts: StartEvent, emits: Task }, async (ev) => tasks(ev.count));

  work = this.step({ accepts: Task, emits: Done, workers: 5 }, async (ev) => {
    await this.#work(ev.n);
    return new Done({ n: ev.n });
  });

  first = this.step({ accepts: collect(Done, { take: 1 }), emits: StopEvent }, async ([event]) => {
    return new StopEvent({ result: event?.n ?? -1 });
  });
}

/** A batch of two types. */
export class MixedBatch extends Workflow<{ count: number }, string[]> {
  fanOut = this.step({ accepts: StartEvent, emits: Task }, async (ev) => tasks(ev.count));

  work = this.step({ accepts: Task, emits: [Done, Skipped] }, async (ev) => {
    return ev.n % 2 === 0 ? new Skipped({ n: ev.n }) : new Done({ n: ev.n });
  });

  join = this.step({ accepts: collect([Done, Skipped]), emits: StopEvent }, async (events) => {
    return new StopEvent({
      result: events.map((event) => (event instanceof Done ? `done ${event.n}` : `skipped ${event.n}`)),
    });
  });
}

const outcome = z.object({ result: z.string() });

export class StepACompleteEvent extends defineEvent("StepACompleteEvent", outcome) {}
export class StepBCompleteEvent extends defineEvent("StepBCompleteEvent", outcome) {}
export class StepCCompleteEvent extends defineEvent("StepCCompleteEvent", outcome) {}

/** One of each type. */
export class OneOfEach extends Workflow<Record<never, never>, string[]> {
  stepA = this.step({ accepts: StartEvent, emits: StepACompleteEvent }, async () => {
    return new StepACompleteEvent({ result: "Query 1" });
  });

  stepB = this.step({ accepts: StartEvent, emits: StepBCompleteEvent }, async () => {
    return new StepBCompleteEvent({ result: "Query 2" });
  });

  stepC = this.step({ accepts: StartEvent, emits: StepCCompleteEvent }, async () => {
    return new StepCCompleteEvent({ result: "Query 3" });
  });

  assemble = this.step(
    { accepts: joinOf(StepACompleteEvent, StepBCompleteEvent, StepCCompleteEvent), emits: StopEvent },
    async ([a, b, c]) => new StopEvent({ result: [a.result, b.result, c.result] }),
  );
}

const place = z.object({ outer: z.number(), inner: z.number() });

export class InnerTask extends defineEvent("InnerTask", place) {}
export class InnerDone extends defineEvent("InnerDone", place) {}
export class InnerSummary extends defineEvent("InnerSummary", z.object({ outer: z.number(), total: z.number() })) {}

/** A fan-out inside a fan-out: each join stays at its own level. */
export class Nested extends Workflow<Record<never, never>, (readonly [number, number])[]> {
  outer = this.step({ accepts: StartEvent, emits: Task }, async () => tasks(3));

  inner = this.step({ accepts: Task, emits: InnerTask }, async (ev) => {
    return [0, 1].map((inner) => new InnerTask({ outer: ev.n, inner }));
  });

  innerWork = this.step({ accepts: InnerTask, emits: InnerDone }, async (ev) => {
    return new InnerDone({ outer: ev.outer, inner: ev.inner });
  });

  perInner = this.step({ accepts: collect(InnerDone), emits: InnerSummary }, async (events) => {
    return new InnerSummary({ outer: events[0]?.outer ?? -1, total: events.length });
  });

  perOuter = this.step({ accepts: collect(InnerSummary), emits: StopEvent }, async (events) => {
    const totals = events.map((event) => [event.outer, event.total] as const);
    return new StopEvent({ result: totals.sort(([a], [b]) => a - b) });
  });
}

// Random workflows whose every step keeps a ledger: what was delivered to whom, in which order, how many at a time.

import fc from "fast-check";
import {
  afterAttempt,
  defineEvent,
  eventMeta,
  none,
  retryPolicy,
  StartEvent,
  StopEvent,
  type,
  Workflow,
  type StepContext,
  type WorkflowEvent,
} from "../../src/index.ts";

/** How many kinds of events and steps there are to draw from. */
const KINDS = 4;

class E0 extends defineEvent("E0", type<{ depth: number }>()) {}
class E1 extends defineEvent("E1", type<{ depth: number }>()) {}
class E2 extends defineEvent("E2", type<{ depth: number }>()) {}
class E3 extends defineEvent("E3", type<{ depth: number }>()) {}
const CLASSES = [E0, E1, E2, E3] as const;

/** One random step. */
export interface StepPlan {
  readonly accepts: readonly number[];
  readonly workers: number;
  /** What each call does, used in turn. */
  readonly calls: readonly CallPlan[];
}

/** What one call of a step does. */
export interface CallPlan {
  readonly emits: readonly number[];
  /** How many of them are sent before the rest is returned. */
  readonly sent: number;
  /** How many turns of the event loop it takes; negative: it is synchronous. */
  readonly turns: number;
  /** How often it fails first. */
  readonly failures: number;
}

/** A random workflow. */
export interface FlowPlan {
  readonly steps: readonly StepPlan[];
  readonly first: readonly number[];
  readonly depth: number;
}

const kinds = (maxLength: number): fc.Arbitrary<number[]> => fc.array(fc.nat(KINDS - 1), { maxLength });

const call: fc.Arbitrary<CallPlan> = fc.record({
  emits: kinds(3),
  sent: fc.nat(3),
  turns: fc.integer({ min: -1, max: 3 }),
  failures: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
  ),
});

const step: fc.Arbitrary<StepPlan> = fc.record({
  accepts: fc.uniqueArray(fc.nat(KINDS - 1), { minLength: 1, maxLength: 2 }),
  workers: fc.integer({ min: 1, max: 4 }),
  calls: fc.array(call, { minLength: 1, maxLength: 5 }),
});

/** Most events of a random workflow, roughly: four steps that take and emit everything would make 80,000. */
const MOST_EVENTS = 600;

/** Random workflows that come to an end because events carry a depth. */
export const flowPlan: fc.Arbitrary<FlowPlan> = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    first: kinds(4),
    depth: fc.integer({ min: 1, max: 4 }),
  })
  .filter((plan) => expectedEvents(plan) <= MOST_EVENTS);

/** How many events a plan leads to, by what the calls of each step emit on average. */
function expectedEvents({ steps, first, depth }: FlowPlan): number {
  let level = CLASSES.map((_, kind) => first.filter((one) => one === kind).length);
  let total = first.length;
  for (let left = depth; left > 0; left--) {
    const next = CLASSES.map(() => 0);
    for (const { accepts, calls } of steps) {
      const received = accepts.reduce((sum, kind) => sum + (level[kind] ?? 0), 0);
      for (const kind of calls.flatMap(({ emits }) => emits)) next[kind] = (next[kind] ?? 0) + received / calls.length;
    }
    total += next.reduce((sum, count) => sum + count, 0);
    level = next;
  }
  return total;
}

/** What really happened, as the steps themselves saw it. */
export interface Ledger {
  /** `step event`, once per completed call. */
  readonly completed: string[];
  /** Per step, the sequence numbers of events in the order of first attempts. */
  readonly started: Map<string, number[]>;
  /** Per step, most calls at one time. */
  readonly most: Map<string, number>;
  /** Ids of everything that was emitted and who accepts it. */
  readonly emitted: Map<string, readonly string[]>;
}

/** Builds the workflow of a plan, and its ledger. */
export function buildFlow(plan: FlowPlan): { readonly flow: Workflow<object, string>; readonly ledger: Ledger } {
  const ledger: Ledger = { completed: [], started: new Map(), most: new Map(), emitted: new Map() };
  const flow = new Workflow<object, string>({ name: "random", validate: false });
  flow.step({ accepts: StartEvent, emits: [...CLASSES, StopEvent] }, function begin() {
    return plan.first.map((kind) => make(kind, plan.depth));
  });
  plan.steps.forEach((one, index) => {
    const name = `s${index}`;
    let calls = 0;
    let running = 0;
    ledger.started.set(name, []);
    const failed = new Map<string, number>();
    const plans = new Map<string, CallPlan>();
    const run = async (ev: WorkflowEvent & { readonly depth: number }, ctx: StepContext): Promise<E0[]> => {
      const { id, seq } = eventMeta(ev);
      if (ctx.attempt.number === 0) ledger.started.get(name)?.push(seq);
      running += 1;
      ledger.most.set(name, Math.max(ledger.most.get(name) ?? 0, running));
      const mine = plans.get(id) ?? one.calls[calls++ % one.calls.length];
      if (mine === undefined) return [];
      plans.set(id, mine);
      try {
        for (let turn = 0; turn < mine.turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        const failures = failed.get(id) ?? 0;
        if (failures < mine.failures) {
          failed.set(id, failures + 1);
          throw new Error(`failure ${failures}`);
        }
        const events = ev.depth === 0 ? [] : mine.emits.map((kind) => make(kind, ev.depth - 1));
        // What an attempt does after it was told to stop counts for nothing.
        if (ctx.signal.aborted) return [];
        for (const event of events.slice(0, mine.sent)) void ctx.sendEvent(event);
        ledger.completed.push(`${name} ${id}`);
        return events.slice(mine.sent);
      } finally {
        running -= 1;
      }
    };
    const options = {
      name,
      accepts: one.accepts.map(classOf),
      emits: [...CLASSES],
      workers: one.workers,
      retry: retryPolicy({ wait: none(), stop: afterAttempt(4) }),
    };
    flow.step(options, run);
  });
  return { flow, ledger };
}

/** Names of the steps that accept a kind. */
export function acceptorsOf(plan: FlowPlan, eventType: string): readonly string[] {
  const kind = CLASSES.findIndex(({ name }) => name === eventType);
  return plan.steps.flatMap(({ accepts }, index) => (accepts.includes(kind) ? [`s${index}`] : []));
}

function classOf(kind: number): (typeof CLASSES)[number] {
  return CLASSES[kind] ?? E0;
}

function make(kind: number, depth: number): E0 {
  // The compiler tells the classes apart; the plan draws any of them.
  return new (classOf(kind))({ depth }) as E0;
}

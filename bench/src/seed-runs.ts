// Fills a database with real runs: many small ones of a varied workflow, and one with a very long journal.

import { StartEvent, StopEvent, Workflow, defineEvent, registerSink, type } from "stepscope";
import { sqliteSink } from "stepscope/store";

class Looked extends defineEvent("Looked", type<{ subject: string; hits: number }>()) {}
class Hop extends defineEvent("Hop", type<{ value: number }>()) {}

const SUBJECTS = [
  "harbour",
  "glacier",
  "orchard",
  "violin",
  "lantern",
  "compass",
  "meadow",
  "engine",
  "ribbon",
  "cinder",
];
const WORKFLOWS = ["triage", "summarize", "index-pages", "answer-mail"];

/** Runs under way at one time while seeding. */
const AT_ONCE = 200;

/** One workflow of two steps; every fortieth run of it fails. */
function smallWorkflow(name: string) {
  const workflow = new Workflow<{ number: number; subject: string }, string>({ name });
  workflow.step({ accepts: StartEvent, emits: Looked }, async function look(ev) {
    return new Looked({ subject: ev.subject, hits: ev.number % 17 });
  });
  workflow.step({ accepts: Looked, emits: StopEvent }, async function answer(ev) {
    if (ev.hits === 13) throw new Error(`no answer about the ${ev.subject}`);
    return new StopEvent({ result: `${ev.hits} found about the ${ev.subject}` });
  });
  return workflow;
}

/** What was written. */
export interface SeededDatabase {
  readonly runs: number;
  /** The run with the long journal. */
  readonly longRunId: string;
  readonly seconds: number;
}

/** Writes `runs` small runs and one with `hops` events in a row, through the engine and its own writer. */
export async function seedRuns(
  database: string,
  options: { readonly runs: number; readonly hops: number; readonly onProgress?: (done: number) => void },
): Promise<SeededDatabase> {
  const { runs, hops, onProgress } = options;
  const begun = performance.now();
  const sink = sqliteSink({ database });
  await sink.ready;
  const unregister = registerSink(sink);
  await runSmallRuns(runs, {
    // A seeder outruns the disk; waiting here keeps the backlog small, so that no record is given up.
    async onBatch(done) {
      await sink.flush();
      onProgress?.(done);
    },
  });
  const long = longWorkflow(hops).run({}, { tags: ["long"] });
  await long;
  await sink.flush();
  if (sink.status().droppedRecords > 0)
    throw new Error(`${sink.status().droppedRecords} records were lost while seeding`);
  unregister();
  await sink.shutdown();
  return { runs: runs + 1, longRunId: long.runId, seconds: (performance.now() - begun) / 1000 };
}

/** Runs so many small runs, some at a time; `onBatch` is awaited now and then. */
export async function runSmallRuns(
  runs: number,
  options: { readonly onBatch: (done: number) => Promise<void> },
): Promise<void> {
  const workflows = WORKFLOWS.map(smallWorkflow);
  for (let done = 0; done < runs; done += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, runs - done) }, (_, position) => done + position);
    await Promise.all(batch.map((number) => runSmall(workflows, number)));
    if (done % (AT_ONCE * 20) === 0) await options.onBatch(done);
  }
}

async function runSmall(workflows: readonly ReturnType<typeof smallWorkflow>[], number: number): Promise<void> {
  const subject = SUBJECTS[(number * 7) % SUBJECTS.length] ?? "harbour";
  const workflow = workflows[number % workflows.length];
  const options = { tags: [number % 2 === 0 ? "even" : "odd"], sessionId: `session-${number % 1000}` };
  await workflow?.run({ number, subject: `${subject} ${number}` }, options).catch(() => undefined);
}

function longWorkflow(hops: number) {
  const workflow = new Workflow<Record<never, never>, number>({ name: "long-chain" });
  workflow.step({ accepts: StartEvent, emits: Hop }, async function start() {
    return new Hop({ value: 0 });
  });
  workflow.step({ accepts: Hop, emits: [Hop, StopEvent] }, async function hop(ev) {
    return ev.value === hops ? new StopEvent({ result: ev.value }) : new Hop({ value: ev.value + 1 });
  });
  return workflow;
}

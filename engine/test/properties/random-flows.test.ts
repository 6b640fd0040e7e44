// Properties of every run, on random workflows: nothing lost, nothing twice, order, slots, one end, exact replay.

import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  RunStalledError,
  StepStateChanged,
  UnhandledEvent,
  eventMeta,
  type RunRecord,
  type WorkflowEvent,
} from "../../src/index.ts";
import { createRunState } from "../../src/run/create-run-state.ts";
import { clearReduceOutput, createReduceOutput } from "../../src/run/reduce-output.ts";
import { reduce } from "../../src/run/reduce.ts";
import { restoreRunState } from "../../src/run/restore-run-state.ts";
import { snapshotRunState } from "../../src/run/snapshot-run-state.ts";
import { InProcessLauncher } from "../../src/runtimes/in-process.ts";
import { RECORD_CLASS } from "../../src/trace/record.ts";
import { acceptorsOf, buildFlow, flowPlan, type FlowPlan } from "./random-flow.ts";

interface RandomRun {
  readonly records: readonly RunRecord[];
  readonly stream: readonly WorkflowEvent[];
  readonly snapshots: ReadonlyMap<number, unknown>;
  readonly ledger: ReturnType<typeof buildFlow>["ledger"];
  readonly flow: ReturnType<typeof buildFlow>["flow"];
}

/** Runs a plan until nothing is left to do; random workflows never stop by themselves. */
async function run(plan: FlowPlan): Promise<RandomRun> {
  const { flow, ledger } = buildFlow(plan);
  const records: RunRecord[] = [];
  const snapshots = new Map<number, unknown>();
  const launcher = new InProcessLauncher({ onRecord: (record) => records.push(record) });
  const handler = launcher.run(flow, {}, {});
  const stream: WorkflowEvent[] = [];
  for await (const event of handler.stream({ includeInternal: true })) {
    stream.push(event);
    // What a later segment takes over beside the state is no part of what is replayed.
    snapshots.set(records.length, { ...Object(handler.toJSON()), previous: undefined });
  }
  await expect(handler).rejects.toBeInstanceOf(RunStalledError);
  return { records, stream, snapshots, ledger, flow };
}

const property = (check: (run: RandomRun, plan: FlowPlan) => void): (() => Promise<void>) => {
  return async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await fc.assert(
      fc.asyncProperty(flowPlan, async (plan) => {
        check(await run(plan), plan);
      }),
      { numRuns: 60 },
    );
  };
};

test(
  "every event is consumed exactly once by each step that accepts it, or recorded as unhandled",
  property(({ records, ledger }, plan) => {
    const expected: string[] = [];
    const unhandled: string[] = [];
    for (const record of records) {
      if (record.kind !== "event.sent" || record.data.type === "StartEvent") continue;
      const acceptors = acceptorsOf(plan, record.data.type);
      for (const step of acceptors) expected.push(`${step} ${record.data.eventId}`);
      if (acceptors.length === 0) unhandled.push(record.data.eventId);
    }
    expect(ledger.completed.toSorted()).toEqual(expected.toSorted());
    expect(
      records.flatMap((record) => (record.kind === "event.unhandled" ? [record.data.eventId] : [])).toSorted(),
    ).toEqual(unhandled.toSorted());
  }),
);

test(
  "workers are never exceeded, and first attempts start in the order in which events were sent",
  property(({ ledger }, plan) => {
    plan.steps.forEach(({ workers }, index) => {
      expect(ledger.most.get(`s${index}`) ?? 0).toBeLessThanOrEqual(workers);
      const started = ledger.started.get(`s${index}`) ?? [];
      expect(started).toEqual(started.toSorted((left, right) => left - right));
    });
  }),
);

test(
  "the journal is gapless, with one terminal record, the last one",
  property(({ records }) => {
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    const terminal = records.filter(({ kind }) => /^run\.(completed|failed|timedOut|cancelled|stalled)$/.test(kind));
    expect(terminal).toHaveLength(1);
    expect(records.at(-1)).toBe(terminal[0]);
    const starts = records.flatMap((record) =>
      record.kind === "step.started" ? [`${record.data.executionId}.${record.data.attempt}`] : [],
    );
    expect(new Set(starts).size).toBe(starts.length);
  }),
);

test(
  "the stream is the journal: every event and every state of every execution, in order",
  property(({ records, stream }) => {
    const sent = records.flatMap((record) => (record.kind === "event.sent" ? [record.data.eventId] : []));
    const events = stream.filter((event) => /^(E\d|StartEvent)$/.test(Object.getPrototypeOf(event).constructor.name));
    expect(events.map((event) => eventMeta(event).id)).toEqual(sent);
    const states = records.filter(({ kind }) =>
      /^step\.(queued|started|completed|retryScheduled|cancelled|failed)$/.test(kind),
    );
    expect(stream.filter((event) => event instanceof StepStateChanged)).toHaveLength(states.length);
    expect(stream.filter((event) => event instanceof UnhandledEvent)).toHaveLength(
      records.filter(({ kind }) => kind === "event.unhandled").length,
    );
  }),
);

test(
  "the ticks alone replay the run: the same derived records, and the live state at every point",
  property(({ records, snapshots, flow }) => {
    const state = createRunState(flow.definition().graph, records[0]?.runId ?? "");
    const output = createReduceOutput();
    const rebuilt: unknown[] = [];
    for (const record of records) {
      if (RECORD_CLASS[record.kind] === "derived") continue;
      rebuilt.push(record);
      reduce(state, record, output);
      let { seq } = record;
      for (const { kind, data } of output.derived) {
        seq += 1;
        rebuilt.push({ ...record, kind, data, seq });
      }
      clearReduceOutput(output);
      const live = snapshots.get(seq);
      if (live !== undefined) expect(snapshotRunState(state)).toEqual(live);
    }
    expect(rebuilt).toEqual(records);
  }),
);

test(
  "a state that was written down and read back goes on exactly as the one that was not",
  property(({ records, flow }) => {
    const { graph } = flow.definition();
    let state = createRunState(graph, records[0]?.runId ?? "");
    const output = createReduceOutput();
    records.forEach((record, index) => {
      if (RECORD_CLASS[record.kind] === "derived") return;
      if (index % 3 === 0) state = restoreRunState(JSON.parse(JSON.stringify(snapshotRunState(state))), graph);
      reduce(state, record, output);
    });
    const derived = records
      .filter(({ kind }) => RECORD_CLASS[kind] === "derived")
      .map(({ kind, data }) => ({ kind, data }));
    expect(output.derived).toEqual(derived);
  }),
);

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRunState } from "../run/create-run-state.ts";
import { createReduceOutput } from "../run/reduce-output.ts";
import { reduce } from "../run/reduce.ts";
import { restoreRunState } from "../run/restore-run-state.ts";
import type { RunState } from "../run/run-state.ts";
import { snapshotRunState } from "../run/snapshot-run-state.ts";
import { readStore } from "../run/store-tree.ts";
import { reducedJournal, SAMPLE_GRAPH } from "../testing/reduced-journal.ts";
import type { RunRecord } from "../trace/record.ts";
import { cloneRunState } from "./clone-run-state.ts";
import { RunFold } from "./fold-run.ts";
import { phaseAt } from "./phase-at.ts";
import { queueContents, stepPhaseCounts } from "./queue-contents.ts";
import { StateHistory } from "./state-history.ts";
import { StateTimeline } from "./state-timeline.ts";

/** A state as plain data, with queues as lists, for comparing two of them. */
function plain(state: RunState): unknown {
  const seen = new Set<object>();
  return JSON.parse(
    JSON.stringify({ ...state, store: readStore(state), routing: 0, graph: 0 }, (key, value: unknown) => {
      if (typeof value === "object" && value !== null && seen.has(value) && key === "node") return key;
      if (typeof value === "object" && value !== null) seen.add(value);
      if (value instanceof Map) return [...value];
      if (value instanceof Set) return [...value];
      if (
        key === "queue" ||
        (typeof value === "object" && value !== null && Symbol.iterator in value && !Array.isArray(value))
      ) {
        return [...(value as Iterable<unknown>)];
      }
      return value;
    }),
  );
}

function foldTo(records: readonly RunRecord[], seq: number): RunState {
  const state = createRunState(SAMPLE_GRAPH, records[0]?.runId ?? "");
  const output = createReduceOutput();
  for (const record of records.slice(0, seq)) reduce(state, record, output);
  return state;
}

describe("the state at a record", () => {
  it("is the live run's state after every group", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const live: [number, unknown][] = [];
        const records = reducedJournal({
          graph: SAMPLE_GRAPH,
          seed,
          onGroup: (state, seq) => live.push([seq, plain(state)]),
        });
        const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "", { snapshotEvery: 7 });
        timeline.append(records);
        for (const [seq, state] of live) expect(plain(timeline.at(seq))).toEqual(state);
      }),
      { numRuns: 8 },
    );
  });

  it("is the same however one got there, with any spacing and any room for snapshots", () => {
    const spacing = fc.record({
      snapshotEvery: fc.integer({ min: 1, max: 60 }),
      snapshotBudget: fc.constantFrom(10, 100, 1e9),
    });
    fc.assert(
      fc.property(
        fc.integer(),
        spacing,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 20 }),
        (seed, options, jumps) => {
          const records = reducedJournal({ graph: SAMPLE_GRAPH, seed });
          const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "", options);
          timeline.append(records);
          for (const share of jumps) {
            const seq = Math.round(share * records.length);
            expect(plain(timeline.at(seq))).toEqual(plain(foldTo(records, seq)));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("can be asked for while records still come, and beyond both ends", () => {
    const records = reducedJournal({ graph: SAMPLE_GRAPH, seed: 3 });
    const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "", { snapshotEvery: 10 });
    timeline.append(records.slice(0, 40));
    expect(timeline.at(10_000).seq).toBe(foldTo(records, 40).seq);
    timeline.append(records.slice(20));
    expect(timeline.lastSeq).toBe(records.length);
    expect(plain(timeline.at(records.length))).toEqual(plain(foldTo(records, records.length)));
    expect(timeline.at(-5).status).toBe("queued");
  });

  it("is prepared in slices", () => {
    const records = reducedJournal({ graph: SAMPLE_GRAPH, seed: 8, executions: 800 });
    expect(records.length).toBeGreaterThan(1_500);
    const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "");
    timeline.append(records);
    let slices = 0;
    while (!timeline.prepare(() => true)) slices += 1;
    expect(slices).toBe(Math.ceil(records.length / 500) - 1);
    expect(timeline.isPrepared).toBe(true);
  });

  it("holds the store that the history of writes tells of", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const records = reducedJournal({ graph: SAMPLE_GRAPH, seed });
        const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "");
        timeline.append(records);
        const fold = new RunFold();
        fold.append(records);
        const view = fold.view();
        const history = view === undefined ? undefined : new StateHistory(view);
        for (let seq = 1; seq <= records.length; seq += 5)
          expect(history?.valueAt([], seq)).toEqual(timeline.storeAt(seq));
      }),
      { numRuns: 25 },
    );
  });
});

describe("a run that was resumed", () => {
  const records = reducedJournal({ graph: SAMPLE_GRAPH, seed: 13, executions: 30 });
  const runId = records[0]?.runId ?? "";
  const older = snapshotRunState(foldTo(records, 40));
  const place = { runId, timeMs: 1_790_000_900_000, monotonicNs: 0, segment: 1 };
  const data = { segment: 1, reason: "restart", inFlight: [], snapshot: older };
  const resumed: RunRecord = { ...place, seq: 61, kind: "run.resumed", data };

  function expected(): unknown {
    const state = restoreRunState(older, SAMPLE_GRAPH);
    reduce(state, resumed, createReduceOutput());
    return plain(state);
  }

  it("goes on from its snapshot, also where the journal had gone further", () => {
    const timeline = new StateTimeline(SAMPLE_GRAPH, runId, { snapshotEvery: 9 });
    timeline.append([...records.slice(0, 60), resumed]);
    expect(plain(timeline.at(60))).toEqual(plain(foldTo(records, 60)));
    expect(plain(timeline.at(61))).toEqual(expected());
    expect(plain(timeline.at(50))).toEqual(plain(foldTo(records, 50)));
  });

  it.each([60, records.length])("is the same for the plain reducer, after %i records", (before) => {
    const state = foldTo(records, before);
    reduce(state, { ...resumed, seq: before + 1 }, createReduceOutput());
    const from = restoreRunState(older, SAMPLE_GRAPH);
    reduce(from, { ...resumed, seq: before + 1 }, createReduceOutput());
    expect(plain(state)).toEqual(plain(from));
  });

  it("can be replayed where its beginning is kept elsewhere", () => {
    const timeline = new StateTimeline(SAMPLE_GRAPH, runId);
    timeline.append([resumed]);
    expect(timeline.prepare()).toBe(true);
    expect([timeline.lastSeq, timeline.at(3).status]).toEqual([61, "queued"]);
    expect(plain(timeline.at(61))).toEqual(expected());
  });

  it("goes on from its journal where the snapshot is out of line or damaged", () => {
    for (const snapshot of [{ $: "Payload", hash: "0".repeat(64), bytes: 99_999 }, { snapshotVersion: 999 }]) {
      const timeline = new StateTimeline(SAMPLE_GRAPH, runId);
      const unreadable: RunRecord = { ...place, seq: 61, kind: "run.resumed", data: { ...data, snapshot } };
      timeline.append([...records.slice(0, 60), unreadable]);
      const state = foldTo(records, 60);
      reduce(state, unreadable, createReduceOutput());
      expect(plain(timeline.at(61))).toEqual(plain(state));
    }
  });
});

describe("a copied state", () => {
  it("shares nothing that either one changes", () => {
    const records = reducedJournal({ graph: SAMPLE_GRAPH, seed: 21 });
    for (let at = 1; at < records.length; at += 9) {
      const original = foldTo(records, at);
      const before = plain(original);
      const copy = cloneRunState(original);
      expect(plain(copy)).toEqual(before);
      const output = createReduceOutput();
      for (const record of records.slice(at)) reduce(copy, record, output);
      expect(plain(original)).toEqual(before);
      expect(plain(copy)).toEqual(plain(foldTo(records, records.length)));
    }
  });
});

describe("queues and phases out of the state", () => {
  it("agree with the view of the run, at every group", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const seqs: number[] = [];
        const records = reducedJournal({ graph: SAMPLE_GRAPH, seed, onGroup: (_, seq) => seqs.push(seq) });
        const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "");
        timeline.append(records);
        const fold = new RunFold();
        fold.append(records);
        const view = fold.view();
        for (const seq of seqs) {
          const state = timeline.at(seq);
          if (state.endedAtMs !== undefined) break;
          const { counts, entries } = queueContents(state);
          const phases = view?.executions.map((execution) => phaseAt(execution, seq)) ?? [];
          expect(counts.due).toBe(
            phases.filter((phase) => phase === "backingOff").length - backOffsOver(state, view, seq),
          );
          expect(entries.filter((entry) => entry.kind === "waiting")).toHaveLength(state.waiters.size);
          const byStep = [...stepPhaseCounts(state).values()];
          expect(byStep.reduce((sum, step) => sum + step.completed, 0)).toBe(
            phases.filter((phase) => phase === "completed").length,
          );
          expect(byStep.reduce((sum, step) => sum + step.queued, 0)).toBe(counts.queued);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("list no more than was asked for, and count all", () => {
    const records = reducedJournal({ graph: SAMPLE_GRAPH, seed: 8, executions: 800 });
    const timeline = new StateTimeline(SAMPLE_GRAPH, records[0]?.runId ?? "");
    timeline.append(records);
    const middle = timeline.at(Math.floor(records.length / 2));
    const { entries, counts } = queueContents(middle, 2);
    expect(entries).toHaveLength(2);
    expect(counts.queued).toBeGreaterThan(2);
    expect(entries[0]).toMatchObject({ kind: "queued", position: 1 });
  });
});

/** Executions whose back-off is over but that have no slot yet: the journal says so only with their next start. */
function backOffsOver(state: RunState, view: ReturnType<RunFold["view"]>, seq: number): number {
  const backingOff = view?.executions.filter((execution) => phaseAt(execution, seq) === "backingOff") ?? [];
  return backingOff.filter((execution) => state.executions.get(execution.id)?.phase !== "backingOff").length;
}

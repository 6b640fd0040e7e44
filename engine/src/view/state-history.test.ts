import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EncodedValue } from "../codec/encoded-value.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { createRunState } from "../run/create-run-state.ts";
import { reduce } from "../run/reduce.ts";
import { createReduceOutput } from "../run/reduce-output.ts";
import { readStore } from "../run/store-tree.ts";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import { researchJournal } from "../testing/sample-journals.ts";
import type { RecordData } from "../trace/record.ts";
import { StateHistory } from "./state-history.ts";

const GRAPH: WorkflowGraph = { formatVersion: 1, name: "w", startEvent: "A", stopEvent: "B", steps: [], events: [] };

const key = fc.oneof(fc.constantFrom("a", "b", "$"), fc.nat(2));
const path = fc.array(key, { minLength: 1, maxLength: 3 });
const value = fc.oneof(
  fc.integer(),
  fc.constantFrom<EncodedValue>(null, "text", [1, 2, 3], { a: 1, b: { a: [1] } }, { $: "Date", v: 5 }, []),
);
const write = fc.oneof(
  { weight: 6, arbitrary: fc.record({ operation: fc.constant("set" as const), path, value }) },
  { weight: 2, arbitrary: fc.record({ operation: fc.constant("delete" as const), path }) },
  { weight: 1, arbitrary: fc.record({ operation: fc.constant("clear" as const), path: fc.constant([]) }) },
);

function journalOf(writes: readonly RecordData["state.changed"][], store?: EncodedValue): RecordBuilder {
  const run = new RecordBuilder(store === undefined ? {} : { started: { store } });
  for (const data of writes) run.add({ kind: "state.changed", data });
  return run;
}

/** Whether a path names only items by number where it passes an array, as every path that a run writes does. */
function isLawful(store: EncodedValue | undefined, keys: readonly (string | number)[]): boolean {
  return keys.every((name, depth) => {
    const container = store === undefined ? undefined : readStore({ store }, keys.slice(0, depth));
    return !Array.isArray(container) || typeof name === "number";
  });
}

function lawfulJournal(writes: readonly RecordData["state.changed"][], store?: EncodedValue): RecordBuilder {
  const lawful: RecordData["state.changed"][] = [];
  for (const data of writes) {
    const history = new StateHistory(foldJournal(journalOf(lawful, store)));
    if (isLawful(history.valueAt([], Infinity), data.path)) lawful.push(data);
  }
  return journalOf(lawful, store);
}

describe("the history of a run's state", () => {
  it("gives at any record and path what the reducer's store holds there", () => {
    const store = fc.option(fc.constantFrom<EncodedValue>({ a: { b: 1 } }, { b: [1, 2, { a: 3 }] }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 14 }), store, path, (writes, initial, wanted) => {
        const run = lawfulJournal(writes, initial);
        const history = new StateHistory(foldJournal(run));
        const state = createRunState(GRAPH, run.runId);
        const output = createReduceOutput();
        for (const record of run.records) {
          reduce(state, record, output);
          expect(history.valueAt([], record.seq)).toEqual(readStore(state));
          expect(history.valueAt(wanted, record.seq)).toEqual(readStore(state, wanted));
        }
      }),
      { numRuns: 300 },
    );
  });

  const view = foldJournal(researchJournal());
  const history = new StateHistory(view);

  it("says who wrote a key, what it is in, or what is in it", () => {
    const plan = view.executions[0];
    expect(history.lastWrite(["plan", "queries", 3], view.lastSeq)?.change?.executionIndex).toBe(plan?.index);
    expect(history.lastWrite(["summaries"], view.lastSeq)).toMatchObject({
      writes: 4,
      change: { path: ["summaries", "s3"] },
    });
    expect(history.lastWrite(["nothing"], view.lastSeq)).toBeUndefined();
  });

  it("knows nothing of what is written later", () => {
    const first = view.stateChanges.find((change) => change.path[1] === "s0");
    expect(history.lastWrite(["summaries"], (first?.seq ?? 0) - 1)).toBeUndefined();
    expect(history.lastWrite(["summaries"], first?.seq ?? 0)?.writes).toBe(1);
    expect(history.valueAt(["summaries"], first?.seq ?? 0)).toEqual({ s0: "Summary 0" });
  });

  it("tells a value that was there from the start from one that was written", () => {
    const seeded = new StateHistory(foldJournal(journalOf([{ operation: "set", path: ["b"], value: 2 }], { a: 1 })));
    expect(seeded.lastWrite(["a"], 9)).toEqual({ change: undefined, writes: 0 });
    expect(seeded.lastWrite(["b"], 9)?.change?.seq).toBe(2);
  });

  it("lists what the last writer changed, each key once, with what stood there before", () => {
    const run = new RecordBuilder();
    const one = run.queue("one", run.send("StartEvent", {}));
    run.write(["count"], 1, one).write(["count"], 2).write(["count"], 3).write(["name"], "x");
    const seq = run.records.length;
    const changes = new StateHistory(foldJournal(run)).latestChanges(seq);
    expect(changes).toMatchObject([
      { path: ["count"], before: 1, after: 3 },
      { path: ["name"], after: "x" },
    ]);
    expect(changes[1]?.before).toBeUndefined();
  });

  it("grows with the run", () => {
    const run = journalOf([{ operation: "set", path: ["a"], value: 1 }]);
    const growing = new StateHistory(foldJournal(run));
    run.write(["a"], 2);
    growing.update(foldJournal(run));
    expect(growing.valueAt(["a"], 2)).toBe(1);
    expect(growing.valueAt(["a"], 3)).toBe(2);
    expect(growing.writesTo(["a"]).map((change) => change.value)).toEqual([1, 2]);
  });
});

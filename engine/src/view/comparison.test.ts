import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EncodedValue } from "../codec/encoded-value.ts";
import { foldJournal } from "../testing/fold-journal.ts";
import { RecordBuilder } from "../testing/record-builder.ts";
import { fanOutJournal, randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { comparedGraph } from "./compared-graph.ts";
import { compareRuns, type Comparison } from "./comparison.ts";
import { alignmentOffsetMs, lockStep, matchingSeq } from "./lock-step.ts";
import type { RunView } from "./run-view.ts";

/** What a variant of the pipeline does otherwise. */
interface Variant {
  readonly branches?: readonly EncodedValue[];
  readonly slowMs?: number;
  readonly isChecked?: boolean;
  readonly isRetried?: boolean;
  readonly joinAfter?: number;
  readonly result?: EncodedValue;
  readonly note?: EncodedValue;
}

/** Plan, a branch for each query, a join by whichever branch comes last, perhaps a check, then the end. */
function pipeline(variant: Variant = {}): RunView {
  const {
    branches = ["a", "b", "c"],
    slowMs = 10,
    isChecked = false,
    isRetried = false,
    joinAfter = 0,
    result = "done",
    note = 1,
  } = variant;
  const run = new RecordBuilder({ workflow: "pipeline" });
  const plan = run.queue("plan", run.send("StartEvent", {}));
  run.at(1).start(plan).at(10);
  const queries = branches.map((query) => run.send("Query", { query, at: run.records.length }, plan));
  run.complete(plan);
  const searches = queries.map((event) => run.queue("search", event));
  for (const search of searches) run.start(search);
  const last = searches[joinAfter] ?? "";
  let joined = "";
  for (const search of [...searches.filter((one) => one !== last), last]) {
    run.after(search === searches[0] ? slowMs : 10);
    if (search === searches[1] && isRetried) run.retry(search, 5).after(5).start(search).after(3);
    run.write(["found", search], note, search);
    joined = run.send("Found", { count: 1 }, search);
    run.complete(search);
  }
  const join = run.queue("join", joined);
  run.start(join).after(5);
  let draft = run.send("Draft", {}, join);
  run.complete(join);
  if (isChecked) {
    const check = run.queue("check", draft);
    run.start(check).after(7);
    draft = run.send("Checked", {}, check);
    run.complete(check);
  }
  const publish = run.queue("publish", draft);
  run.start(publish).after(2).send("StopEvent", { result }, publish);
  return foldJournal(run.complete(publish).finish(result));
}

const NOISE = { ignoredKeys: new Set(["at"]) };

function changed(comparison: Comparison): string[] {
  return comparison.pairs.filter((pair) => pair.change !== "same").map((pair) => `${pair.change} ${pair.step}`);
}

describe("a run compared with itself", () => {
  it("shows no difference, whatever the run", () => {
    const some = [pipeline(), foldJournal(researchJournal()), foldJournal(fanOutJournal(300))];
    for (const view of some) {
      const comparison = compareRuns(view, view);
      expect(changed(comparison)).toEqual([]);
      expect(comparison.firstDivergence).toBeUndefined();
      expect(comparison.pairs.map((pair) => [pair.a, pair.b, pair.deltaMs])).toEqual(
        view.executions.map((_, at) => [at, at, 0]),
      );
    }
  });

  it("shows none for random runs either, and in lock-step each record stands for itself", () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, isUnfinished) => {
        const [a, b] = [
          foldJournal(randomJournal({ seed, isUnfinished })),
          foldJournal(randomJournal({ seed, isUnfinished })),
        ];
        const comparison = compareRuns(a, b);
        expect(comparison.counts).toMatchObject({ different: 0, added: 0, removed: 0 });
        expect(comparison.firstDivergence).toBeUndefined();
        const steps = lockStep(a, b, comparison);
        for (let seq = 1; seq <= a.lastSeq; seq++) expect(matchingSeq(steps, "a", seq)).toBe(seq);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what was planted is what is reported", () => {
  const plain = pipeline();

  it("a step added", () => {
    const comparison = compareRuns(plain, pipeline({ isChecked: true }));
    expect(comparison.counts).toMatchObject({ added: 1, removed: 0 });
    const check = comparison.pairs.find((pair) => pair.change === "added");
    expect(check).toMatchObject({ step: "check", a: -1 });
    expect(comparison.pairs.map((pair) => pair.step)).toEqual([
      "plan",
      "search",
      "search",
      "search",
      "join",
      "check",
      "publish",
    ]);
  });

  it("a payload changed, where the runs first part", () => {
    const comparison = compareRuns(plain, pipeline({ branches: ["a", "x", "c"] }));
    expect(changed(comparison)).toEqual(["different plan", "different search"]);
    expect(comparison.pairs[0]?.differences).toEqual({
      input: false,
      output: true,
      outcome: false,
      attempts: false,
      state: false,
    });
    expect(comparison.pairs[2]?.differences).toMatchObject({ input: true, output: false });
    expect(comparison.firstDivergence).toMatchObject({
      kind: "output",
      pairIndex: 0,
      position: { number: 2, total: 3, name: "Query" },
    });
    expect(comparison.firstDivergence?.aSeq).toBe(plain.events.filter((event) => event.type === "Query")[1]?.seq);
  });

  it("a step slower, and nothing else", () => {
    const comparison = compareRuns(plain, pipeline({ slowMs: 500 }));
    expect(changed(comparison)).toEqual([]);
    expect(comparison.pairs[1]).toMatchObject({ step: "search", deltaMs: 490 });
  });

  it("a retry, a write and a result", () => {
    expect(compareRuns(plain, pipeline({ isRetried: true })).firstDivergence).toMatchObject({
      kind: "attempts",
      position: { name: "429 Too Many Requests" },
    });
    expect(compareRuns(plain, pipeline({ note: 2 })).firstDivergence).toMatchObject({
      kind: "state",
      position: { number: 1, total: 1 },
    });
    expect(compareRuns(plain, pipeline({ result: "other" })).firstDivergence).toMatchObject({
      kind: "output",
      position: { name: "StopEvent" },
    });
  });

  it("a branch more, without moving those behind it", () => {
    const comparison = compareRuns(plain, pipeline({ branches: ["new", "a", "b", "c"] }), NOISE);
    const added = comparison.pairs.filter((pair) => pair.change === "added");
    expect(added.map((pair) => pair.step)).toEqual(["search"]);
    expect(comparison.pairs.filter((pair) => pair.differences.input)).toEqual([]);
  });

  it("keys of no meaning can be left out", () => {
    const later = pipeline();
    const shifted: RunView = {
      ...later,
      events: later.events.map((event) =>
        event.type === "Query" ? { ...event, payload: { query: "x", at: 0 } } : event,
      ),
    };
    expect(changed(compareRuns(plain, shifted, { ignoredKeys: new Set(["at", "query"]) }))).toEqual([]);
    expect(changed(compareRuns(plain, shifted, NOISE))).not.toEqual([]);
  });

  it("a join that another branch completed is still the same join", () => {
    const comparison = compareRuns(plain, pipeline({ joinAfter: 2 }));
    expect(comparison.counts).toMatchObject({ paired: 6, added: 0, removed: 0 });
    expect(changed(comparison)).toEqual([]);
  });
});

describe("swapping the runs", () => {
  const mirrored = { added: "removed", removed: "added", same: "same", different: "different" } as const;

  function expectMirror(a: RunView, b: RunView): void {
    const there = compareRuns(a, b);
    const back = compareRuns(b, a);
    const key = (pair: { readonly a: number; readonly b: number; readonly change: string }): string =>
      `${pair.a} ${pair.b} ${pair.change}`;
    const flipped = back.pairs.map((pair) => key({ a: pair.b, b: pair.a, change: mirrored[pair.change] }));
    expect(flipped.toSorted()).toEqual(there.pairs.map(key).toSorted());
    const sumOfDeltas = (comparison: Comparison): number =>
      comparison.pairs.reduce((sum, pair) => sum + (pair.deltaMs ?? 0), 0);
    expect(sumOfDeltas(back)).toBeCloseTo(-sumOfDeltas(there), 6);
    const seqs = (comparison: Comparison): unknown[] => [
      comparison.firstDivergence?.aSeq,
      comparison.firstDivergence?.bSeq,
    ];
    expect(seqs(back)).toEqual(seqs(there).reverse());
  }

  it("mirrors everything", () => {
    const views = [
      pipeline(),
      pipeline({ isChecked: true, branches: ["a", "q", "c"] }),
      pipeline({ isRetried: true, joinAfter: 1 }),
    ];
    for (const a of views) for (const b of views) expectMirror(a, b);
  });

  it("mirrors random runs too", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        expectMirror(foldJournal(randomJournal({ seed: one })), foldJournal(randomJournal({ seed: other })));
      }),
      { numRuns: 60 },
    );
  });
});

describe("every comparison", () => {
  it("has each execution of either run exactly once, and rows with each pair exactly once", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        const [a, b] = [foldJournal(randomJournal({ seed: one })), foldJournal(randomJournal({ seed: other }))];
        const { pairs, rows, pairOfA, pairOfB } = compareRuns(a, b);
        const ascending = (numbers: readonly number[]): number[] =>
          numbers.filter((at) => at >= 0).sort((x, y) => x - y);
        expect(ascending(pairs.map((pair) => pair.a))).toEqual(a.executions.map((execution) => execution.index));
        expect(ascending(pairs.map((pair) => pair.b))).toEqual(b.executions.map((execution) => execution.index));
        expect(ascending(rows.flatMap((row) => row.pairIndexes))).toEqual(pairs.map((_, at) => at));
        for (const pair of pairs) {
          if (pair.a >= 0) expect(pairOfA[pair.a]).toBe(pair.index);
          if (pair.b >= 0) expect(pairOfB[pair.b]).toBe(pair.index);
          if (pair.a >= 0 && pair.b >= 0) expect(a.executions[pair.a]?.step).toBe(b.executions[pair.b]?.step);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("rows", () => {
  it("hold many equal siblings of either run as one", () => {
    const { rows } = compareRuns(foldJournal(fanOutJournal(240)), foldJournal(fanOutJournal(250)));
    expect(rows).toMatchObject([
      { step: "split", kind: "pair", ordinal: 0 },
      { step: "embed", kind: "group", aCount: 240, bCount: 250, aFailed: 3, bFailed: 3, change: "different" },
    ]);
    expect(rows[1]?.deltaMs).toBe(30);
  });
});

describe("two runs laid over each other", () => {
  const [a, b] = [pipeline(), pipeline({ isChecked: true, slowMs: 200 })];
  const comparison = compareRuns(a, b);

  it("stand together at their start, at a pair, or where they part", () => {
    const publish = comparison.pairs.find((pair) => pair.step === "publish")?.index ?? -1;
    expect(alignmentOffsetMs(a, b, { by: "start", comparison })).toBe(0);
    expect(alignmentOffsetMs(a, b, { by: "pair", pairIndex: publish, comparison })).toBe(-197);
    const { aSeq = 0, bSeq = 0 } = comparison.firstDivergence ?? {};
    expect(alignmentOffsetMs(a, b, { by: "divergence", comparison })).toBe(
      (a.recordMs[aSeq - 1] ?? 0) - (b.recordMs[bSeq - 1] ?? 0),
    );
  });

  it("go forward together and end together", () => {
    const steps = lockStep(a, b, comparison);
    let before = 0;
    for (let seq = 0; seq <= a.lastSeq; seq++) {
      const matching = matchingSeq(steps, "a", seq);
      expect(matching).toBeGreaterThanOrEqual(before);
      before = matching;
    }
    expect(before).toBe(b.lastSeq);
    expect(matchingSeq(steps, "b", b.lastSeq + 50)).toBe(a.lastSeq);
  });

  it("have one graph, with what only one of them did", () => {
    const graph = comparedGraph(a, b);
    expect(graph.model.nodes.map((node) => node.step)).toEqual(["plan", "search", "join", "check", "publish"]);
    expect(graph.steps.get("check")).toMatchObject({ change: "added", a: undefined, b: { executions: 1 } });
    expect(graph.steps.get("search")).toMatchObject({ change: "same", deltaMs: 190 });
    const changes = [...graph.edges.values()].filter((edge) => edge.change !== "same").map((edge) => edge.id);
    expect(changes.toSorted()).toEqual(
      ["event:check→publish:Checked", "event:join→check:Draft", "event:join→publish:Draft"].toSorted(),
    );
  });
});

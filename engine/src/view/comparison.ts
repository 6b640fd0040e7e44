// Two runs side by side: paired rows, what was added and removed, and where the runs first part.

import {
  comparedSide,
  divergencePoints,
  type DivergencePoint,
  type ExecutionDifferences,
  type ComparedPair,
} from "./compare-executions.ts";
import { comparisonRows, type ComparisonRow } from "./comparison-rows.ts";
import { pairExecutions, type ExecutionPairs } from "./pair-executions.ts";
import type { RunView } from "./run-view.ts";
import { isSameValue } from "./value-diff.ts";

/** Where two runs first part. */
export interface Divergence {
  readonly kind: DivergencePoint["kind"] | "added" | "removed" | "runInput" | "runResult";
  /** The pair concerned; -1: the runs as a whole. */
  readonly pairIndex: number;
  /** Records at which each run stands there; for what only one run has, where the other one was then. */
  readonly aSeq: number;
  readonly bSeq: number;
  readonly position?: DivergencePoint["position"];
}

/** What is compared, and how closely. */
export interface ComparisonOptions {
  /** Keys whose values are not looked at, at any depth. @default none */
  readonly ignoredKeys?: ReadonlySet<string>;
  /** More equal siblings than this become one row. @default 5 */
  readonly collapseAbove?: number;
}

/** Two runs compared. Plain data: it can be posted from a worker. */
export interface Comparison {
  /** Every execution of either run once, top to bottom. */
  readonly pairs: readonly ComparedPair[];
  /** The same for reading: many equal siblings as one. */
  readonly rows: readonly ComparisonRow[];
  readonly pairOfA: Int32Array;
  readonly pairOfB: Int32Array;
  readonly counts: {
    readonly paired: number;
    readonly different: number;
    readonly added: number;
    readonly removed: number;
  };
  readonly firstDivergence: Divergence | undefined;
}

const NO_DIFFERENCES: ExecutionDifferences = {
  input: false,
  output: false,
  outcome: false,
  attempts: false,
  state: false,
};

function differencesAt(points: readonly DivergencePoint[]): ExecutionDifferences {
  const kinds = new Set(points.map((point) => point.kind));
  return {
    input: kinds.has("input"),
    output: kinds.has("output"),
    outcome: kinds.has("outcome"),
    attempts: kinds.has("attempts"),
    state: kinds.has("state"),
  };
}

/** One place in the common order of both runs. */
interface Slot {
  readonly a: number;
  readonly b: number;
  /** Where it stands in the common order; halves of record numbers, so both runs weigh alike. */
  readonly key: number;
  readonly aSeq: number;
  readonly bSeq: number;
}

/** What only one run has stands as far behind the last pair before it as it does in its own run. */
function slotsOf(a: RunView, b: RunView, { partnerOfA, partnerOfB }: ExecutionPairs): Slot[] {
  const slots: Slot[] = [];
  let anchor = { own: 1, other: 1 };
  for (const { index, firstSeq } of a.executions) {
    const partner = partnerOfA[index] ?? -1;
    const seqOfB = b.executions[partner]?.firstSeq;
    if (seqOfB !== undefined) anchor = { own: firstSeq, other: seqOfB };
    const bSeq = seqOfB ?? anchor.other + (firstSeq - anchor.own);
    slots.push({ a: index, b: partner, key: firstSeq + bSeq, aSeq: firstSeq, bSeq: Math.min(bSeq, b.lastSeq) });
  }
  anchor = { own: 1, other: 1 };
  for (const { index, firstSeq } of b.executions) {
    const seqOfA = a.executions[partnerOfB[index] ?? -1]?.firstSeq;
    if (seqOfA !== undefined) {
      anchor = { own: firstSeq, other: seqOfA };
      continue;
    }
    const aSeq = anchor.other + (firstSeq - anchor.own);
    slots.push({ a: -1, b: index, key: firstSeq + aSeq, aSeq: Math.min(aSeq, a.lastSeq), bSeq: firstSeq });
  }
  const nameOf = (slot: Slot): string => (a.executions[slot.a] ?? b.executions[slot.b])?.step ?? "";
  return slots.sort(
    (one, other) => one.key - other.key || (nameOf(one) < nameOf(other) ? -1 : Number(nameOf(one) > nameOf(other))),
  );
}

function elapsedMs(view: RunView, executionIndex: number): number | undefined {
  const execution = view.executions[executionIndex];
  return execution === undefined ? undefined : (execution.endedMs ?? view.lastMs) - execution.queuedMs;
}

class Comparer {
  readonly pairs: ComparedPair[] = [];
  readonly #a;
  readonly #b;
  readonly #ignoredKeys: ReadonlySet<string>;
  #first: { readonly key: number; readonly divergence: Divergence } | undefined;

  constructor(a: RunView, b: RunView, ignoredKeys: ReadonlySet<string>) {
    this.#a = comparedSide(a);
    this.#b = comparedSide(b);
    this.#ignoredKeys = ignoredKeys;
    const isSameInput = isSameValue(a.input, b.input, ignoredKeys);
    if (!isSameInput) this.#note({ kind: "runInput", pairIndex: -1, aSeq: 1, bSeq: 1 });
  }

  get first(): Divergence | undefined {
    return this.#first?.divergence;
  }

  add(slot: Slot): void {
    const index = this.pairs.length;
    const aMs = elapsedMs(this.#a.view, slot.a);
    const bMs = elapsedMs(this.#b.view, slot.b);
    const one = this.#a.view.executions[slot.a];
    const other = this.#b.view.executions[slot.b];
    const place = { index, a: slot.a, b: slot.b, step: one?.step ?? other?.step ?? "" };
    if (one !== undefined && other !== undefined) {
      const points = divergencePoints(
        { side: this.#a, execution: one },
        { side: this.#b, execution: other },
        this.#ignoredKeys,
      );
      for (const point of points) this.#note({ ...point, pairIndex: index });
      const change = points.length > 0 ? "different" : "same";
      this.pairs.push({
        ...place,
        change,
        aMs: aMs ?? 0,
        bMs: bMs ?? 0,
        deltaMs: (bMs ?? 0) - (aMs ?? 0),
        differences: points.length === 0 ? NO_DIFFERENCES : differencesAt(points),
      });
    } else {
      const kind = one === undefined ? "added" : "removed";
      this.#note({ kind, pairIndex: index, aSeq: slot.aSeq, bSeq: slot.bSeq });
      const times = one === undefined ? { bMs: bMs ?? 0 } : { aMs: aMs ?? 0 };
      this.pairs.push({ ...place, change: kind, ...times, differences: NO_DIFFERENCES });
    }
  }

  /** The result alone can differ where a step ends the run from what it holds in memory. */
  end(): void {
    const { view: a } = this.#a;
    const { view: b } = this.#b;
    const isSameEnd = a.status === b.status && isSameValue(a.result, b.result, this.#ignoredKeys);
    if (!isSameEnd)
      this.#note({ kind: "runResult", pairIndex: -1, aSeq: a.endedSeq ?? a.lastSeq, bSeq: b.endedSeq ?? b.lastSeq });
  }

  #note(divergence: Divergence): void {
    const key = divergence.aSeq + divergence.bSeq;
    if (this.#first === undefined || key < this.#first.key) this.#first = { key, divergence };
  }
}

/**
 * Compares two runs: of one workflow, of two versions of it, or of any two.
 * A run compared with itself shows no difference, and swapping the runs mirrors everything.
 *
 * @example
 * ```ts
 * import { compareRuns, RunFold } from "stepscope/view";
 *
 * const a = new RunFold().view();
 * const b = new RunFold().view();
 * if (a && b) console.log(compareRuns(a, b).firstDivergence);
 * ```
 */
export function compareRuns(a: RunView, b: RunView, options: ComparisonOptions = {}): Comparison {
  const { ignoredKeys = new Set(), collapseAbove = 5 } = options;
  const comparer = new Comparer(a, b, ignoredKeys);
  for (const slot of slotsOf(a, b, pairExecutions(a, b, ignoredKeys))) comparer.add(slot);
  comparer.end();
  const { pairs } = comparer;
  const pairOfA = new Int32Array(a.executions.length);
  const pairOfB = new Int32Array(b.executions.length);
  const counts = { paired: 0, different: 0, added: 0, removed: 0 };
  for (const pair of pairs) {
    if (pair.a >= 0) pairOfA[pair.a] = pair.index;
    if (pair.b >= 0) pairOfB[pair.b] = pair.index;
    if (pair.change === "same" || pair.change === "different") counts.paired += 1;
    if (pair.change !== "same") counts[pair.change] += 1;
  }
  const rows = comparisonRows({ a, b, pairs, collapseAbove });
  return { pairs, rows, pairOfA, pairOfB, counts, firstDivergence: comparer.first };
}

// Keeps two replays together: which record of one run stands for a record of the other.

import type { Comparison } from "./comparison.ts";
import type { RunView } from "./run-view.ts";

/** Records of two runs that stand for each other; both lists ascend. */
export interface LockStep {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/**
 * The points at which paired executions are queued and end, thinned to those that both runs passed in one order.
 *
 * @example
 * ```ts
 * import { compareRuns, lockStep, matchingSeq, type RunView } from "stepscope/view";
 *
 * declare const a: RunView;
 * declare const b: RunView;
 * console.log(matchingSeq(lockStep(a, b, compareRuns(a, b)), "a", 40));
 * ```
 */
export function lockStep(a: RunView, b: RunView, comparison: Comparison): LockStep {
  const points: { readonly a: number; readonly b: number }[] = [];
  for (const pair of comparison.pairs) {
    const one = a.executions[pair.a];
    const other = b.executions[pair.b];
    if (one === undefined || other === undefined) continue;
    points.push({ a: one.firstSeq, b: other.firstSeq });
    if (one.endedSeq !== undefined && other.endedSeq !== undefined) points.push({ a: one.endedSeq, b: other.endedSeq });
  }
  // By the sum, which both directions see alike; a point that would lead either run backwards is passed over.
  points.sort((one, other) => one.a + one.b - (other.a + other.b));
  const ofA = [0];
  const ofB = [0];
  for (const point of [...points, { a: a.lastSeq, b: b.lastSeq }]) {
    if (point.a <= (ofA.at(-1) ?? 0) || point.b <= (ofB.at(-1) ?? 0)) continue;
    ofA.push(point.a);
    ofB.push(point.b);
  }
  return { a: Float64Array.from(ofA), b: Float64Array.from(ofB) };
}

/** The record of the other run that stands for a record of one; between two known points, as far along as this one is. */
export function matchingSeq(steps: LockStep, side: "a" | "b", seq: number): number {
  const from = steps[side];
  const to = steps[side === "a" ? "b" : "a"];
  let low = 1;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((from[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  const start = from[low - 1] ?? 0;
  const length = (from[low] ?? start) - start;
  const other = to[low - 1] ?? 0;
  if (length <= 0) return other;
  const share = Math.min(1, Math.max(0, (seq - start) / length));
  return Math.floor(other + share * ((to[low] ?? other) - other));
}

/** How two runs are laid over each other. */
export type Alignment =
  | { readonly by: "start" }
  | { readonly by: "pair"; readonly pairIndex: number }
  | { readonly by: "divergence" };

/** How far run B is moved (ms, to the right) so that it stands with run A as asked. */
export function alignmentOffsetMs(
  a: RunView,
  b: RunView,
  how: Alignment & { readonly comparison: Comparison },
): number {
  switch (how.by) {
    case "start":
      return 0;
    case "pair": {
      const pair = how.comparison.pairs[how.pairIndex];
      const one = a.executions[pair?.a ?? -1];
      const other = b.executions[pair?.b ?? -1];
      return one === undefined || other === undefined
        ? 0
        : (one.startedMs ?? one.queuedMs) - (other.startedMs ?? other.queuedMs);
    }
    case "divergence": {
      const divergence = how.comparison.firstDivergence;
      if (divergence === undefined) return 0;
      return (a.recordMs[divergence.aSeq - 1] ?? 0) - (b.recordMs[divergence.bSeq - 1] ?? 0);
    }
  }
}

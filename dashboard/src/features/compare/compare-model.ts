// Everything that the panels of a comparison share.

import {
  type Comparison,
  type ComparisonRow,
  type LockStep,
  type RunView,
  type TimelineIndex,
  alignmentOffsetMs,
  lockStep,
  timelineIndex,
} from "stepscope/view";
import type { ALIGNMENTS } from "#lib/compare-params.ts";
import { type MergedAxis, mergedAxis } from "./merged-axis.ts";

/** One of the two runs. */
export interface ComparedRun {
  readonly view: RunView;
  readonly index: TimelineIndex;
}

/** The model. */
export interface CompareModel {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly comparison: Comparison;
  readonly steps: LockStep;
  readonly axis: MergedAxis;
  /** The row that holds the first divergence. */
  readonly divergentRowId: string | undefined;
}

/** How the runs are laid over each other. */
export interface AlignmentChoice {
  readonly align: (typeof ALIGNMENTS)[number];
  /** The row that both should begin together at, for `step`. */
  readonly rowId: string | undefined;
  readonly foldsIdle: boolean;
}

/** The row with this id. */
export function rowById(comparison: Comparison, rowId: string | undefined): ComparisonRow | undefined {
  return rowId === undefined ? undefined : comparison.rows.find((row) => row.id === rowId);
}

function offsetOf(
  runs: { readonly a: RunView; readonly b: RunView },
  comparison: Comparison,
  choice: AlignmentChoice,
): number {
  const { a, b } = runs;
  if (choice.align === "divergence") return alignmentOffsetMs(a, b, { by: "divergence", comparison });
  const pairIndex = choice.align === "step" ? (rowById(comparison, choice.rowId)?.pairIndexes[0] ?? -1) : -1;
  return pairIndex < 0 ? 0 : alignmentOffsetMs(a, b, { by: "pair", pairIndex, comparison });
}

/** Makes the model of two views and their comparison. */
export function compareModel(
  runs: { readonly a: RunView; readonly b: RunView },
  comparison: Comparison,
  choice: AlignmentChoice,
): CompareModel {
  const a = { view: runs.a, index: timelineIndex(runs.a) };
  const b = { view: runs.b, index: timelineIndex(runs.b) };
  const pairIndex = comparison.firstDivergence?.pairIndex ?? -1;
  const axis = mergedAxis(a.index, b.index, {
    offsetMs: offsetOf(runs, comparison, choice),
    foldsIdle: choice.foldsIdle,
  });
  return {
    a,
    b,
    comparison,
    steps: lockStep(runs.a, runs.b, comparison),
    axis,
    divergentRowId: pairIndex < 0 ? undefined : comparison.rows.find((row) => row.pairIndexes.includes(pairIndex))?.id,
  };
}

/** Whether a change of time is worth a colour. */
export function deltaTone(deltaMs: number | undefined): "worse" | "better" | "flat" {
  if (deltaMs === undefined || Math.abs(deltaMs) < 400) return "flat";
  return deltaMs > 0 ? "worse" : "better";
}

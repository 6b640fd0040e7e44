// What the views of a run share: its index, its axis, its groups, each made once per state of the run.

"use client";

import { useMemo } from "react";
import {
  type CriticalPath,
  type ReplayMarker,
  type RunView,
  type SiblingGroups,
  type TimeMap,
  type TimelineIndex,
  compressedTimeMap,
  criticalPath,
  plainTimeMap,
  replayMarkers,
  siblingGroups,
  timelineIndex,
} from "stepscope/view";

/** Everything derived from a view that more than one panel needs. */
export interface RunModel {
  readonly view: RunView;
  readonly index: TimelineIndex;
  readonly groups: SiblingGroups;
  /** The axis as drawn: gaps folded, or not. */
  readonly map: TimeMap;
  /** The axis with its gaps folded, whatever is drawn: replay skips idle time by it. */
  readonly foldedMap: TimeMap;
  readonly critical: CriticalPath;
  readonly markers: readonly ReplayMarker[];
  /** How many executions each step has. */
  readonly stepCounts: ReadonlyMap<string, number>;
}

function countSteps(view: RunView): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { step } of view.executions) counts.set(step, (counts.get(step) ?? 0) + 1);
  return counts;
}

/** The model of a view; undefined while there is none. */
export function useRunModel(view: RunView | undefined, foldsIdle: boolean): RunModel | undefined {
  const derived = useMemo(() => {
    if (view === undefined) return undefined;
    const index = timelineIndex(view);
    return {
      view,
      index,
      groups: siblingGroups(view),
      foldedMap: compressedTimeMap(index),
      critical: criticalPath(view),
      markers: replayMarkers(view),
      stepCounts: countSteps(view),
    };
  }, [view]);
  return useMemo(
    () =>
      derived === undefined
        ? undefined
        : { ...derived, map: foldsIdle ? derived.foldedMap : plainTimeMap(derived.index.endMs) },
    [derived, foldsIdle],
  );
}

// How many executions are in each phase, in the corner of the graph.

"use client";

import { type ReactElement, useMemo } from "react";
import { type PhaseCounts, type RunView, phaseCountsAt } from "stepscope/view";
import { formatCount } from "#lib/format.ts";
import { phaseStatus } from "#lib/run/phase-status.ts";
import { Status } from "#ui/status.tsx";

const LEGEND = [
  "completed",
  "running",
  "backingOff",
  "waiting",
  "queued",
  "failed",
  "cut",
  "notYet",
] as const satisfies readonly (keyof PhaseCounts)[];

/** The counts after the record `seq`. */
export function GraphLegend({ view, seq }: { readonly view: RunView; readonly seq: number }): ReactElement {
  const counts = useMemo(
    () =>
      phaseCountsAt(
        view,
        view.executions.map((execution) => execution.index),
        seq,
      ),
    [view, seq],
  );
  return (
    <div
      role="group"
      aria-label="Executions by status"
      className="absolute bottom-3 left-3 z-3 grid gap-0.5 rounded-card border border-border bg-card px-3 py-2 text-xs shadow-sm max-sm:static max-sm:mx-3 max-sm:mb-3"
    >
      {LEGEND.filter((phase) => counts[phase] > 0).map((phase) => (
        <span key={phase} className="flex items-center gap-4">
          <Status status={phaseStatus(phase)} className="text-xs font-normal" />
          <b className="nums ml-auto font-medium">{formatCount(counts[phase])}</b>
        </span>
      ))}
    </div>
  );
}

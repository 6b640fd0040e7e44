// A run's duration as a number and a bar: active, then waiting, in proportion to the longest row in sight.

"use client";

import type { ReactElement } from "react";
import type { RunSummary } from "stepscope/view";
import { formatDuration } from "#lib/format.ts";
import { cn } from "#lib/cn.ts";
import { isOver, isFailure, silentForMs } from "#lib/run-status.ts";

/** How long a run took, or takes so far: up to its last record when nothing is heard of it. */
export function elapsedMs(run: RunSummary, nowMs: number): number {
  const untilMs = silentForMs(run, nowMs) === undefined ? nowMs : run.updatedAtMs;
  return run.durationMs ?? Math.max(0, untilMs - run.startedAtMs);
}

/** Time it has waited for people, the open wait included. */
export function waitedMs(run: RunSummary, nowMs: number): number {
  return (
    run.waitingMs +
    (run.waitingSinceMs === undefined || isOver(run.status)
      ? 0
      : Math.max(0, nowMs - Math.max(run.waitingSinceMs, run.updatedAtMs)))
  );
}

/** The cell. */
export function DurationCell({
  run,
  longestMs,
  nowMs,
}: {
  readonly run: RunSummary;
  readonly longestMs: number;
  readonly nowMs: number;
}): ReactElement {
  const elapsed = elapsedMs(run, nowMs);
  const waited = Math.min(elapsed, waitedMs(run, nowMs));
  const scale = longestMs <= 0 ? 0 : 100 / longestMs;
  const active = Math.max(1.5, (elapsed - waited) * scale);
  return (
    <span className="grid grid-cols-[58px_minmax(0,1fr)] items-center gap-2 max-sm:grid-cols-[auto_minmax(0,96px)]">
      <span className="nums text-right max-sm:min-w-[58px] max-sm:text-left">{formatDuration(elapsed)}</span>
      <span aria-hidden className="relative h-1.5 overflow-hidden rounded-bar bg-muted">
        <i
          className={cn(
            "absolute inset-y-0 left-0",
            isFailure(run.status) ? "bg-fail" : isOver(run.status) || run.status === "waiting" ? "bg-k-step" : "bg-run",
          )}
          style={{ width: `${Math.min(100, active)}%` }}
        />
        {waited > 0 && (
          <i
            className="hatch-wait-fine absolute inset-y-0"
            style={{ left: `${active}%`, width: `${waited * scale}%` }}
          />
        )}
      </span>
    </span>
  );
}

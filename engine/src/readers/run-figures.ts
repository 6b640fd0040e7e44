// The few numbers of a run that totals are made of, and the totals.

import type { OverviewTotals } from "../view/reader-statistics.ts";
import type { RunStatus } from "../trace/run-status.ts";
import { weightedPercentile } from "./weighted-percentile.ts";

/** What totals need of a run. */
export interface RunFigures {
  readonly startedAtMs: number;
  readonly status: RunStatus;
  readonly activeMs?: number | undefined;
  readonly totalTokens: number;
  readonly costUsd: number;
}

/** The totals of a bucket, with the runs that ended well. */
export type BucketTotals = OverviewTotals & { readonly completed: number };

/** How runs end badly. */
export const FAILED_STATUSES = ["failed", "timedOut", "stalled"] as const satisfies readonly RunStatus[];

/** Whether a run ended badly. */
export function hasFailed({ status }: Pick<RunFigures, "status">): boolean {
  return FAILED_STATUSES.some((failed) => failed === status);
}

/** Adds up runs. */
export function totalsOf(runs: readonly RunFigures[]): BucketTotals {
  const ended = runs.flatMap(({ activeMs }) => (activeMs === undefined ? [] : [{ value: activeMs, weight: 1 }]));
  const p50ActiveMs = weightedPercentile(ended, 0.5);
  const p95ActiveMs = weightedPercentile(ended, 0.95);
  return {
    runs: runs.length,
    completed: runs.filter((run) => run.status === "completed").length,
    ended: ended.length,
    failed: runs.filter(hasFailed).length,
    totalTokens: runs.reduce((sum, run) => sum + run.totalTokens, 0),
    costUsd: runs.reduce((sum, run) => sum + run.costUsd, 0),
    ...(p50ActiveMs === undefined ? {} : { p50ActiveMs }),
    ...(p95ActiveMs === undefined ? {} : { p95ActiveMs }),
  };
}

/** The totals without what only buckets have. */
export function withoutCompleted({ completed: _completed, ...totals }: BucketTotals): OverviewTotals {
  return totals;
}

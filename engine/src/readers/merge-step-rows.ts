// Statistics of steps over many runs, from what each run says of its own.

import type { RunStepRow, StepStatistics } from "../view/reader-statistics.ts";
import { weightedPercentile } from "./weighted-percentile.ts";

/**
 * One line per workflow and step, the most executed first. Percentiles are those of the runs' own, each weighted by
 * its executions: exact where a run executes the step once.
 */
export function mergeStepRows(rows: readonly RunStepRow[]): readonly StepStatistics[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.workflow, row.step]));
  return [...groups.values()].map(mergeGroup).sort((a, b) => b.executions - a.executions || (a.step < b.step ? -1 : 1));
}

function mergeGroup(rows: readonly RunStepRow[]): StepStatistics {
  const sum = (of: (row: RunStepRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const executions = sum((row) => row.executions);
  const percentile = (of: (row: RunStepRow) => number, fraction: number) =>
    weightedPercentile(
      rows.map((row) => ({ value: of(row), weight: row.executions })),
      fraction,
    ) ?? 0;
  return {
    workflow: rows[0]?.workflow ?? "",
    step: rows[0]?.step ?? "",
    runs: new Set(rows.map((row) => row.runId)).size,
    executions,
    failures: sum((row) => row.failures),
    retries: sum((row) => row.retries),
    meanMs: executions === 0 ? 0 : sum((row) => row.totalMs) / executions,
    minMs: rows.reduce((least, row) => Math.min(least, row.minMs), Number.POSITIVE_INFINITY),
    maxMs: rows.reduce((most, row) => Math.max(most, row.maxMs), 0),
    p50Ms: percentile((row) => row.p50Ms, 0.5),
    p95Ms: percentile((row) => row.p95Ms, 0.95),
    meanQueueMs: executions === 0 ? 0 : sum((row) => row.queueMs) / executions,
  };
}

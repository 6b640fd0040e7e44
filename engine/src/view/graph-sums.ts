// Counts and percentiles of the executions that a node of a graph stands for.

import type { RunView } from "./run-view.ts";
import type { GraphNodeSums } from "./graph-view.ts";

/** The value that a share (0 to 1) of the sorted values does not exceed. */
export function percentile(sorted: Float64Array, share: number): number | undefined {
  return sorted.length === 0 ? undefined : sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Sums up some executions. */
export function graphNodeSums(view: RunView, executionIndexes: readonly number[]): GraphNodeSums {
  let completed = 0;
  let failed = 0;
  let retries = 0;
  let active = 0;
  let totalMs = 0;
  const durations: number[] = [];
  for (const index of executionIndexes) {
    const execution = view.executions[index];
    if (execution === undefined) continue;
    retries += Math.max(0, execution.attempts.length - 1);
    if (execution.outcome === "completed") completed += 1;
    else if (execution.outcome === "failed") failed += 1;
    else if (execution.endedMs === undefined) active += 1;
    if (execution.startedMs === undefined) continue;
    totalMs += (execution.endedMs ?? view.lastMs) - execution.startedMs;
    if (execution.endedMs !== undefined) durations.push(execution.endedMs - execution.startedMs);
  }
  const sorted = Float64Array.from(durations).sort();
  const p50Ms = percentile(sorted, 0.5);
  const p95Ms = percentile(sorted, 0.95);
  const sums = { executions: executionIndexes.length, completed, failed, retries, active, totalMs };
  return p50Ms === undefined || p95Ms === undefined ? sums : { ...sums, p50Ms, p95Ms };
}

// What an execution, or a node of a graph, was doing at a record.

import type { ExecutionView } from "./execution-view.ts";
import type { RunView } from "./run-view.ts";

/** What an execution is doing. `notYet`: it is not there yet. `cut`: cancelled, or left without an end. */
export type Phase = "notYet" | "queued" | "running" | "waiting" | "backingOff" | "completed" | "failed" | "cut";

/** How many executions are in each phase. */
export type PhaseCounts = Readonly<Record<Phase, number>>;

function endPhase(execution: ExecutionView): Phase {
  switch (execution.outcome) {
    case "completed":
      return "completed";
    case "failed":
      return "failed";
    case "cancelled":
    case "unfinished":
      return "cut";
    case "queued":
    case "running":
    case "waiting":
    case "retrying":
      return "running";
  }
}

/**
 * The phase of an execution once a record had been written.
 *
 * @example
 * ```ts
 * import { phaseAt, type RunView } from "stepscope/view";
 *
 * declare const view: RunView;
 * for (const execution of view.executions) console.log(execution.id, phaseAt(execution, 40));
 * ```
 */
export function phaseAt(execution: ExecutionView, seq: number): Phase {
  if (seq < execution.firstSeq) return "notYet";
  if (execution.endedSeq !== undefined && seq >= execution.endedSeq) return endPhase(execution);
  const attempt = execution.attempts.findLast((one) => one.startedSeq <= seq);
  if (attempt === undefined) return "queued";
  if (attempt.endedSeq !== undefined && seq >= attempt.endedSeq)
    return attempt.outcome === "retried" ? "backingOff" : "queued";
  const isWaiting = execution.waits.some((wait) => wait.fromSeq <= seq && seq < (wait.resumedSeq ?? Infinity));
  return isWaiting ? "waiting" : "running";
}

/** The phases of some executions once a record had been written. */
export function phaseCountsAt(view: RunView, executionIndexes: readonly number[], seq: number): PhaseCounts {
  const counts = { notYet: 0, queued: 0, running: 0, waiting: 0, backingOff: 0, completed: 0, failed: 0, cut: 0 };
  for (const index of executionIndexes) {
    const execution = view.executions[index];
    if (execution !== undefined) counts[phaseAt(execution, seq)] += 1;
  }
  return counts;
}

const BY_WEIGHT = [
  "running",
  "waiting",
  "backingOff",
  "queued",
  "failed",
  "cut",
  "completed",
] as const satisfies readonly Phase[];

/** The one phase that stands for many: what is under way before what is over, failures before successes. */
export function dominantPhase(counts: PhaseCounts): Phase {
  const active = BY_WEIGHT.find((phase) => counts[phase] > 0) ?? "notYet";
  return active === "completed" && counts.notYet > 0 ? "queued" : active;
}

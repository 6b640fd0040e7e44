// Run statuses as pages group and name them.

import type { RunStatus, RunSummary } from "stepscope/view";

/** Everything a run or an execution can be shown as. */
export type StatusName =
  | "completed"
  | "running"
  | "retrying"
  | "waiting"
  | "queued"
  | "notYet"
  | "failed"
  | "timedOut"
  | "stalled"
  | "cancelled"
  | "blocked";

/** Whether nothing follows this status. */
export function isOver(status: RunStatus): boolean {
  return status === "completed" || status === "cancelled" || isFailure(status);
}

/** Whether it counts as a failure. */
export function isFailure(status: RunStatus): boolean {
  return status === "failed" || status === "timedOut" || status === "stalled";
}

/** What to show: a running run with a step backing off is retrying. */
export function shownStatus(run: Pick<RunSummary, "status" | "backingOff">): StatusName {
  return run.status === "running" && run.backingOff > 0 ? "retrying" : run.status;
}

// Statuses of executions and spans as they are shown.

import type { ExecutionOutcome } from "stepscope/view";
import type { StatusName } from "#lib/run-status.ts";

/** The status that stands for an outcome. */
export function executionStatus(outcome: ExecutionOutcome): StatusName {
  return outcome === "unfinished" ? "cancelled" : outcome;
}

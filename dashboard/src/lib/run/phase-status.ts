// The status that stands for a phase of an execution.

import type { Phase } from "stepscope/view";
import type { StatusName } from "../run-status.ts";

/** How a phase is shown. */
export function phaseStatus(phase: Phase): StatusName {
  switch (phase) {
    case "backingOff":
      return "retrying";
    case "cut":
      return "cancelled";
    case "notYet":
    case "queued":
    case "running":
    case "waiting":
    case "completed":
    case "failed":
      return phase;
  }
}

// The last run of each workflow, for drawing what it did.

import type { RunLoop } from "../run/run-loop.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";

const lastLoops = new WeakMap<LaunchableWorkflow, RunLoop>();

/** Remembers a run as the last one of its workflow. */
export function noteRun(workflow: LaunchableWorkflow, loop: RunLoop): void {
  lastLoops.set(workflow, loop);
}

/** The last run of a workflow in this process. */
export function lastRunOf(workflow: LaunchableWorkflow): RunLoop | undefined {
  return lastLoops.get(workflow);
}

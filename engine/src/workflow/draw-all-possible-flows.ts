// Draws everything that a workflow's definition allows.

import { OptionError } from "../errors/option-error.ts";
import { flowDrawing } from "../graph/flow-drawing.ts";
import { renderDrawing, type DrawingFormat, type DrawingOptions, type Rendered } from "../graph/render-drawing.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { buildDefinition } from "./build-definition.ts";
import { Workflow } from "./workflow.ts";

/** What can be drawn: a workflow, a class of decorated methods, or a graph, such as one from a store. */
export type DrawableFlow =
  | { readonly definition: () => { readonly graph: WorkflowGraph } }
  | WorkflowClass
  | WorkflowGraph;

/** A class of workflows. */
export type WorkflowClass = abstract new (...parameters: never[]) => object;

/**
 * Draws everything that can happen in a workflow: its steps, its events, and which leads to which.
 *
 * @returns the text of the format; for `json` the drawing as data. Also written to `filename`, if given.
 * @throws OptionError when the format is unknown, or a class without decorated methods is given: its fields exist in instances only.
 *
 * @example
 * ```ts
 * import { drawAllPossibleFlows, StartEvent, StopEvent, Workflow } from "stepscope";
 *
 * const flow = new Workflow({ name: "tiny" });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function only() {
 *   return new StopEvent();
 * });
 * console.log(await drawAllPossibleFlows(flow, { format: "mermaid" }));
 * ```
 */
export async function drawAllPossibleFlows<Format extends DrawingFormat = "html">(
  flow: DrawableFlow,
  options?: DrawingOptions<Format>,
): Promise<Rendered<Format>> {
  return renderDrawing(flowDrawing(graphOf(flow)), options);
}

function graphOf(flow: DrawableFlow): WorkflowGraph {
  if (typeof flow === "function") return graphOfClass(flow);
  return "definition" in flow ? flow.definition().graph : flow;
}

function graphOfClass(workflowClass: WorkflowClass): WorkflowGraph {
  const target: unknown = workflowClass.prototype;
  if (!(target instanceof Workflow))
    throw new OptionError(
      "drawAllPossibleFlows: the workflow",
      "a workflow, a class that extends Workflow, or a graph",
      workflowClass,
    );
  const { graph } = buildDefinition({ name: workflowClass.name, target, functions: [] }).definition;
  if (graph.steps.length > 0) return graph;
  throw new OptionError(
    "drawAllPossibleFlows: the workflow",
    "an instance where steps are fields (a class alone has no fields)",
    workflowClass,
  );
}

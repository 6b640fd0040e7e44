// Draws what the last run of a workflow did, or what one run did.

import { ContextError } from "../errors/run-errors.ts";
import { renderDrawing, type DrawingFormat, type DrawingOptions, type Rendered } from "../graph/render-drawing.ts";
import { LiveRunHandler } from "../run/run-handler.ts";
import { executionDrawing } from "../trace/execution-drawing.ts";
import type { RecordBody } from "../trace/record.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import { lastRunOf } from "./recent-runs.ts";

/** What can be drawn: a run's handler, its records, or a workflow whose last run is meant. */
export type DrawableExecution = LaunchableWorkflow | AnyRunHandler | Iterable<RecordBody>;

/** A run's handler, whatever the types of its result and its state. */
type AnyRunHandler = Pick<RunHandler<unknown>, "runId" | "status" | "cancel" | "toJSON">;

/**
 * Draws what a run did: its executions, and the event that led to each. Of a long run without a store, its end.
 *
 * @returns the text of the format; for `json` the drawing as data. Also written to `filename`, if given.
 * @throws OptionError when the format is unknown; ContextError when the workflow has not been run in this process.
 *
 * @example
 * ```ts
 * import { drawMostRecentExecution, StartEvent, StopEvent, Workflow } from "stepscope";
 *
 * const flow = new Workflow({ name: "tiny" });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function only() {
 *   return new StopEvent();
 * });
 * await flow.run();
 * console.log(await drawMostRecentExecution(flow, { format: "mermaid" }));
 * ```
 */
export async function drawMostRecentExecution<Format extends DrawingFormat = "html">(
  execution: DrawableExecution,
  options?: DrawingOptions<Format>,
): Promise<Rendered<Format>> {
  return renderDrawing(executionDrawing(recordsOf(execution)), options);
}

function recordsOf(execution: DrawableExecution): Iterable<RecordBody> {
  if (Symbol.iterator in execution) return execution;
  if (execution instanceof LiveRunHandler) return execution.records();
  const last = isWorkflow(execution) ? lastRunOf(execution) : undefined;
  if (last !== undefined) return last.feed.records();
  throw new ContextError(
    "drawMostRecentExecution was given nothing that has run here. Pass the handler of a run, or a workflow after its first run.",
  );
}

function isWorkflow(value: object): value is LaunchableWorkflow {
  return "definition" in value && "validate" in value;
}

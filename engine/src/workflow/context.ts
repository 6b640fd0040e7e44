// The name users know: the type of a step's second parameter, and the way back from a snapshot.

import { currentLauncher, type LaunchableWorkflow } from "./launcher.ts";
import type { SavedContext } from "./run-options.ts";
import type { StepContext } from "./step-context.ts";

/** What a step receives beside its event. */
export type Context<State extends object = Record<string, unknown>, Resources extends object = object> = StepContext<
  State,
  Resources
>;

/**
 * The way back from a snapshot.
 *
 * @example
 * ```ts
 * import { Context, StartEvent, StopEvent, Workflow } from "stepscope";
 *
 * const flow = new Workflow<{ n: number }, number>({ name: "twice" });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function twice(ev) {
 *   return new StopEvent({ result: ev.n * 2 });
 * });
 * const handler = flow.run({ n: 21 });
 * const json = JSON.stringify(handler);
 * await handler;
 * console.log(await flow.run(undefined, { context: Context.from(flow, json) }));
 * ```
 */
export const Context: {
  /** Reads a snapshot (`JSON.stringify(handler)`). @throws ContextError when it is damaged, newer, or another workflow's. */
  from(workflow: LaunchableWorkflow, snapshot: unknown): SavedContext;
} = {
  from: (workflow, snapshot) => currentLauncher().restoreContext(workflow, snapshot),
};

// The contract between a workflow and whatever runs it; the core door installs the in-process engine here.

import { EngineMissingError } from "../errors/workflow-errors.ts";
import type { Problem } from "../errors/workflow-problem.ts";
import type { WorkflowDefinition } from "./definition.ts";
import type { ResourceScope } from "./resource.ts";
import type { RunHandler } from "./run-handler.ts";
import type { RunOptions, SavedContext, WorkflowOptions } from "./run-options.ts";
import type { Stepper } from "./stepper.ts";

/** A workflow, as the engine sees it. */
export interface LaunchableWorkflow {
  readonly name: string;
  readonly options: WorkflowOptions;
  /** Made at first use, the same from then on. */
  definition(): WorkflowDefinition;
  /** Everything wrong with the definition. */
  validate(): readonly Problem[];
  /** Its cached resources. */
  readonly resourceScope: ResourceScope;
}

/** Runs workflows. */
export interface Launcher {
  /** Starts a run. Never throws: an invalid workflow, option or input rejects through the handler. */
  run(workflow: LaunchableWorkflow, input: unknown, options: RunOptions): RunHandler<unknown, object>;
  stepwise(workflow: LaunchableWorkflow, input: unknown, options: RunOptions): Stepper<unknown>;
  /** Reads a snapshot. @throws ContextError when it is damaged, newer, or another workflow's. */
  restoreContext(workflow: LaunchableWorkflow, snapshot: unknown): SavedContext;
}

let installed: Launcher | undefined;

/** Makes this engine the one that runs every workflow of this copy of the package. */
export function installLauncher(launcher: Launcher): void {
  installed = launcher;
}

/** The installed engine. @throws EngineMissingError when there is none. */
export function currentLauncher(): Launcher {
  if (installed === undefined) throw new EngineMissingError();
  return installed;
}

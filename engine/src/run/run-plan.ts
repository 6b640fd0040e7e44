// What the loop of a run is made of.

import type { AsyncResource } from "node:async_hooks";
import type { RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { Clock } from "./clock.ts";
import type { ChildRequest, RunHost } from "./run-host.ts";
import type { RunState } from "./run-state.ts";
import type { SegmentFacts } from "./segment-facts.ts";

/** What a loop is made of. */
export interface RunPlan {
  readonly workflow: LaunchableWorkflow;
  readonly definition: WorkflowDefinition;
  readonly state: RunState;
  readonly clock: Clock;
  readonly segment: number;
  readonly facts: SegmentFacts;
  /** The asynchronous context in which the run was asked for. */
  readonly caller: AsyncResource;
  /** Starts wait for the stepper instead of happening by themselves. */
  readonly isStepwise: boolean;
  readonly launchChild: (request: ChildRequest, host: RunHost) => RunHandler<unknown, object>;
  /** Hears each record, such as the verbose log. */
  readonly onRecord?: (record: RunRecord) => void;
}

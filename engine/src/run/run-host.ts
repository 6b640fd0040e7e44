// What executions, contexts, stores and handlers need of the loop that carries their run.

import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody } from "../trace/record.ts";
import type { RunRecorder } from "../trace/recorder.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { Clock } from "./clock.ts";
import type { EventBook } from "./event-book.ts";
import type { RunState } from "./run-state.ts";

/** A child run to start. */
export interface ChildRequest {
  readonly workflow: LaunchableWorkflow;
  readonly input: unknown;
  readonly executionId: string;
  readonly signal: AbortSignal;
}

/** The loop, as its parts see it. */
export interface RunHost {
  readonly state: RunState;
  readonly workflow: LaunchableWorkflow;
  readonly definition: WorkflowDefinition;
  readonly book: EventBook;
  readonly clock: Clock;
  readonly recorder: RunRecorder;
  readonly isOver: boolean;
  /**
   * Records, reduces and sends one group; what follows from it happens soon, never inside this call.
   * `instances` are the events behind the first of the bodies, place by place.
   */
  commit(bodies: readonly RecordBody[], instances?: readonly (WorkflowEvent | undefined)[]): void;
  /** Resolves once everything recorded so far is as durable as the sinks promise; `undefined` when it need not wait. */
  durable(): Promise<unknown> | undefined;
  launchChild(request: ChildRequest): RunHandler<unknown, object>;
}

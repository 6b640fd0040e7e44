// Stepwise execution: one step execution at a time, by hand.

import type { WorkflowEvent } from "../event/workflow-event.ts";

/** A step execution that is ready. */
export interface ReadyStep {
  readonly executionId: string;
  readonly step: string;
  /** Counted from 0. */
  readonly attempt: number;
  readonly inputEvents: readonly WorkflowEvent[];
}

/** What one call of `runStep` did. */
export interface StepOutcome extends ReadyStep {
  readonly outcome: "completed" | "failed" | "retryScheduled" | "waiting";
  readonly outputEvents: readonly WorkflowEvent[];
  readonly error?: unknown;
}

/** Runs a workflow one step execution at a time. */
export interface Stepper<Output> {
  readonly runId: string;
  /** Executes the next ready step; waits for a due timer or an answer when none is ready. `undefined` when done. */
  runStep(): Promise<StepOutcome | undefined>;
  isDone(): boolean;
  /** The result. @throws what the run failed with; ContextError while it is not done. */
  getResult(): Output;
  /** What is ready, in the order in which it would run. */
  pending(): readonly ReadyStep[];
  /** Sends an event into the run. */
  sendEvent(event: WorkflowEvent, options?: { readonly step?: string }): Promise<void>;
}

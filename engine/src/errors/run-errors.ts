// Errors of a run and its steps: everything that can end one, and every misuse of one.

import { StepscopeError, type ErrorDetails } from "./stepscope-error.ts";

/**
 * A run passed its deadline.
 *
 * @example
 * ```ts
 * import { RunTimeoutError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof RunTimeoutError ? `run ${error.runId} took too long` : undefined;
 * }
 * ```
 */
export class RunTimeoutError extends StepscopeError {
  readonly runId: string;

  constructor(runId: string, timeoutMs: number, activeSteps: readonly string[]) {
    const active = activeSteps.length === 0 ? "none" : activeSteps.join(", ");
    super(
      "RUN_TIMEOUT",
      `Run ${runId} timed out after ${timeoutMs} ms; active steps: ${active}. Raise timeoutMs, or give the slow step a timeoutMs and a retry policy of its own.`,
      {
        details: { runId, timeoutMs, activeSteps },
      },
    );
    this.runId = runId;
  }
}

/**
 * A run was cancelled.
 *
 * @example
 * ```ts
 * import { RunCancelledError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof RunCancelledError ? error.reason : undefined;
 * }
 * ```
 */
export class RunCancelledError extends StepscopeError {
  readonly runId: string;
  readonly reason: string | undefined;

  constructor(runId: string, reason?: string) {
    super("RUN_CANCELLED", `Run ${runId} was cancelled${reason === undefined ? "" : `: ${reason}`}.`, {
      details: { runId, ...(reason === undefined ? {} : { reason }) },
    });
    this.runId = runId;
    this.reason = reason;
  }
}

/**
 * A run has nothing left to do and no result.
 *
 * @example
 * ```ts
 * import { RunStalledError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof RunStalledError ? error.message : undefined;
 * }
 * ```
 */
export class RunStalledError extends StepscopeError {
  readonly runId: string;

  constructor(runId: string, summary: string, report: ErrorDetails) {
    super(
      "RUN_STALLED",
      `Run ${runId} stalled: nothing is queued, running or waiting, and no stop event came. ${summary}`,
      { details: { runId, ...report } },
    );
    this.runId = runId;
  }
}

/**
 * A run id is taken.
 *
 * @example
 * ```ts
 * import { RunIdConflictError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof RunIdConflictError ? "it has been started already" : undefined;
 * }
 * ```
 */
export class RunIdConflictError extends StepscopeError {
  constructor(runId: string, where: string) {
    super(
      "RUN_ID_CONFLICT",
      `The run id ${runId} is taken: ${where}. Leave runId out to get a new one, or resume that run.`,
      { details: { runId, where } },
    );
  }
}

/**
 * A run has ended and takes nothing more.
 *
 * @example
 * ```ts
 * import { RunEndedError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof RunEndedError ? "too late" : undefined;
 * }
 * ```
 */
export class RunEndedError extends StepscopeError {
  constructor(runId: string, what: string) {
    super(
      "RUN_ENDED",
      `Run ${runId} has ended: ${what}. Start another run, or send while handler.status() is "running" or "waiting".`,
      { details: { runId } },
    );
  }
}

/**
 * One attempt of a step passed its `timeoutMs`.
 *
 * @example
 * ```ts
 * import { StepTimeoutError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof StepTimeoutError ? `the step ${error.step} took too long` : undefined;
 * }
 * ```
 */
export class StepTimeoutError extends StepscopeError {
  readonly step: string;

  constructor(step: string, timeoutMs: number, executionId: string) {
    super(
      "STEP_TIMEOUT",
      `The step ${step} timed out after ${timeoutMs} ms (execution ${executionId}). Raise its timeoutMs, let it stop early through ctx.signal, or give it a retry policy.`,
      {
        details: { step, timeoutMs, executionId },
      },
    );
    this.step = step;
  }
}

/**
 * A wait passed its `timeoutMs`.
 *
 * @example
 * ```ts
 * import { WaitTimeoutError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof WaitTimeoutError ? `no ${error.eventType} came` : undefined;
 * }
 * ```
 */
export class WaitTimeoutError extends StepscopeError {
  readonly step: string;
  readonly eventType: string;

  constructor(step: string, eventType: string, timeoutMs: number | undefined) {
    const after = timeoutMs === undefined ? "its deadline passed" : `${timeoutMs} ms passed`;
    super(
      "WAIT_TIMEOUT",
      `The step ${step} waited for ${eventType} in vain: ${after}. Catch this error in the step to go on without an answer, or raise timeoutMs.`,
      {
        details: { step, eventType, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
      },
    );
    this.step = step;
    this.eventType = eventType;
  }
}

/**
 * A step is named that the workflow does not have, or that does not accept the event.
 *
 * @example
 * ```ts
 * import { StepUnknownError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof StepUnknownError ? error.message : undefined;
 * }
 * ```
 */
export class StepUnknownError extends StepscopeError {
  constructor(message: string, details: ErrorDetails) {
    super("STEP_UNKNOWN", message, { details });
  }
}

/**
 * A step returned something that is no event.
 *
 * @example
 * ```ts
 * import { StepReturnError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof StepReturnError ? error.message : undefined;
 * }
 * ```
 */
export class StepReturnError extends StepscopeError {
  constructor(step: string, returned: string, emits: readonly string[]) {
    const declared = emits.length === 0 ? "emits nothing" : `declares emits: ${emits.join(", ")}`;
    super(
      "STEP_RETURN_INVALID",
      `The step ${step} returned ${returned}, but it ${declared}. Return an event, an array of events, or nothing.`,
      { details: { step, returned, emits } },
    );
  }
}

/**
 * A step emitted an event that its `emits` does not name.
 *
 * @example
 * ```ts
 * import { EventNotDeclaredError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof EventNotDeclaredError ? error.message : undefined;
 * }
 * ```
 */
export class EventNotDeclaredError extends StepscopeError {
  constructor(step: string, eventType: string, emits: readonly string[]) {
    const declared = emits.length === 0 ? "declares that it emits nothing" : `declares emits: ${emits.join(", ")}`;
    super(
      "EVENT_NOT_DECLARED",
      `The step ${step} emitted ${eventType}, but it ${declared}. Add ${eventType} to its emits.`,
      { details: { step, eventType, emits } },
    );
  }
}

/**
 * The context of a step, or a saved one, is used in a way that cannot work.
 *
 * @example
 * ```ts
 * import { ContextError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof ContextError ? error.message : undefined;
 * }
 * ```
 */
export class ContextError extends StepscopeError {
  constructor(message: string, details: ErrorDetails = {}, cause?: unknown) {
    super("CONTEXT_INVALID", message, { details, cause });
  }
}

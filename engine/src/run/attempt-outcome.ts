// How attempts end: what is told of it, what a retry policy decides, what later attempts know of earlier ones.

import { fromErrorData } from "../codec/error-codec.ts";
import { OptionError } from "../errors/option-error.ts";
import type { StepFailedEvent } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RetryDecision } from "../workflow/retry-policy.ts";
import type { Clock } from "./clock.ts";
import type { AttemptHistory, LiveExecution } from "./live-execution.ts";
import type { ExecutionState } from "./run-state.ts";

/** How an attempt ended. */
export interface SettledAttempt {
  readonly execution: ExecutionState;
  readonly attempt: number;
  readonly outcome: "completed" | "failed" | "retryScheduled" | "waiting";
  /** What it sent and returned. */
  readonly outputEvents: readonly WorkflowEvent[];
  readonly error: unknown;
}

/** What an earlier process knew of an execution's earlier attempts. */
export function historyOf({ firstStartedAtMs, lastError }: ExecutionState, clock: Clock): AttemptHistory | undefined {
  if (firstStartedAtMs === undefined) return undefined;
  const firstStartedMs = clock.monotonicMs() - Math.max(0, clock.now() - firstStartedAtMs);
  return { firstStartedMs, lastError: lastError === undefined ? undefined : fromErrorData(lastError) };
}

/** A policy that throws has decided: what the step threw stands. */
export function decide(live: LiveExecution, error: unknown): RetryDecision {
  const { retry } = live.definition;
  if (retry === undefined) return { retry: false };
  const { attempt, elapsedMs, runId, step, executionId } = live;
  try {
    const decision = retry.decide({ error, attempt, elapsedMs, seed: `${runId}/${step}/${executionId}/${attempt}` });
    if (decision.retry && !(decision.delayMs >= 0 && decision.delayMs < Number.POSITIVE_INFINITY))
      throw new OptionError(
        `the wait before attempt ${attempt + 1}`,
        "a number of milliseconds from 0",
        decision.delayMs,
      );
    return decision;
  } catch (problem) {
    console.error(`stepscope: the retry policy of ${step} threw, so the step is not tried again: ${String(problem)}`);
    return { retry: false };
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Whatever was thrown is handed over, also when it is not an Error. */
export function asFailedPayload(payload: object): ConstructorParameters<typeof StepFailedEvent>[0] {
  return payload as ConstructorParameters<typeof StepFailedEvent>[0];
}

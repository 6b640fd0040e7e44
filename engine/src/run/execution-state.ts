// Makes the state of executions, and lists those of a run that are not over, in their order.

import type { FreshWork } from "./fresh-queue.ts";
import type { ExecutionState, RunState, StepState } from "./run-state.ts";

/** What an execution begins with. */
export interface NewExecution extends Pick<
  ExecutionState,
  "step" | "eventIds" | "queuedAtMs" | "scopeId" | "branch" | "recoveries"
> {
  /** Counted from 1 over the run. */
  readonly number: number;
}

/** An execution before its first attempt. */
export function createExecution(input: NewExecution): ExecutionState {
  const { number, step, eventIds, queuedAtMs, scopeId, branch, recoveries } = input;
  return {
    id: executionIdOf(number),
    step,
    eventIds,
    phase: "queued",
    attempt: 0,
    worker: -1,
    queuedAtMs,
    firstStartedAtMs: undefined,
    startedAtMs: undefined,
    lastError: undefined,
    lastFailedAtMs: undefined,
    dueMs: undefined,
    waiterIds: undefined,
    wakes: undefined,
    isDetached: false,
    answers: undefined,
    collected: undefined,
    once: undefined,
    sentKeys: undefined,
    sent: 0,
    returned: undefined,
    children: undefined,
    scopeId,
    branch,
    recoveries,
    live: undefined,
  };
}

/** The execution of an event that waits for its first slot. */
export function freshExecution(state: RunState, step: StepState, work: FreshWork): ExecutionState {
  const { number, eventId, queuedAtMs } = work;
  const event = state.events.get(eventId);
  return createExecution({
    number,
    step: step.name,
    eventIds: [eventId],
    queuedAtMs,
    scopeId: event?.scopeId,
    branch: event?.branch ?? 0,
    recoveries: event?.recoveries,
  });
}

export function executionIdOf(number: number): string {
  return `x${number}`;
}

/** Executions that have had a slot, or wait for one with more than an event, oldest first. */
export function heldExecutions(state: RunState): readonly ExecutionState[] {
  return inOrder([...state.executions.values()]);
}

/** All executions that are not over, oldest first; those of events that wait for their first slot are made for this. */
export function unfinishedExecutions(state: RunState): readonly ExecutionState[] {
  const fresh = state.stepList.flatMap((step) => Array.from(step.fresh, (work) => freshExecution(state, step, work)));
  return inOrder([...state.executions.values(), ...fresh]);
}

/** What waits for a slot of a step, those first that have theirs next. */
export function* queuedExecutions(state: RunState, step: StepState): Generator<ExecutionState, undefined, undefined> {
  for (const executionId of step.queue) {
    const execution = state.executions.get(executionId);
    if (execution !== undefined) yield execution;
  }
  for (const work of step.fresh) yield freshExecution(state, step, work);
  return undefined;
}

function inOrder(executions: readonly ExecutionState[]): readonly ExecutionState[] {
  return executions.toSorted((left, right) => numberOf(left) - numberOf(right));
}

function numberOf({ id }: ExecutionState): number {
  return Number(id.slice(1));
}

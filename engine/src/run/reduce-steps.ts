// What happens to an execution: it starts, completes, is tried again, fails for good, or is recovered.

import type { ErrorData } from "../errors/error-data.ts";
import type { RecordData } from "../trace/record.ts";
import { closeExecution, fillSlots, freeSlot, openExecution } from "./execution-lifecycle.ts";
import { expectedJoins } from "./expected-joins.ts";
import { addRecovery, recoveriesBy } from "./recovery-counts.ts";
import { deliverReturned } from "./reduce-events.ts";
import { settleMoved } from "./reduce-joins.ts";
import { failRun } from "./run-outcome.ts";
import type { ExecutionState, RunState, StepState } from "./run-state.ts";
import { effectivePlace, sealScope } from "./scope-tree.ts";
import { releaseEvent, type Turn } from "./turn.ts";
import { addTimer } from "./waiter-index.ts";

/** How many of the last steps a stalled run names. */
const RECENT_STEPS = 5;

/** `step.started`. */
export function reduceStepStarted(turn: Turn, data: RecordData["step.started"]): void {
  const execution = turn.state.executions.get(data.executionId);
  if (execution === undefined) return;
  execution.phase = "running";
  execution.startedAtMs = turn.timeMs;
  execution.firstStartedAtMs ??= turn.timeMs;
  execution.isDetached = false;
}

/** `step.completed`: what it returned is delivered, in order, and its slot goes to the next. */
export function reduceStepCompleted(turn: Turn, data: RecordData["step.completed"]): void {
  const { state } = turn;
  const execution = state.executions.get(data.executionId);
  const step = state.steps.get(data.step);
  if (execution === undefined || step === undefined) return;
  step.completed += 1;
  noteStep(state, data.step);
  const isList = data.isFanOut === true;
  closeExecution(turn, execution);
  if (execution.returned !== undefined || isList) deliverReturned(turn, execution, isList);
  closeFanOut(turn, execution, isList);
  fillSlots(turn, step);
}

/** `step.retryScheduled`: the slot is free while it backs off. */
export function reduceRetryScheduled(turn: Turn, data: RecordData["step.retryScheduled"]): void {
  const { state } = turn;
  const execution = state.executions.get(data.executionId);
  const step = state.steps.get(data.step);
  if (execution === undefined || step === undefined) return;
  step.retries += 1;
  if (execution.phase === "waiting") state.busy += 1;
  freeSlot(turn, execution);
  endAttempt(turn, execution, data.error);
  execution.phase = "backingOff";
  execution.attempt += 1;
  execution.dueMs = data.dueMs;
  // A wait that timed out is waited for again; an answer that came is not asked for twice.
  if (execution.answers !== undefined)
    execution.answers = execution.answers.filter(({ outcome }) => outcome === "matched");
  addTimer(turn, { purpose: "retry", dueMs: data.dueMs, executionId: execution.id, waiterId: undefined });
  fillSlots(turn, step);
}

/** `step.failed`: a handler takes over, or the run fails. */
export function reduceStepFailed(turn: Turn, data: RecordData["step.failed"]): void {
  const { state } = turn;
  const execution = state.executions.get(data.executionId);
  const step = state.steps.get(data.step);
  if (execution === undefined || step === undefined) return;
  step.failed += 1;
  noteStep(state, data.step);
  const recovery = execution.returned;
  const handler = recovery === undefined ? undefined : recoveryHandler(state, execution);
  closeExecution(turn, execution);
  if (handler === undefined || recovery === undefined) {
    failRun(turn, execution, data.error);
    return;
  }
  const recoveries = addRecovery(execution.recoveries, handler.name);
  const opened = openExecution(turn, handler, { ...effectivePlace(state, execution), eventIds: recovery, recoveries });
  turn.derive({
    kind: "recovery.started",
    data: {
      executionId: opened.id,
      step: handler.name,
      failedExecutionId: execution.id,
      failedStep: execution.step,
      recovery: recoveriesBy(recoveries, handler.name),
    },
  });
  for (const eventId of recovery) releaseEvent(turn, eventId);
  fillSlots(turn, handler);
  closeFanOut(turn, execution, false);
  fillSlots(turn, step);
}

/** The handler that would take over from an execution that failed for good; none once its budget is spent. */
export function recoveryHandler(state: RunState, execution: ExecutionState): StepState | undefined {
  const index = state.routing.recoveries.get(execution.step);
  const handler = index === undefined ? undefined : state.stepList[index];
  const budget = handler?.node.recovers?.maxRecoveries ?? 0;
  return handler !== undefined && recoveriesBy(execution.recoveries, handler.name) < budget ? handler : undefined;
}

function endAttempt(turn: Turn, execution: ExecutionState, error: ErrorData): void {
  execution.lastError = error;
  execution.lastFailedAtMs = turn.timeMs;
  execution.wakes = undefined;
}

function closeFanOut(turn: Turn, execution: ExecutionState, isList: boolean): void {
  if (!turn.state.routing.hasJoins) return;
  const scope = turn.state.scopes.get(execution.id);
  if (scope === undefined) return;
  sealScope(turn, scope, isList);
  if (scope.isDissolved) {
    settleMoved(turn, { scopeId: scope.parentId, branch: scope.branch });
    return;
  }
  for (const step of expectedJoins(turn.state, scope)) {
    turn.derive({
      kind: "join.opened",
      data: { joinId: `${scope.id}/${step.name}`, step: step.name, executionId: execution.id, branches: scope.emitted },
    });
  }
}

function noteStep(state: RunState, step: string): void {
  const { steps } = state.recent;
  if (steps[steps.length - 1] === step) return;
  steps.push(step);
  if (steps.length > RECENT_STEPS) steps.shift();
}

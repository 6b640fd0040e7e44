// Executions from the moment they are queued to the moment they leave the state: queues, slots, dispatch.

import { createExecution, executionIdOf, freshExecution } from "./execution-state.ts";
import type { EventState, ExecutionState, RecoveryCounts, RunState, StepState } from "./run-state.ts";
import { effectivePlace, enterScope, leaveScope } from "./scope-tree.ts";
import { closeWaiters } from "./waiter-index.ts";
import { releaseEvent, retainEvent, type Turn } from "./turn.ts";

/** Where an execution comes from. */
export interface ExecutionOrigin {
  readonly scopeId: string | undefined;
  readonly branch: number;
  readonly recoveries: RecoveryCounts | undefined;
}

/** Queues a new execution of a step for these events. */
export function openExecution(
  turn: Turn,
  step: StepState,
  input: ExecutionOrigin & { readonly eventIds: readonly string[] },
): ExecutionState {
  const { state } = turn;
  const { eventIds } = input;
  const number = countExecution(turn, step, input.scopeId);
  const execution = createExecution({ ...input, number, step: step.name, queuedAtMs: turn.timeMs });
  state.executions.set(execution.id, execution);
  for (const eventId of eventIds) retainEvent(turn, eventId);
  step.queue.push(execution.id);
  const first = eventIds[0];
  const eventType = (first === undefined ? undefined : state.events.get(first)?.type) ?? step.node.accepts[0] ?? "";
  turn.derive({ kind: "step.queued", data: { executionId: execution.id, step: step.name, eventIds, eventType } });
  return execution;
}

/** Queues a new execution of a step for one event; it takes no room of its own until it has a slot. */
export function queueEvent(turn: Turn, step: StepState, event: EventState): void {
  if (step.queue.size + step.fresh.size === 0 && hasFreeSlot(step)) {
    const { id, scopeId, branch, recoveries } = event;
    openExecution(turn, step, { eventIds: [id], scopeId, branch, recoveries });
  } else {
    const number = countExecution(turn, step, event.scopeId);
    event.references += 1;
    step.fresh.push({ number, eventId: event.id, queuedAtMs: turn.timeMs });
    const data = { executionId: executionIdOf(number), step: step.name, eventIds: [event.id], eventType: event.type };
    turn.derive({ kind: "step.queued", data });
  }
}

/** Puts an execution that had its turn before at the head of its queue. */
export function requeueAtFront(turn: Turn, execution: ExecutionState): void {
  const step = turn.state.steps.get(execution.step);
  if (step === undefined) return;
  if (execution.phase === "waiting") markBusy(turn.state);
  execution.phase = "queued";
  execution.queuedAtMs = turn.timeMs;
  step.queue.pushFront(execution.id);
  fillSlots(turn, step);
}

/** Gives free slots to the head of the queue. */
export function fillSlots(turn: Turn, step: StepState): void {
  const { state } = turn;
  if (state.endedAtMs !== undefined) return;
  while (step.queue.size + step.fresh.size > 0) {
    const worker = takeSlot(step);
    if (worker === -1) return;
    const execution = takeQueued(state, step);
    if (execution === undefined) {
      step.free.push(worker);
      continue;
    }
    step.slots[worker] = execution.id;
    execution.worker = worker;
    if (execution.wakes === undefined) {
      execution.phase = "starting";
      turn.command({ kind: "start", execution });
    } else {
      execution.phase = "running";
      deliverWakes(turn, execution);
    }
  }
}

/** Hands parked code what its waits gave. */
export function deliverWakes(turn: Turn, execution: ExecutionState): void {
  const { wakes, id, step, attempt, worker } = execution;
  execution.wakes = undefined;
  for (const { waiterId, outcome, eventId } of wakes ?? []) {
    turn.derive({ kind: "step.resumed", data: { executionId: id, step, attempt, waiterId, worker, outcome } });
    turn.command({ kind: "resume", execution, waiterId, outcome, eventId });
  }
}

/** Takes an execution's slot away, if it holds one, without giving it to anyone yet. */
export function freeSlot({ state }: Turn, execution: ExecutionState): void {
  if (execution.worker === -1) return;
  const step = state.steps.get(execution.step);
  if (step !== undefined) {
    step.slots[execution.worker] = undefined;
    step.free.push(execution.worker);
  }
  execution.worker = -1;
}

/** Ends an execution: it gives back everything it held. */
export function closeExecution(turn: Turn, execution: ExecutionState): void {
  const { state } = turn;
  freeSlot(turn, execution);
  if (execution.phase !== "waiting") state.busy -= 1;
  if (execution.waiterIds !== undefined) closeWaiters(turn, execution);
  state.executions.delete(execution.id);
  for (const eventId of execution.eventIds) releaseEvent(turn, eventId);
  if (execution.answers !== undefined)
    for (const { eventId } of execution.answers) if (eventId !== undefined) releaseEvent(turn, eventId);
  if (execution.collected !== undefined) {
    for (const { fired } of execution.collected) for (const eventId of fired ?? []) releaseEvent(turn, eventId);
  }
  if (execution.scopeId === undefined) return;
  // What it has returned is yet to be delivered: to the place it had, which leaving may dissolve.
  const place = effectivePlace(state, execution);
  leaveScope(turn, execution.scopeId);
  execution.scopeId = place.scopeId;
  execution.branch = place.branch;
}

/** Counts a new execution; gives its number. */
function countExecution(turn: Turn, step: StepState, scopeId: string | undefined): number {
  const { state } = turn;
  if (scopeId !== undefined) enterScope(turn, scopeId);
  markBusy(state);
  step.queuedTotal += 1;
  state.counters.executions += 1;
  return state.counters.executions;
}

/** Takes the head of a step's queues; what was fresh has its execution from now on. */
function takeQueued(state: RunState, step: StepState): ExecutionState | undefined {
  const executionId = step.queue.shift();
  if (executionId !== undefined) return state.executions.get(executionId);
  const work = step.fresh.shift();
  if (work === undefined) return undefined;
  const execution = freshExecution(state, step, work);
  state.executions.set(execution.id, execution);
  return execution;
}

function markBusy(state: RunState): void {
  state.busy += 1;
  if (state.status === "waiting") state.status = "running";
}

function hasFreeSlot(step: StepState): boolean {
  return step.free.length > 0 || step.slots.length < step.node.workers;
}

function takeSlot(step: StepState): number {
  const free = step.free.pop();
  if (free !== undefined) return free;
  if (step.slots.length >= step.node.workers) return -1;
  step.slots.push(undefined);
  return step.slots.length - 1;
}

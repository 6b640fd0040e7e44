// Waits: a step parks, an event or a deadline ends its wait, and it queues at the front for a slot.

import type { RecordData } from "../trace/record.ts";
import { deliverWakes, fillSlots, freeSlot, requeueAtFront } from "./execution-lifecycle.ts";
import { routeOf } from "./routing-table.ts";
import type { AnswerState, EventState, ExecutionState, WaiterState } from "./run-state.ts";
import { releaseEvent, retainEvent, type Turn } from "./turn.ts";
import { addTimer, addWaiter, isAnswer, removeWaiter } from "./waiter-index.ts";

/** `step.waiting`. A wait that an earlier process began is taken up again, with its deadline. */
export function reduceStepWaiting(turn: Turn, data: RecordData["step.waiting"]): void {
  const { state } = turn;
  const execution = state.executions.get(data.executionId);
  if (execution === undefined) return;
  const kept = state.waiters.has(data.waiterId) ? undefined : findKept(turn, data);
  if (!state.waiters.has(data.waiterId)) openWaiter(turn, execution, data);
  if (kept !== undefined) {
    const waiter = state.waiters.get(data.waiterId);
    takeKept(turn, kept);
    if (waiter !== undefined) matchWaiter(turn, waiter, kept);
    releaseEvent(turn, kept.id);
    return;
  }
  park(turn, execution);
}

/** An event answers a wait. */
export function matchWaiter(turn: Turn, waiter: WaiterState, event: EventState): void {
  const { id, executionId, step } = waiter;
  retainEvent(turn, event.id);
  turn.derive({ kind: "wait.matched", data: { executionId, step, waiterId: id, eventId: event.id } });
  endWait(turn, waiter, { waiterId: id, outcome: "matched", eventId: event.id });
}

/** The deadline of a wait passed. */
export function timeOutWaiter(turn: Turn, waiter: WaiterState): void {
  const { id, executionId, step } = waiter;
  turn.derive({ kind: "wait.timedOut", data: { executionId, step, waiterId: id } });
  endWait(turn, waiter, { waiterId: id, outcome: "timedOut", eventId: undefined });
}

function endWait(turn: Turn, waiter: WaiterState, answer: AnswerState): void {
  const execution = turn.state.executions.get(waiter.executionId);
  removeWaiter(turn, waiter);
  if (execution === undefined) return;
  (execution.answers ??= []).push(answer);
  if (execution.isDetached) {
    if (execution.phase === "waiting") requeueAtFront(turn, execution);
    return;
  }
  (execution.wakes ??= []).push(answer);
  if (execution.phase === "waiting") requeueAtFront(turn, execution);
  else if (execution.phase === "running") deliverWakes(turn, execution);
}

function openWaiter(turn: Turn, execution: ExecutionState, data: RecordData["step.waiting"]): void {
  const { waiterId, executionId, step, eventType, where, deadlineMs } = data;
  const timerId =
    deadlineMs === undefined
      ? undefined
      : addTimer(turn, { purpose: "waitTimeout", dueMs: deadlineMs, executionId, waiterId });
  addWaiter(turn, { id: waiterId, executionId, step, eventType, where, deadlineMs, timerId, sinceMs: turn.timeMs });
  execution.waiterIds = [...(execution.waiterIds ?? []), waiterId];
}

function park(turn: Turn, execution: ExecutionState): void {
  if (execution.phase !== "running") return;
  freeSlot(turn, execution);
  execution.phase = "waiting";
  turn.state.busy -= 1;
  const step = turn.state.steps.get(execution.step);
  if (step !== undefined) fillSlots(turn, step);
}

function findKept({ state }: Turn, data: RecordData["step.waiting"]): EventState | undefined {
  for (const [type, eventIds] of state.kept) {
    if (!routeOf(state.routing, type).lineage.includes(data.eventType)) continue;
    for (const eventId of eventIds) {
      const event = state.events.get(eventId);
      if (event !== undefined && isAnswer(event, { step: data.step, where: data.where })) return event;
    }
  }
  return undefined;
}

/** The reference the keeping held passes to the caller. */
function takeKept({ state }: Turn, event: EventState): void {
  const sameType = state.kept.get(event.type);
  sameType?.delete(event.id);
  if (sameType?.size === 0) state.kept.delete(event.type);
}

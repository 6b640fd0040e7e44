// Open waits, found by event type, oldest first; and the timers of their deadlines.

import { matchesWhere } from "../codec/encoded-equal.ts";
import { fieldsOf } from "../codec/escaped-keys.ts";
import type { EventState, ExecutionState, RunState, TimerState, WaiterState } from "./run-state.ts";
import type { Turn } from "./turn.ts";

/** Adds a wait. */
export function addWaiter({ state }: Turn, waiter: WaiterState): void {
  state.waiters.set(waiter.id, waiter);
  const known = state.waitersByType.get(waiter.eventType);
  if (known === undefined) state.waitersByType.set(waiter.eventType, new Set([waiter.id]));
  else known.add(waiter.id);
}

/** Takes a wait out, and stops its timer. */
export function removeWaiter(turn: Turn, waiter: WaiterState): void {
  const { state } = turn;
  state.waiters.delete(waiter.id);
  const sameType = state.waitersByType.get(waiter.eventType);
  sameType?.delete(waiter.id);
  if (sameType?.size === 0) state.waitersByType.delete(waiter.eventType);
  if (waiter.timerId !== undefined) removeTimer(turn, waiter.timerId);
  const execution = state.executions.get(waiter.executionId);
  if (execution?.waiterIds === undefined) return;
  const rest = execution.waiterIds.filter((id) => id !== waiter.id);
  execution.waiterIds = rest.length === 0 ? undefined : rest;
}

/** Ends every open wait of an execution that is over. */
export function closeWaiters(turn: Turn, execution: ExecutionState): void {
  for (const waiterId of execution.waiterIds ?? []) {
    const waiter = turn.state.waiters.get(waiterId);
    if (waiter !== undefined) removeWaiter(turn, waiter);
  }
}

/** The oldest open wait that this event answers. */
export function findWaiter(state: RunState, event: EventState, types: readonly string[]): WaiterState | undefined {
  if (state.waiters.size === 0) return undefined;
  for (const type of types) {
    for (const waiterId of state.waitersByType.get(type) ?? []) {
      const waiter = state.waiters.get(waiterId);
      if (waiter !== undefined && isAnswer(event, waiter)) return waiter;
    }
  }
  return undefined;
}

/** Whether an event answers a wait: its target and its attributes fit. */
export function isAnswer(event: EventState, waiter: Pick<WaiterState, "step" | "where">): boolean {
  if (event.target !== undefined && event.target !== waiter.step) return false;
  return waiter.where === undefined || matchesWhere(fieldsOf(event.payload), fieldsOf(waiter.where));
}

/** Adds a timer and asks the runtime to ring it. */
export function addTimer(turn: Turn, timer: Omit<TimerState, "id">): string {
  const { state } = turn;
  state.counters.timers += 1;
  const id = `t${state.counters.timers}`;
  state.timers.set(id, { id, ...timer });
  turn.command({ kind: "schedule", timerId: id, dueMs: timer.dueMs });
  return id;
}

/** Takes a timer out. */
export function removeTimer(turn: Turn, timerId: string): void {
  if (turn.state.timers.delete(timerId)) turn.command({ kind: "unschedule", timerId });
}

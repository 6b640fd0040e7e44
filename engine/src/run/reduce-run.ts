// The run's own ticks: it starts, is resumed by another process, a timer is due, the store changes.

import type { Json } from "../codec/encoded-value.ts";
import { ContextError } from "../errors/run-errors.ts";
import type { RecordData } from "../trace/record.ts";
import { fillSlots, requeueAtFront } from "./execution-lifecycle.ts";
import { heldExecutions } from "./execution-state.ts";
import { timeOutWaiter } from "./reduce-waits.ts";
import { restoreRunState } from "./restore-run-state.ts";
import { timeOutRun } from "./run-outcome.ts";
import type { ExecutionState } from "./run-state.ts";
import { adoptValue, deleteFromStore, EMPTY_STORE, writeStore } from "./store-tree.ts";
import type { Turn } from "./turn.ts";
import { addTimer } from "./waiter-index.ts";

/** `run.started`. */
export function reduceRunStarted(turn: Turn, data: RecordData["run.started"]): void {
  const { state } = turn;
  state.status = "running";
  state.startedAtMs = turn.timeMs;
  state.timeoutMs = data.timeoutMs;
  if (data.store !== undefined) state.store = adoptValue(data.store);
  if (data.deadlineMs !== undefined)
    addTimer(turn, { purpose: "runTimeout", dueMs: data.deadlineMs, executionId: undefined, waiterId: undefined });
}

/**
 * `run.resumed`: the state is that of the snapshot it goes on from, which may be older than the journal. What was in
 * flight starts again, in its old order; parked steps stay parked until their answer comes.
 */
export function reduceRunResumed(turn: Turn, data: RecordData["run.resumed"]): void {
  const { state } = turn;
  takeOver(turn, data.snapshot);
  state.segment = data.segment;
  if (state.endedAtMs !== undefined) return;
  state.status = "running";
  for (const step of state.stepList) {
    step.slots.length = 0;
    step.free.length = 0;
  }
  const interrupted: ExecutionState[] = [];
  for (const execution of heldExecutions(state)) {
    execution.worker = -1;
    execution.wakes = undefined;
    execution.isDetached = true;
    if (execution.phase === "starting" || execution.phase === "running") interrupted.push(execution);
  }
  for (const execution of interrupted.toReversed()) {
    execution.phase = "queued";
    execution.queuedAtMs = turn.timeMs;
    state.steps.get(execution.step)?.queue.pushFront(execution.id);
  }
  for (const timer of state.timers.values()) turn.command({ kind: "schedule", timerId: timer.id, dueMs: timer.dueMs });
  for (const step of state.stepList) fillSlots(turn, step);
}

/** A snapshot that is not here, or damaged, leaves what the journal led to. */
function takeOver({ state }: Turn, snapshot: Json | undefined): void {
  if (snapshot === undefined) return;
  const { seq } = state;
  try {
    Object.assign(state, restoreRunState(snapshot, state.graph), { seq });
  } catch (error) {
    if (!(error instanceof ContextError)) throw error;
  }
}

/** `timer.due`. A timer that is gone has nothing to do. */
export function reduceTimerDue(turn: Turn, data: RecordData["timer.due"]): void {
  const { state } = turn;
  const timer = state.timers.get(data.timerId);
  if (timer === undefined) return;
  state.timers.delete(timer.id);
  switch (timer.purpose) {
    case "runTimeout":
      timeOutRun(turn);
      return;
    case "retry": {
      const execution = state.executions.get(timer.executionId ?? "");
      if (execution?.phase === "backingOff") requeueAtFront(turn, execution);
      return;
    }
    case "waitTimeout": {
      const waiter = state.waiters.get(timer.waiterId ?? "");
      if (waiter !== undefined) timeOutWaiter(turn, waiter);
    }
  }
}

/** `state.changed`. */
export function reduceStateChanged({ state }: Turn, { operation, path, value }: RecordData["state.changed"]): void {
  switch (operation) {
    case "set":
      writeStore(state, path, adoptValue(value ?? null));
      return;
    case "delete":
      deleteFromStore(state, path);
      return;
    case "clear":
      state.store = EMPTY_STORE;
  }
}

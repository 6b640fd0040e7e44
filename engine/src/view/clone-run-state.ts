// Copies a run's state so that the copy can be reduced further while the original stays: what a seek starts from.

import { FreshQueue } from "../run/fresh-queue.ts";
import { IdQueue } from "../run/id-queue.ts";
import type { CollectBufferState, ExecutionState, RunState, ScopeState, StepState } from "../run/run-state.ts";
import { readStore } from "../run/store-tree.ts";

function copyQueue(queue: IdQueue): IdQueue {
  const copy = new IdQueue();
  for (const id of queue) copy.push(id);
  return copy;
}

function copyFresh(queue: FreshQueue): FreshQueue {
  const copy = new FreshQueue();
  for (const work of queue) copy.push(work);
  return copy;
}

function copyValues<K, V>(map: ReadonlyMap<K, V>, copy: (value: V) => V): Map<K, V> {
  const copies = new Map<K, V>();
  for (const [key, value] of map) copies.set(key, copy(value));
  return copies;
}

function copyList<T>(list: readonly T[] | undefined): T[] | undefined {
  return list === undefined ? undefined : [...list];
}

function copyExecution(execution: ExecutionState): ExecutionState {
  const copy = { ...execution };
  copy.waiterIds = copyList(execution.waiterIds);
  copy.wakes = copyList(execution.wakes);
  copy.answers = copyList(execution.answers);
  copy.collected = copyList(execution.collected);
  copy.returned = copyList(execution.returned);
  copy.children = copyList(execution.children);
  if (execution.once !== undefined) copy.once = new Map(execution.once);
  if (execution.sentKeys !== undefined) copy.sentKeys = new Map(execution.sentKeys);
  return copy;
}

function copyStep(step: StepState): StepState {
  return {
    ...step,
    queue: copyQueue(step.queue),
    fresh: copyFresh(step.fresh),
    slots: [...step.slots],
    free: [...step.free],
  };
}

function copyBuffer(buffer: CollectBufferState): CollectBufferState {
  return { ...buffer, have: copyValues(buffer.have, copyQueue) };
}

function copyScope(scope: ScopeState): ScopeState {
  return { ...scope, entries: copyValues(scope.entries, (entries) => [...entries]), fired: new Map(scope.fired) };
}

/** A copy of a state that shares with it only what neither will change. */
export function cloneRunState(state: RunState): RunState {
  // Freezes the store as it stands: the next write to either copy takes a path of its own.
  readStore(state);
  const stepList = state.stepList.map(copyStep);
  return {
    ...state,
    counters: { ...state.counters },
    events: copyValues(state.events, (event) => ({ ...event })),
    executions: copyValues(state.executions, copyExecution),
    steps: new Map(stepList.map((step) => [step.name, step])),
    stepList,
    waiters: new Map(state.waiters),
    waitersByType: copyValues(state.waitersByType, (ids) => new Set(ids)),
    kept: copyValues(state.kept, (ids) => new Set(ids)),
    questions: new Set(state.questions),
    buffers: copyValues(state.buffers, copyBuffer),
    timers: new Map(state.timers),
    scopes: copyValues(state.scopes, copyScope),
    recent: { steps: [...state.recent.steps], unhandled: [...state.recent.unhandled] },
  };
}

/** How much a copy of a state holds, roughly: things in flight, each counting one. */
export function stateWeight(state: RunState): number {
  const fresh = state.stepList.reduce((sum, step) => sum + step.fresh.size, 0);
  const { executions, events, waiters, timers, scopes, buffers } = state;
  return 1 + fresh + executions.size + events.size + waiters.size + timers.size + scopes.size + buffers.size;
}

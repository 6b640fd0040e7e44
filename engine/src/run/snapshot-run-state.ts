// A run's state as plain JSON, at any tick: what a snapshot holds.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import { executionIdOf, unfinishedExecutions } from "./execution-state.ts";
import type { CollectBufferState, ExecutionState, RunState, ScopeState, StepState } from "./run-state.ts";
import type { PreviousSegment } from "../trace/sink.ts";
import { readStore } from "./store-tree.ts";

/** Version of the snapshot's form. */
export const SNAPSHOT_VERSION = 1;

/**
 * The state as plain JSON; `restoreRunState` makes an equal state of it. `previous` is what a later segment takes over
 * beside the state.
 */
export function snapshotRunState(state: RunState, previous?: PreviousSegment): Json {
  return toJson({
    snapshotVersion: SNAPSHOT_VERSION,
    reducerVersion: state.reducerVersion,
    workflow: state.graph.name,
    runId: state.runId,
    status: state.status,
    segment: state.segment,
    seq: state.seq,
    startedAtMs: state.startedAtMs,
    timeoutMs: state.timeoutMs,
    endedAtMs: state.endedAtMs,
    counters: { ...state.counters },
    events: Array.from(state.events.values(), (event) => ({ ...event, live: undefined })),
    executions: unfinishedExecutions(state).map(executionToJson),
    steps: state.stepList.map(stepToJson),
    waiters: [...state.waiters.values()].map((waiter) => ({ ...waiter })),
    kept: Array.from(state.kept, ([type, eventIds]) => ({ type, eventIds: [...eventIds] })),
    questions: [...state.questions],
    buffers: Array.from(state.buffers.values(), bufferToJson),
    timers: [...state.timers.values()].map((timer) => ({ ...timer })),
    scopes: Array.from(state.scopes.values(), scopeToJson),
    store: readStore(state) ?? {},
    result: state.result,
    stopEventId: state.stopEventId,
    error: state.error,
    ending: state.ending,
    recent: { steps: [...state.recent.steps], unhandled: [...state.recent.unhandled] },
    previous: previous === undefined ? undefined : { ...previous },
  });
}

function executionToJson({ once, sentKeys, ...execution }: ExecutionState): object {
  return {
    ...execution,
    live: undefined,
    once: once === undefined ? undefined : [...once],
    sentKeys: sentKeys === undefined ? undefined : [...sentKeys],
  };
}

function stepToJson({ name, queue, fresh, slots, free, queuedTotal, completed, failed, retries }: StepState): object {
  return {
    name,
    queue: [...queue, ...Array.from(fresh, ({ number }) => executionIdOf(number))],
    slots: slots.map((executionId) => executionId ?? null),
    free: [...free],
    queuedTotal,
    completed,
    failed,
    retries,
  };
}

function bufferToJson({ have, ...buffer }: CollectBufferState): object {
  return { ...buffer, have: Array.from(have, ([type, eventIds]) => ({ type, eventIds: [...eventIds] })) };
}

function scopeToJson({ entries, fired, ...scope }: ScopeState): object {
  return { ...scope, entries: Array.from(entries, ([step, list]) => ({ step, list: [...list] })), fired: [...fired] };
}

/** Leaves out what is undefined, as JSON does, without copying what is encoded already. */
function toJson(value: object): Json {
  return prune(value) as EncodedValue;
}

function prune(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(prune);
  const pruned: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) setOwn(pruned, key, prune(item));
  return pruned;
}

function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

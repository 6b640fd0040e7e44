// What a run holds at one point: queued, backing off, buffered, waiting and running work, out of the reducer's state.

import { queuedExecutions } from "../run/execution-state.ts";
import type { ExecutionState, RunState } from "../run/run-state.ts";

/** One entry of a run's queues. Times are epoch ms. */
export type QueueEntry =
  | {
      readonly kind: "queued";
      readonly step: string;
      readonly executionId: string;
      readonly eventTypes: readonly string[];
      readonly sinceAtMs: number;
      readonly position: number;
    }
  | {
      readonly kind: "due";
      readonly step: string;
      readonly executionId: string;
      readonly eventTypes: readonly string[];
      readonly dueAtMs: number;
      readonly attempt: number;
    }
  | {
      readonly kind: "buffered";
      readonly step: string;
      readonly bufferId: string;
      readonly eventIds: readonly string[];
      readonly have: number;
      readonly need: number;
    }
  | { readonly kind: "joining"; readonly step: string; readonly eventIds: readonly string[] }
  | {
      readonly kind: "waiting";
      readonly step: string;
      readonly executionId: string;
      readonly eventType: string;
      readonly sinceAtMs: number;
      readonly deadlineAtMs: number | undefined;
    }
  | { readonly kind: "kept"; readonly eventType: string; readonly eventId: string };

/** How much a run holds. */
export interface QueueCounts {
  readonly queued: number;
  readonly running: number;
  readonly due: number;
  /** Events in `collectEvents` buffers and typed joins. */
  readonly buffered: number;
  readonly waiting: number;
  /** Answers nobody has asked for yet. */
  readonly kept: number;
}

/** A run's queues at one point. */
export interface QueueContents {
  readonly counts: QueueCounts;
  /** At most as many as asked for, those that move on next first. */
  readonly entries: readonly QueueEntry[];
}

/** Collects entries up to a limit, and counts beyond it. */
class EntryList {
  readonly entries: QueueEntry[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.entries.length >= this.#limit;
  }

  add(entry: QueueEntry): void {
    if (!this.isFull) this.entries.push(entry);
  }
}

function typesOf(state: RunState, execution: ExecutionState): string[] {
  return execution.eventIds.flatMap((eventId) => state.events.get(eventId)?.type ?? []);
}

function addQueued(state: RunState, list: EntryList): number {
  let queued = 0;
  for (const step of state.stepList) {
    queued += step.queue.size + step.fresh.size;
    if (list.isFull) continue;
    let position = 0;
    for (const execution of queuedExecutions(state, step)) {
      position += 1;
      const { id: executionId, step: name, queuedAtMs: sinceAtMs } = execution;
      list.add({ kind: "queued", step: name, executionId, eventTypes: typesOf(state, execution), sinceAtMs, position });
      if (list.isFull) break;
    }
  }
  return queued;
}

function addDue(state: RunState, list: EntryList): { readonly due: number; readonly running: number } {
  const due: ExecutionState[] = [];
  let running = 0;
  for (const execution of state.executions.values()) {
    if (execution.phase === "backingOff") due.push(execution);
    else if (execution.phase === "running" || execution.phase === "starting") running += 1;
  }
  due.sort((one, other) => (one.dueMs ?? 0) - (other.dueMs ?? 0));
  for (const execution of due) {
    if (list.isFull) break;
    const { step, id: executionId, attempt, dueMs: dueAtMs = 0 } = execution;
    list.add({ kind: "due", step, executionId, eventTypes: typesOf(state, execution), dueAtMs, attempt });
  }
  return { due: due.length, running };
}

function addBuffered(state: RunState, list: EntryList): number {
  let buffered = 0;
  for (const { step, bufferId, classes, counts, have, size } of state.buffers.values()) {
    buffered += size;
    if (size === 0) continue;
    list.add({
      kind: "buffered",
      step,
      bufferId,
      eventIds: [...have.values()].flatMap((ids) => [...ids]),
      have: size,
      need: counts === undefined ? classes.length : counts.reduce((sum, count) => sum + count, 0),
    });
  }
  for (const scope of state.scopes.values()) {
    for (const [step, entries] of scope.entries) {
      buffered += entries.length;
      if (entries.length > 0) list.add({ kind: "joining", step, eventIds: entries.map((entry) => entry.eventId) });
    }
  }
  return buffered;
}

/**
 * Lists what a run holds.
 *
 * @param limit - most entries listed; counts are always whole. @default 200
 *
 * @example
 * ```ts
 * import { queueContents, StateTimeline, type WorkflowGraph } from "stepscope/view";
 *
 * declare const graph: WorkflowGraph;
 * const timeline = new StateTimeline(graph, "run-1");
 * console.log(queueContents(timeline.at(40)).counts.queued);
 * ```
 */
export function queueContents(state: RunState, limit: number = 200): QueueContents {
  const list = new EntryList(limit);
  const queued = addQueued(state, list);
  const { due, running } = addDue(state, list);
  const buffered = addBuffered(state, list);
  for (const { step, executionId, eventType, sinceMs: sinceAtMs, deadlineMs: deadlineAtMs } of state.waiters.values()) {
    list.add({ kind: "waiting", step, executionId, eventType, sinceAtMs, deadlineAtMs });
  }
  let kept = 0;
  for (const [eventType, eventIds] of state.kept) {
    for (const eventId of eventIds) {
      kept += 1;
      list.add({ kind: "kept", eventType, eventId });
    }
  }
  return { counts: { queued, running, due, buffered, waiting: state.waiters.size, kept }, entries: list.entries };
}

/** How many executions of a step are where. */
export interface StepPhaseCounts {
  readonly queued: number;
  readonly running: number;
  readonly waiting: number;
  readonly backingOff: number;
  readonly completed: number;
  readonly failed: number;
  readonly retries: number;
}

/** Counts each step's executions by phase, for painting a graph of the definition. */
export function stepPhaseCounts(state: RunState): Map<string, StepPhaseCounts> {
  const counts = new Map(
    state.stepList.map(({ name, queue, fresh, completed, failed, retries }) => [
      name,
      { queued: queue.size + fresh.size, running: 0, waiting: 0, backingOff: 0, completed, failed, retries },
    ]),
  );
  for (const { step, phase } of state.executions.values()) {
    const own = counts.get(step);
    if (own === undefined || phase === "queued") continue;
    own[phase === "starting" ? "running" : phase] += 1;
  }
  return counts;
}

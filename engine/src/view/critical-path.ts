// The chain of work that decided how long a run took.

import type { ExecutionView } from "./execution-view.ts";
import type { RunView } from "./run-view.ts";

/** A stretch of one execution that lies on the critical path. Ms since the run's start. */
export interface CriticalLeg {
  readonly executionIndex: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Why nothing else could have been earlier: its input was sent by the leg before, its slot was held by it, its answer came from it. */
  readonly after: "input" | "slot" | "answer" | "start";
}

/** The critical path, from the run's start to its end. */
export interface CriticalPath {
  readonly legs: readonly CriticalLeg[];
  /** 1 for each execution on the path, by index. */
  readonly isOnPath: Uint8Array;
}

/** Ends of a step's attempts, sorted, with the executions they freed a slot of. */
interface SlotEnds {
  readonly endMs: number[];
  readonly executionIndex: number[];
}

function slotEndsByStep(view: RunView): Map<string, SlotEnds> {
  const pairs = new Map<string, [endMs: number, executionIndex: number][]>();
  for (const execution of view.executions) {
    const list = pairs.get(execution.step) ?? [];
    if (list.length === 0) pairs.set(execution.step, list);
    for (const attempt of execution.attempts)
      if (attempt.endedMs !== undefined) list.push([attempt.endedMs, execution.index]);
  }
  const ends = new Map<string, SlotEnds>();
  for (const [step, list] of pairs) {
    list.sort((one, other) => one[0] - other[0]);
    ends.set(step, { endMs: list.map(([endMs]) => endMs), executionIndex: list.map(([, index]) => index) });
  }
  return ends;
}

/** Place of the last end at or before `ms`; -1 when there is none. */
function lastEndBy(ends: SlotEnds, ms: number): number {
  let low = 0;
  let high = ends.endMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends.endMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

interface Step {
  readonly leg: CriticalLeg;
  /** Where the path goes on, and until when that mattered. */
  readonly next: { readonly executionIndex: number; readonly untilMs: number } | undefined;
}

class PathWalker {
  readonly #view: RunView;
  readonly #ends: Map<string, SlotEnds>;

  constructor(view: RunView) {
    this.#view = view;
    this.#ends = slotEndsByStep(view);
  }

  step(execution: ExecutionView, untilMs: number): Step {
    return (
      this.#fromAnswer(execution, untilMs) ?? this.#fromSlot(execution, untilMs) ?? this.#fromInput(execution, untilMs)
    );
  }

  #fromAnswer(execution: ExecutionView, untilMs: number): Step | undefined {
    const wait = execution.waits.findLast((one) => one.outcome === "matched" && (one.matchedMs ?? Infinity) <= untilMs);
    const event = this.#view.events[this.#view.eventIndexById.get(wait?.eventId ?? "") ?? -1];
    if (wait?.matchedMs === undefined || event === undefined || event.causeIndex < 0 || event.atMs < wait.fromMs)
      return undefined;
    const leg: CriticalLeg = {
      executionIndex: execution.index,
      fromMs: wait.matchedMs,
      toMs: untilMs,
      after: "answer",
    };
    return { leg, next: { executionIndex: event.causeIndex, untilMs: wait.matchedMs } };
  }

  #fromSlot(execution: ExecutionView, untilMs: number): Step | undefined {
    const startedMs = execution.startedMs;
    const ends = this.#ends.get(execution.step);
    if (startedMs === undefined || startedMs > untilMs || ends === undefined) return undefined;
    for (let at = lastEndBy(ends, startedMs); at >= 0 && (ends.endMs[at] ?? 0) > execution.queuedMs; at--) {
      const blocker = ends.executionIndex[at] ?? -1;
      // Only what queued before can have held the slot that this one waited for.
      if (blocker === execution.index || (this.#view.executions[blocker]?.firstSeq ?? Infinity) > execution.firstSeq)
        continue;
      const leg: CriticalLeg = {
        executionIndex: execution.index,
        fromMs: ends.endMs[at] ?? startedMs,
        toMs: untilMs,
        after: "slot",
      };
      return { leg, next: { executionIndex: blocker, untilMs: leg.fromMs } };
    }
    return undefined;
  }

  #fromInput(execution: ExecutionView, untilMs: number): Step {
    const hasCause = execution.causeIndex >= 0;
    const fromMs = Math.min(execution.queuedMs, untilMs);
    const leg: CriticalLeg = {
      executionIndex: execution.index,
      fromMs,
      toMs: untilMs,
      after: hasCause ? "input" : "start",
    };
    return { leg, next: hasCause ? { executionIndex: execution.causeIndex, untilMs: fromMs } : undefined };
  }
}

/** The execution that the run's end hung on, and when it had done its part. */
function lastOf(view: RunView): { readonly executionIndex: number; readonly untilMs: number } | undefined {
  const result = view.events[view.eventIndexById.get(view.resultEventId ?? "") ?? -1];
  if (result !== undefined && result.causeIndex >= 0)
    return { executionIndex: result.causeIndex, untilMs: result.atMs };
  const failed = view.executions[view.executionIndexById.get(view.failedExecutionId ?? "") ?? -1];
  if (failed !== undefined) return { executionIndex: failed.index, untilMs: failed.endedMs ?? view.lastMs };
  let last: ExecutionView | undefined;
  const endOf = (execution: ExecutionView): number => execution.endedMs ?? view.lastMs;
  for (const execution of view.executions) if (last === undefined || endOf(execution) >= endOf(last)) last = execution;
  return last === undefined ? undefined : { executionIndex: last.index, untilMs: endOf(last) };
}

/**
 * Finds the critical path of a run: walked from its end back to its start, at each execution over what it had to wait
 * for last: the sender of its input, the holder of its slot, or the sender of the answer it waited for.
 *
 * @example
 * ```ts
 * import { criticalPath, RunFold } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) for (const leg of criticalPath(view).legs) console.log(view.executions[leg.executionIndex]?.step);
 * ```
 */
export function criticalPath(view: RunView): CriticalPath {
  const isOnPath = new Uint8Array(view.executions.length);
  const legs: CriticalLeg[] = [];
  const walker = new PathWalker(view);
  let at = lastOf(view);
  // Time never goes forward on the way back; the count guards against a journal whose causes form a ring.
  for (let count = 0; at !== undefined && count <= 2 * view.executions.length; count++) {
    const execution = view.executions[at.executionIndex];
    if (execution === undefined) break;
    const { leg, next }: Step = walker.step(execution, at.untilMs);
    legs.push(leg);
    isOnPath[execution.index] = 1;
    at = next;
  }
  return { legs: legs.reverse(), isOnPath };
}

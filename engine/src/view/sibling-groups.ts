// Groups executions that are siblings of one another: the branches of a fan-out, the turns of a loop.

import type { RunView } from "./run-view.ts";

/** Executions of one step that came about in the same way. */
export interface SiblingGroup {
  readonly index: number;
  /** Stable while the run grows: `plan/embed`. */
  readonly id: string;
  readonly step: string;
  /** The group whose members sent what this one's members handle; -1: the run's input or the outside. */
  readonly parentIndex: number;
  /** Execution indexes, in the order in which they were queued. */
  readonly memberIndexes: readonly number[];
}

/** All groups of a run, and the group of each execution. */
export interface SiblingGroups {
  readonly groups: readonly SiblingGroup[];
  readonly groupByExecution: Int32Array;
}

interface GroupDraft extends SiblingGroup {
  readonly memberIndexes: number[];
  readonly children: Map<string, number>;
}

/**
 * The group of the step among the group's own ancestors: a turn of a loop belongs with the turn before,
 * so a chain of thousands makes as many groups as the loop has steps.
 */
function loopGroup(groups: readonly GroupDraft[], from: number, step: string): number {
  for (let at = from; at >= 0; at = groups[at]?.parentIndex ?? -1) {
    if (groups[at]?.step === step) return at;
  }
  return -1;
}

/**
 * Groups a run's executions by step and by the group of what caused them.
 *
 * @example
 * ```ts
 * import { RunFold, siblingGroups } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) for (const group of siblingGroups(view).groups) console.log(group.id, group.memberIndexes.length);
 * ```
 */
export function siblingGroups(view: RunView): SiblingGroups {
  const groups: GroupDraft[] = [];
  const roots = new Map<string, number>();
  const groupByExecution = new Int32Array(view.executions.length);
  for (const execution of view.executions) {
    const parentIndex = execution.causeIndex < 0 ? -1 : (groupByExecution[execution.causeIndex] ?? -1);
    const siblings = groups[parentIndex]?.children ?? roots;
    let index = siblings.get(execution.step) ?? loopGroup(groups, parentIndex, execution.step);
    if (index < 0) {
      index = groups.length;
      const parent = groups[parentIndex];
      const id = parent === undefined ? execution.step : `${parent.id}/${execution.step}`;
      groups.push({ index, id, step: execution.step, parentIndex, memberIndexes: [], children: new Map() });
    }
    siblings.set(execution.step, index);
    groups[index]?.memberIndexes.push(execution.index);
    groupByExecution[execution.index] = index;
  }
  return {
    groups: groups.map(({ index, id, step, parentIndex, memberIndexes }) => ({
      index,
      id,
      step,
      parentIndex,
      memberIndexes,
    })),
    groupByExecution,
  };
}

/** How many members of a group stand where. */
export interface GroupCounts {
  readonly total: number;
  readonly failed: number;
  /** Executions that needed more than one attempt. */
  readonly retried: number;
  readonly active: number;
  readonly waiting: number;
  readonly completed: number;
  readonly cancelled: number;
}

/** Counts the members of a group by how they ended, or what they do. */
export function groupCounts(view: RunView, memberIndexes: readonly number[]): GroupCounts {
  let failed = 0;
  let retried = 0;
  let waiting = 0;
  let completed = 0;
  let cancelled = 0;
  for (const index of memberIndexes) {
    const execution = view.executions[index];
    if (execution === undefined) continue;
    if (execution.attempts.length > 1) retried += 1;
    if (execution.outcome === "failed") failed += 1;
    else if (execution.outcome === "completed") completed += 1;
    else if (execution.outcome === "waiting") waiting += 1;
    else if (execution.outcome === "cancelled" || execution.outcome === "unfinished") cancelled += 1;
  }
  const total = memberIndexes.length;
  return {
    total,
    failed,
    retried,
    waiting,
    completed,
    cancelled,
    active: total - failed - completed - waiting - cancelled,
  };
}

function attentionOf(view: RunView, index: number): number {
  const execution = view.executions[index];
  if (execution?.outcome === "failed") return 0;
  if (execution?.outcome === "unfinished" || execution?.outcome === "cancelled") return 1;
  return (execution?.attempts.length ?? 0) > 1 ? 2 : 3;
}

/** Members of a group with those that failed first, then the cut short, then the retried; each in queue order. */
export function failuresFirst(view: RunView, memberIndexes: readonly number[]): number[] {
  const ranks: number[][] = [[], [], [], []];
  for (const index of memberIndexes) ranks[attentionOf(view, index)]?.push(index);
  return ranks.flat();
}

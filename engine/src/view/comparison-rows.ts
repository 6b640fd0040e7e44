// The rows of a comparison: a pair each, or many equal siblings of either run as one.

import type { ComparedPair } from "./compare-executions.ts";
import type { RunView } from "./run-view.ts";
import { siblingGroups, type SiblingGroups } from "./sibling-groups.ts";

/** A row: one pair, or several that are siblings in either run. */
export interface ComparisonRow {
  /** Stable. */
  readonly id: string;
  readonly kind: "pair" | "group";
  readonly step: string;
  /** `#2`, where its step has several rows; 0: none. */
  readonly ordinal: number;
  readonly change: ComparedPair["change"];
  /** Indexes of its pairs. */
  readonly pairIndexes: readonly number[];
  /** How many executions each run has in it. */
  readonly aCount: number;
  readonly bCount: number;
  readonly aFailed: number;
  readonly bFailed: number;
  readonly aRetries: number;
  readonly bRetries: number;
  /** From the first to be queued to the last to end; absent on a side that has none. */
  readonly aMs?: number;
  readonly bMs?: number;
  readonly deltaMs?: number;
}

/** What rows are made of. */
export interface ComparisonRowsInput {
  readonly a: RunView;
  readonly b: RunView;
  readonly pairs: readonly ComparedPair[];
  readonly collapseAbove: number;
}

/** The collapsed group that an execution belongs to; undefined when it has a row of its own. */
function groupIdOf(groups: SiblingGroups, executionIndex: number, collapseAbove: number): string | undefined {
  const group = groups.groups[groups.groupByExecution[executionIndex] ?? -1];
  return executionIndex >= 0 && group !== undefined && group.memberIndexes.length > collapseAbove
    ? group.id
    : undefined;
}

/** Sums of the executions of one run in a row. */
class SideSums {
  count = 0;
  failed = 0;
  retries = 0;
  #fromMs = Infinity;
  #toMs = -Infinity;

  add(view: RunView, executionIndex: number): void {
    const execution = view.executions[executionIndex];
    if (execution === undefined) return;
    this.count += 1;
    if (execution.outcome === "failed") this.failed += 1;
    this.retries += Math.max(0, execution.attempts.length - 1);
    this.#fromMs = Math.min(this.#fromMs, execution.queuedMs);
    this.#toMs = Math.max(this.#toMs, execution.endedMs ?? view.lastMs);
  }

  get ms(): number | undefined {
    return this.count === 0 ? undefined : this.#toMs - this.#fromMs;
  }
}

function changeOf(pairs: readonly ComparedPair[]): ComparedPair["change"] {
  const first = pairs[0]?.change ?? "same";
  return pairs.every((pair) => pair.change === first) ? first : "different";
}

function rowOf(
  input: ComparisonRowsInput,
  id: string | undefined,
  pairs: readonly ComparedPair[],
): Omit<ComparisonRow, "ordinal"> {
  const a = new SideSums();
  const b = new SideSums();
  for (const pair of pairs) {
    a.add(input.a, pair.a);
    b.add(input.b, pair.b);
  }
  const first = pairs[0];
  const name = input.a.executions[first?.a ?? -1]?.id ?? "-";
  const nameOfB = input.b.executions[first?.b ?? -1]?.id ?? "-";
  const aMs = a.ms;
  const bMs = b.ms;
  return {
    id: id ?? `${name}·${nameOfB}`,
    kind: id === undefined ? "pair" : "group",
    step: first?.step ?? "",
    change: changeOf(pairs),
    pairIndexes: pairs.map((pair) => pair.index),
    aCount: a.count,
    bCount: b.count,
    aFailed: a.failed,
    bFailed: b.failed,
    aRetries: a.retries,
    bRetries: b.retries,
    ...(aMs === undefined ? {} : { aMs }),
    ...(bMs === undefined ? {} : { bMs }),
    ...(aMs === undefined || bMs === undefined ? {} : { deltaMs: bMs - aMs }),
  };
}

/** Makes the rows, in the order of their first pairs. */
export function comparisonRows(input: ComparisonRowsInput): ComparisonRow[] {
  const groupsOfA = siblingGroups(input.a);
  const groupsOfB = siblingGroups(input.b);
  const members: { readonly id: string | undefined; readonly pairs: ComparedPair[] }[] = [];
  const byGroup = new Map<string, ComparedPair[]>();
  const rowsPerStep = new Map<string, number>();
  for (const pair of input.pairs) {
    const ids = [groupIdOf(groupsOfA, pair.a, input.collapseAbove), groupIdOf(groupsOfB, pair.b, input.collapseAbove)];
    const id = ids.filter((one) => one !== undefined).sort()[0];
    const known = id === undefined ? undefined : byGroup.get(id);
    if (known !== undefined) known.push(pair);
    else {
      const pairs = [pair];
      if (id !== undefined) byGroup.set(id, pairs);
      members.push({ id, pairs });
      rowsPerStep.set(pair.step, (rowsPerStep.get(pair.step) ?? 0) + 1);
    }
  }
  const ordinals = new Map<string, number>();
  return members.map(({ id, pairs }) => {
    const row = rowOf(input, id === undefined ? undefined : `group:${id}`, pairs);
    const ordinal = (ordinals.get(row.step) ?? 0) + 1;
    ordinals.set(row.step, ordinal);
    return { ...row, ordinal: (rowsPerStep.get(row.step) ?? 0) > 1 ? ordinal : 0 };
  });
}

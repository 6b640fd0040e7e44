// Who wrote each key of a run's store, when, and what stood there: looked up by path, without replaying the run.

import type { EncodedValue } from "../codec/encoded-value.ts";
import { adoptValue, deleteFromStore, EMPTY_STORE, readStore, writeStore } from "../run/store-tree.ts";
import type { RunView, StateChangeView } from "./run-view.ts";

/** Keys from the root; a number indexes an array. */
export type StatePath = readonly (string | number)[];

/** What is known of the last write to a key. */
export interface KeyWrite {
  /** The write; undefined: the value is there since the run's start. */
  readonly change: StateChangeView | undefined;
  /** How often the key, what it is in, or what is in it was written up to here. */
  readonly writes: number;
}

/** One key that changed. */
export interface KeyChange {
  readonly path: StatePath;
  readonly change: StateChangeView;
  /** Value before; undefined: the key was not there. */
  readonly before: EncodedValue | undefined;
  /** Value after; undefined: the key is gone. */
  readonly after: EncodedValue | undefined;
}

interface PathNode {
  readonly children: Map<string | number, PathNode>;
  /** Changes of this very path, as numbers in the list of changes, ascending. */
  readonly own: number[];
  /** Changes of this path or anything in it. */
  readonly within: number[];
}

function pathNode(): PathNode {
  return { children: new Map(), own: [], within: [] };
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The writes to a run's store, by path.
 *
 * @example
 * ```ts
 * import { RunFold, StateHistory } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) console.log(new StateHistory(view).lastWrite(["summaries", "s1"], view.lastSeq)?.change?.seq);
 * ```
 */
export class StateHistory {
  readonly #root = pathNode();
  readonly #seqs: number[] = [];
  #changes: readonly StateChangeView[] = [];
  #initial: EncodedValue = {};

  constructor(view: RunView) {
    this.update(view);
  }

  /** Takes in what a later view of the same run has more. */
  update(view: RunView): void {
    this.#changes = view.stateChanges;
    this.#initial = adoptValue(view.initialStore ?? EMPTY_STORE);
    for (let at = this.#seqs.length; at < view.stateChanges.length; at++) {
      const change = view.stateChanges[at];
      if (change === undefined) continue;
      this.#seqs.push(change.seq);
      let node = this.#root;
      node.within.push(at);
      for (const key of change.operation === "clear" ? [] : change.path) {
        let child = node.children.get(key);
        if (child === undefined) {
          child = pathNode();
          node.children.set(key, child);
        }
        node = child;
        node.within.push(at);
      }
      node.own.push(at);
    }
  }

  /** The last write at or before a record that decided what stands at a path; undefined when nothing ever did. */
  lastWrite(path: StatePath, seq: number): KeyWrite | undefined {
    const limit = this.#changesUpTo(seq);
    let last = -1;
    let writes = 0;
    const take = (numbers: readonly number[]): void => {
      const count = countUpTo(numbers, limit);
      writes += count;
      last = Math.max(last, numbers[count - 1] ?? -1);
    };
    let node: PathNode | undefined = this.#root;
    for (const key of path) {
      if (node === undefined) break;
      take(node.own);
      node = node.children.get(key);
    }
    if (node !== undefined) take(node.within);
    if (last >= 0) return { change: this.#changes[last], writes };
    return readStore({ store: this.#initial }, path) === undefined ? undefined : { change: undefined, writes: 0 };
  }

  /** Every write that touched a path, oldest first. */
  writesTo(path: StatePath): StateChangeView[] {
    const numbers = new Set<number>();
    let node: PathNode | undefined = this.#root;
    for (const key of path) {
      for (const at of node?.own ?? []) numbers.add(at);
      node = node?.children.get(key);
    }
    for (const at of node?.within ?? []) numbers.add(at);
    return [...numbers].sort((one, other) => one - other).flatMap((at) => this.#changes[at] ?? []);
  }

  /** What stood at a path after a record; undefined when nothing did. */
  valueAt(path: StatePath, seq: number): EncodedValue | undefined {
    // Items of an array change their number when one before them goes, so the array as a whole is looked at.
    const firstItem = path.findIndex((key) => typeof key === "number");
    const keyed = firstItem < 0 ? path : path.slice(0, firstItem);
    const limit = this.#changesUpTo(seq);
    let base = -1;
    let node: PathNode | undefined = this.#root;
    for (const key of keyed) {
      base = Math.max(base, node?.own[countUpTo(node.own, limit) - 1] ?? -1);
      node = node?.children.get(key);
    }
    base = Math.max(base, node?.own[countUpTo(node.own, limit) - 1] ?? -1);
    const tree = { store: this.#frame(keyed, base) };
    applyChange(tree, this.#changes[base]);
    for (const at of (node?.within ?? []).slice(0, countUpTo(node?.within ?? [], limit))) {
      if (at > base) applyChange(tree, this.#changes[at]);
    }
    return readStore(tree, path);
  }

  /** The keys that the changes in a stretch of records changed, each once, with what stood there before and after. */
  changesBetween(fromSeq: number, toSeq: number): KeyChange[] {
    const first = this.#changesUpTo(fromSeq - 1) + 1;
    const last = this.#changesUpTo(toSeq);
    const latest = new Map<string, StateChangeView>();
    for (let at = first; at <= last; at++) {
      const change = this.#changes[at];
      if (change !== undefined) latest.set(JSON.stringify(change.path), change);
    }
    return [...latest.values()].map((change) => ({
      path: change.path,
      change,
      before: this.valueAt(change.path, fromSeq - 1),
      after: this.valueAt(change.path, toSeq),
    }));
  }

  /** What the last writer up to a record changed, in the writes it made one after the other. */
  latestChanges(seq: number): KeyChange[] {
    const last = this.#changesUpTo(seq);
    const writer = this.#changes[last];
    if (writer === undefined) return [];
    let first = last;
    while (first > 0 && this.#changes[first - 1]?.executionIndex === writer.executionIndex) first -= 1;
    return this.changesBetween(this.#seqs[first] ?? seq, writer.seq);
  }

  /** Number of the last change at or before a record; -1 when there is none. */
  #changesUpTo(seq: number): number {
    return countUpTo(this.#seqs, seq) - 1;
  }

  /** What a path stands in before its base write: nothing, unless it was there from the start. */
  #frame(keyed: StatePath, base: number): EncodedValue {
    const value = base >= 0 ? undefined : readStore({ store: this.#initial }, keyed);
    const tree = { store: EMPTY_STORE };
    if (value !== undefined) writeStore(tree, keyed, value);
    return tree.store;
  }
}

/** Changes a store as the reducer does, so that both always agree. */
function applyChange(tree: { store: EncodedValue }, change: StateChangeView | undefined): void {
  switch (change?.operation) {
    case undefined:
      return;
    case "clear":
      tree.store = EMPTY_STORE;
      return;
    case "delete":
      deleteFromStore(tree, change.path);
      return;
    case "set":
      writeStore(tree, change.path, adoptValue(change.value ?? null));
  }
}

// Pairs the executions of two runs: by lineage, then by equal subtrees, then by what is under them, then by order.

import { executionTrees, type ExecutionTree } from "./execution-tree.ts";
import type { RunView } from "./run-view.ts";

/** Which executions of two runs belong together. */
export interface ExecutionPairs {
  /** Partner in B of each execution of A; -1: none. */
  readonly partnerOfA: Int32Array;
  /** Partner in A of each execution of B; -1: none. */
  readonly partnerOfB: Int32Array;
}

class Pairing implements ExecutionPairs {
  readonly partnerOfA: Int32Array;
  readonly partnerOfB: Int32Array;
  readonly #a: ExecutionTree;
  readonly #b: ExecutionTree;
  /** Pairs whose children have not been looked at. */
  readonly #fresh: (readonly [a: number, b: number])[] = [];

  readonly #ignoredKeys: ReadonlySet<string>;

  constructor(a: ExecutionTree, b: ExecutionTree, ignoredKeys: ReadonlySet<string>) {
    this.#a = a;
    this.#b = b;
    this.#ignoredKeys = ignoredKeys;
    this.partnerOfA = new Int32Array(a.kind.length).fill(-1);
    this.partnerOfB = new Int32Array(b.kind.length).fill(-1);
  }

  pair(a: number, b: number): void {
    if (this.partnerOfA[a] !== -1 || this.partnerOfB[b] !== -1) return;
    this.partnerOfA[a] = b;
    this.partnerOfB[b] = a;
    this.#fresh.push([a, b]);
  }

  /** Pairs the children of paired parents, and theirs, down to the leaves. */
  followLineage(): void {
    for (let next = this.#fresh.pop(); next !== undefined; next = this.#fresh.pop()) {
      this.siblings(this.#a.children[next[0]] ?? [], this.#b.children[next[1]] ?? []);
    }
  }

  /** Pairs siblings of one kind by their place among each other. */
  siblings(ofA: readonly number[], ofB: readonly number[]): void {
    const byKind = new Map<number, number[]>();
    for (const index of ofB) {
      if (this.partnerOfB[index] !== -1) continue;
      const list = byKind.get(this.#b.kind[index] ?? -1);
      if (list === undefined) byKind.set(this.#b.kind[index] ?? -1, [index]);
      else list.push(index);
    }
    const groups = new Map<number, number[]>();
    for (const index of ofA) {
      const kind = this.#a.kind[index] ?? -1;
      if (this.partnerOfA[index] !== -1 || !byKind.has(kind)) continue;
      const list = groups.get(kind);
      if (list === undefined) groups.set(kind, [index]);
      else list.push(index);
    }
    for (const [kind, group] of groups) this.#sameKind(group, byKind.get(kind) ?? []);
  }

  /** Where one side has more, those with the very same input go together first: one inserted branch shifts no other. */
  #sameKind(ofA: readonly number[], ofB: readonly number[]): void {
    if (ofA.length !== ofB.length) {
      const byInput = new Map<string, number[]>();
      for (const index of ofB) {
        const input = inputKey(this.#b.view, index, this.#ignoredKeys);
        const list = byInput.get(input);
        if (list === undefined) byInput.set(input, [index]);
        else list.push(index);
      }
      for (const index of ofA) {
        const partner = byInput.get(inputKey(this.#a.view, index, this.#ignoredKeys))?.shift();
        if (partner !== undefined) this.pair(index, partner);
      }
    }
    this.inOrder(ofA, ofB);
  }

  inOrder(ofA: readonly number[], ofB: readonly number[]): void {
    const restOfB = ofB.filter((index) => this.partnerOfB[index] === -1);
    let at = 0;
    for (const index of ofA) {
      if (this.partnerOfA[index] !== -1) continue;
      const partner = restOfB[at++];
      if (partner === undefined) return;
      this.pair(index, partner);
    }
  }

  /** What is still alone, by a number that both sides share. */
  restBy(
    numberOf: (tree: ExecutionTree, index: number) => number,
  ): Map<number, { readonly a: number[]; readonly b: number[] }> {
    const groups = new Map<number, { readonly a: number[]; readonly b: number[] }>();
    const add = (side: "a" | "b", tree: ExecutionTree, partners: Int32Array): void => {
      for (const [index, partner] of partners.entries()) {
        if (partner !== -1) continue;
        const key = numberOf(tree, index);
        let group = groups.get(key);
        if (group === undefined) {
          group = { a: [], b: [] };
          groups.set(key, group);
        }
        group[side].push(index);
      }
    };
    add("a", this.#a, this.partnerOfA);
    add("b", this.#b, this.partnerOfB);
    return groups;
  }
}

/** Input of an execution as text, without ignored keys; equal inputs of one program give equal texts. */
function inputKey(view: RunView, index: number, ignoredKeys: ReadonlySet<string>): string {
  const eventIds = view.executions[index]?.inputEventIds ?? [];
  const payloads = eventIds.map((eventId) => view.events[view.eventIndexById.get(eventId) ?? -1]?.payload ?? null);
  if (ignoredKeys.size === 0) return JSON.stringify(payloads);
  return JSON.stringify(payloads, (key: string, value: unknown) => (ignoredKeys.has(key) ? undefined : value));
}

/** Equal subtrees, the largest first. */
function pairSubtrees(pairing: Pairing, a: ExecutionTree): void {
  const groups = [...pairing.restBy((tree, index) => tree.shape[index] ?? -1).values()];
  const shared = groups.filter((group) => group.a.length > 0 && group.b.length > 0);
  shared.sort((one, other) => (a.size[other.a[0] ?? 0] ?? 0) - (a.size[one.a[0] ?? 0] ?? 0));
  for (const group of shared) {
    pairing.inOrder(group.a, group.b);
    pairing.followLineage();
  }
}

/** Executions of one kind whose children are paired with each other's; those that share most go first. */
function pairContainers(pairing: Pairing, a: ExecutionTree, b: ExecutionTree): void {
  const votes = new Map<number, Map<number, number>>();
  for (const [child, partner] of pairing.partnerOfA.entries()) {
    if (partner === -1) continue;
    const parentOfA = a.view.executions[child]?.causeIndex ?? -1;
    const parentOfB = b.view.executions[partner]?.causeIndex ?? -1;
    if (parentOfA < 0 || parentOfB < 0 || a.kind[parentOfA] !== b.kind[parentOfB]) continue;
    if (pairing.partnerOfA[parentOfA] !== -1 || pairing.partnerOfB[parentOfB] !== -1) continue;
    const ofA = votes.get(parentOfA) ?? new Map<number, number>();
    votes.set(parentOfA, ofA.set(parentOfB, (ofA.get(parentOfB) ?? 0) + 1));
  }
  const candidates = [...votes].flatMap(([ofA, ofB]) =>
    [...ofB].map(([partner, count]) => ({ ofA, ofB: partner, count })),
  );
  // Ties are broken by what both directions see alike, so that swapping the runs gives the same pairs.
  candidates.sort(
    (one, other) =>
      other.count - one.count ||
      one.ofA + one.ofB - (other.ofA + other.ofB) ||
      Math.abs(one.ofA - one.ofB) - Math.abs(other.ofA - other.ofB),
  );
  for (const { ofA, ofB } of candidates) pairing.pair(ofA, ofB);
  pairing.followLineage();
}

/**
 * Pairs the executions of two runs. Each step leaves to the next only what it could not pair: lineage (step, event type,
 * parent, place among siblings), equal subtrees, parents of paired children, order.
 */
export function pairExecutions(
  viewOfA: RunView,
  viewOfB: RunView,
  ignoredKeys: ReadonlySet<string> = new Set(),
): ExecutionPairs {
  const { a, b } = executionTrees(viewOfA, viewOfB);
  const pairing = new Pairing(a, b, ignoredKeys);
  pairing.siblings(a.roots, b.roots);
  pairing.followLineage();
  pairSubtrees(pairing, a);
  pairContainers(pairing, a, b);
  for (const numberOf of [kindNumber, stepNumber]) {
    for (const group of pairing.restBy(numberOf).values()) pairing.inOrder(group.a, group.b);
    pairing.followLineage();
  }
  return pairing;
}

function kindNumber(tree: ExecutionTree, index: number): number {
  return tree.kind[index] ?? -1;
}

function stepNumber(tree: ExecutionTree, index: number): number {
  return tree.step[index] ?? -1;
}

// Two runs as trees of executions, each under the one that caused it, with equal subtrees known by equal numbers.

import type { RunView } from "./run-view.ts";

/** A run's executions as a forest. */
export interface ExecutionTree {
  readonly view: RunView;
  readonly roots: readonly number[];
  /** Children of each execution; absent for those without. */
  readonly children: readonly (readonly number[])[];
  /** Number of the step of each execution. */
  readonly step: Int32Array;
  /** Number of the kind of each execution: same step and same event type, same number, in both runs. */
  readonly kind: Int32Array;
  /** Number of the shape of what is under each execution, itself included; equal shapes have equal numbers in both runs. */
  readonly shape: Int32Array;
  /** Executions under each, itself included. */
  readonly size: Int32Array;
}

/** Gives equal texts equal numbers. */
class Numbers {
  readonly #byText = new Map<string, number>();

  of(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    this.#byText.set(text, this.#byText.size);
    return this.#byText.size - 1;
  }
}

/** Numbers of steps, kinds and shapes, the same for both runs. */
class TreeNumbers {
  readonly steps = new Numbers();
  readonly #outcomes = new Numbers();
  readonly #kindsByStep: Map<string, number>[] = [];
  #kindCount = 0;
  /** Of what has at most one child, by a number made of both: a text for each turn of a long loop would cost far more. */
  readonly #slim = new Map<number, number>();
  readonly #wide = new Numbers();

  /** An execution is recognised among its siblings by its step and the type of its event. */
  kindOf(step: number, eventType: string): number {
    const kinds = (this.#kindsByStep[step] ??= new Map<string, number>());
    const known = kinds.get(eventType);
    if (known !== undefined) return known;
    kinds.set(eventType, this.#kindCount);
    return this.#kindCount++;
  }

  /** `below`: the shapes of the children. Slim shapes have even numbers, wide ones odd. */
  shapeOf(kind: number, outcome: string, below: readonly number[]): number {
    const own = kind * OUTCOMES + this.#outcomes.of(outcome);
    if (below.length > 1) return 2 * this.#wide.of(`${own} ${below.join(",")}`) + 1;
    const key = own * MOST_SHAPES + (below[0] ?? -1) + 1;
    const known = this.#slim.get(key);
    if (known !== undefined) return known;
    const shape = 2 * this.#slim.size;
    this.#slim.set(key, shape);
    return shape;
  }
}

/** More than an execution can have outcomes, and more than two runs can have shapes. */
const OUTCOMES = 16;
const MOST_SHAPES = 2 ** 30;

function treeOf(view: RunView, numbers: TreeNumbers): ExecutionTree {
  const count = view.executions.length;
  const children: number[][] = [];
  const roots: number[] = [];
  const step = new Int32Array(count);
  const kind = new Int32Array(count);
  const shape = new Int32Array(count);
  const size = new Int32Array(count).fill(1);
  for (const { index, step: name, eventType, causeIndex } of view.executions) {
    step[index] = numbers.steps.of(name);
    kind[index] = numbers.kindOf(step[index] ?? 0, eventType);
    if (causeIndex < 0 || causeIndex >= count) roots.push(index);
    else (children[causeIndex] ??= []).push(index);
  }
  // A cause always stands before what it caused, so from the end every child is known before its parent.
  for (let index = count - 1; index >= 0; index--) {
    const below = children[index] ?? NO_CHILDREN;
    const outcome = view.executions[index]?.outcome ?? "";
    shape[index] = numbers.shapeOf(
      kind[index] ?? 0,
      outcome,
      below.map((child) => shape[child] ?? 0),
    );
    for (const child of below) size[index] = (size[index] ?? 1) + (size[child] ?? 0);
  }
  return { view, roots, children, step, kind, shape, size };
}

const NO_CHILDREN: readonly number[] = [];

/** The trees of two runs, numbered alike. */
export function executionTrees(a: RunView, b: RunView): { readonly a: ExecutionTree; readonly b: ExecutionTree } {
  const numbers = new TreeNumbers();
  return { a: treeOf(a, numbers), b: treeOf(b, numbers) };
}

// Two runs as trees of executions, each under the one that caused it, with equal subtrees known by equal numbers.

import type { ExecutionView } from "./execution-view.ts";
import type { RunView } from "./run-view.ts";

/** A run's executions as a forest. */
export interface ExecutionTree {
  readonly view: RunView;
  readonly roots: readonly number[];
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

/** Key by which an execution is recognised among its siblings. */
function kindOf(execution: ExecutionView): string {
  return `${execution.step}\n${execution.eventType}`;
}

function treeOf(view: RunView, kinds: Numbers, shapes: Numbers): ExecutionTree {
  const count = view.executions.length;
  const children: number[][] = Array.from({ length: count }, () => []);
  const roots: number[] = [];
  const step = new Int32Array(count);
  const kind = new Int32Array(count);
  const shape = new Int32Array(count);
  const size = new Int32Array(count).fill(1);
  for (const execution of view.executions) {
    step[execution.index] = kinds.of(execution.step);
    kind[execution.index] = kinds.of(kindOf(execution));
    (children[execution.causeIndex] ?? roots).push(execution.index);
  }
  // A cause always stands before what it caused, so from the end every child is known before its parent.
  for (let index = count - 1; index >= 0; index--) {
    const below = children[index] ?? [];
    const outcome = view.executions[index]?.outcome ?? "";
    shape[index] = shapes.of(`${kind[index]} ${outcome} ${below.map((child) => shape[child]).join(",")}`);
    for (const child of below) size[index] = (size[index] ?? 1) + (size[child] ?? 0);
  }
  return { view, roots, children, step, kind, shape, size };
}

/** The trees of two runs, numbered alike. */
export function executionTrees(a: RunView, b: RunView): { readonly a: ExecutionTree; readonly b: ExecutionTree } {
  const kinds = new Numbers();
  const shapes = new Numbers();
  return { a: treeOf(a, kinds, shapes), b: treeOf(b, kinds, shapes) };
}

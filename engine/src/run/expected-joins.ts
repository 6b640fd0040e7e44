// Which joins a fan-out leads to, from the graph alone: what must fire when nothing of it ever reaches one.

import { routeOf } from "./routing-table.ts";
import type { RunState, ScopeState, StepState } from "./run-state.ts";
import { effectivePlace, ROOT_SCOPE_ID } from "./scope-tree.ts";

/** A join, and how many steps stand between the fan-out and it. */
interface FoundJoin {
  readonly step: StepState;
  readonly stepsBefore: number;
}

/**
 * The joins of a fan-out, in the order of declaration. Where joins follow one another, the inner ones belong to fan-outs
 * that steps on the way could still have opened, and the outer ones to those it stands in.
 */
export function expectedJoins(state: RunState, scope: ScopeState): readonly StepState[] {
  const depth = depthOf(state, scope);
  const expected = new Set<StepState>();
  for (const { step, stepsBefore } of nearestJoins(state, scope)) {
    const chain = chainFrom(state, step);
    const outer = Math.min(stepsBefore, chain.length - 1 - depth);
    expected.add(chain[Math.max(0, outer)] ?? step);
  }
  return [...expected].toSorted((left, right) => state.stepList.indexOf(left) - state.stepList.indexOf(right));
}

/** Breadth first, past the joins that something inside the fan-out has led to. */
function nearestJoins(state: RunState, scope: ScopeState): readonly FoundJoin[] {
  const found: FoundJoin[] = [];
  const seen = new Set<string>();
  let types: readonly string[] =
    scope.step === undefined ? [state.graph.startEvent] : (state.routing.emits.get(scope.step) ?? []);
  for (let stepsBefore = 0; types.length > 0; stepsBefore++) {
    const next: string[] = [];
    for (const step of types.flatMap((type) => receiversOf(state, type))) {
      if (seen.has(step.name)) continue;
      seen.add(step.name);
      if (step.node.input.kind !== "event" && scope.fired.get(step.name) !== "inside")
        found.push({ step, stepsBefore });
      else next.push(...step.node.emits, ...recoveryEmits(state, step.name));
    }
    types = next;
  }
  return found;
}

/** A join and those that what it emits goes straight on to. */
function chainFrom(state: RunState, first: StepState): readonly StepState[] {
  const chain = [first];
  for (let last: StepState | undefined = first; last !== undefined;) {
    last = last.node.emits
      .flatMap((type) => receiversOf(state, type))
      .find((step) => step.node.input.kind === "collect" && !chain.includes(step));
    if (last !== undefined && first.node.input.kind === "collect") chain.push(last);
    else break;
  }
  return chain;
}

/** How many fan-outs it stands in. */
function depthOf(state: RunState, { parentId }: ScopeState): number {
  let depth = 0;
  let { scopeId } = effectivePlace(state, { scopeId: parentId, branch: 0 });
  while (scopeId !== undefined && scopeId !== ROOT_SCOPE_ID) {
    depth += 1;
    ({ scopeId } = effectivePlace(state, { scopeId: state.scopes.get(scopeId)?.parentId, branch: 0 }));
  }
  return depth;
}

function receiversOf(state: RunState, type: string): readonly StepState[] {
  return routeOf(state.routing, type).targets.flatMap((index) => state.stepList[index] ?? []);
}

function recoveryEmits(state: RunState, step: string): readonly string[] {
  const index = state.routing.recoveries.get(step);
  return index === undefined ? [] : (state.stepList[index]?.node.emits ?? []);
}

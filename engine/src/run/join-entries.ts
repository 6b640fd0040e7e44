// Where the events that gather at a join are kept in their fan-out: one list for a `collect`, one a class for a `joinOf`.

import { routeOf } from "./routing-table.ts";
import type { EventState, JoinEntry, RunState, ScopeState, StepState } from "./run-state.ts";

/** The keys under which a fan-out keeps what a join waits with. */
export function entryKeys({ name, node }: StepState): readonly string[] {
  return node.input.kind === "joinOf" ? [...new Set(node.accepts)].map((type) => classKey(name, type)) : [name];
}

/** The key for one event. */
export function entryKeyOf(state: RunState, step: StepState, event: EventState): string {
  const { name, node } = step;
  if (node.input.kind !== "joinOf") return name;
  const type = routeOf(state.routing, event.type).lineage.find((one) => node.accepts.includes(one));
  return classKey(name, type ?? event.type);
}

/** The oldest event of each class, taken out in the order of the classes; `undefined` while one is missing. */
export function takeTuple(scope: ScopeState, { name, node }: StepState): readonly JoinEntry[] | undefined {
  const need = new Map<string, number>();
  for (const type of node.accepts) need.set(type, (need.get(type) ?? 0) + 1);
  for (const [type, count] of need) {
    if ((scope.entries.get(classKey(name, type))?.length ?? 0) < count) return undefined;
  }
  return node.accepts.flatMap((type) => scope.entries.get(classKey(name, type))?.shift() ?? []);
}

function classKey(step: string, type: string): string {
  return `${step}/${type}`;
}

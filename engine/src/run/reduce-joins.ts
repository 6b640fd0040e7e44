// Typed joins: events gather per fan-out, and a join fires once per fan-out (`collect`) or once per set (`joinOf`).

import { openExecution, fillSlots } from "./execution-lifecycle.ts";
import { expectedJoins } from "./expected-joins.ts";
import { entryKeyOf, entryKeys, takeTuple } from "./join-entries.ts";
import { mergeRecoveries } from "./recovery-counts.ts";
import type { EventState, JoinEntry, RunState, ScopeState, StepState } from "./run-state.ts";
import { addEntries, effectivePlace, removeScope, ROOT_SCOPE_ID, type ScopePlace } from "./scope-tree.ts";
import { releaseEvent, retainEvent, type Turn } from "./turn.ts";

/** How many events of a class a stalled run names. */
const REPORT_LIMIT = 100;

/** An event arrives at a join. */
export function gatherEvent(turn: Turn, event: EventState, step: StepState): void {
  const { scopeId, branch } = effectivePlace(turn.state, event);
  const scope = turn.state.scopes.get(scopeId ?? ROOT_SCOPE_ID);
  if (scope === undefined) return;
  const { input } = step.node;
  if (input.kind === "collect" && scope.fired.get(step.name) === "here" && scope.id !== ROOT_SCOPE_ID) return;
  retainEvent(turn, event.id);
  addEntries(scope, entryKeyOf(turn.state, step, event), [{ eventId: event.id, branch }]);
  if (input.kind === "joinOf") completeTuples(turn, scope, step);
  else if (input.kind === "collect" && scope.entries.get(step.name)?.length === input.take)
    takeCollect(turn, scope, step);
}

/** Deals with the fan-outs that have nothing under way any more: their joins fire, and they leave the tree. */
export function closeScopes(turn: Turn): void {
  for (let scopeId = turn.closing.shift(); scopeId !== undefined; scopeId = turn.closing.shift()) {
    const scope = turn.state.scopes.get(scopeId);
    if (scope === undefined || scope.open > 0 || turn.state.endedAtMs !== undefined) continue;
    closeScope(turn, scope);
  }
}

/** Events that moved to another fan-out, because theirs was none, may complete a set there. */
export function settleMoved(turn: Turn, place: ScopePlace): void {
  const { scopeId } = effectivePlace(turn.state, place);
  const scope = turn.state.scopes.get(scopeId ?? ROOT_SCOPE_ID);
  if (scope === undefined) return;
  for (const step of turn.state.stepList) {
    const { input } = step.node;
    if (input.kind === "joinOf") completeTuples(turn, scope, step);
    else if (
      input.kind === "collect" &&
      input.take !== undefined &&
      (scope.entries.get(step.name)?.length ?? 0) >= input.take
    )
      takeCollect(turn, scope, step);
  }
}

/** Every join that holds events, or must still come: for the report of a stalled run. */
export function openJoins(
  state: RunState,
): readonly { readonly joinId: string; readonly step: string; readonly have: readonly string[] }[] {
  const joins: { joinId: string; step: string; have: string[] }[] = [];
  for (const scope of state.scopes.values()) {
    for (const step of state.stepList) {
      if (step.node.input.kind === "event") continue;
      const entries = entryKeys(step).flatMap((key) => scope.entries.get(key)?.slice(0, REPORT_LIMIT) ?? []);
      const have = entries.map(({ eventId }) => state.events.get(eventId)?.type ?? "");
      if (have.length > 0) joins.push({ joinId: `${scope.id}/${step.name}`, step: step.name, have });
    }
  }
  return joins;
}

function closeScope(turn: Turn, scope: ScopeState): void {
  const isRoot = scope.id === ROOT_SCOPE_ID;
  for (const step of turn.state.stepList) {
    if (step.node.input.kind === "collect" && (scope.entries.get(step.name)?.length ?? 0) > 0)
      fireCollect(turn, scope, step);
  }
  // A run that can be answered from outside may still receive what fills the list.
  if (!isRoot || (scope.open === 0 && !turn.state.routing.acceptsResponses)) {
    for (const step of expectedJoins(turn.state, scope)) {
      if (step.node.input.kind === "collect" && !scope.fired.has(step.name)) fireCollect(turn, scope, step);
    }
  }
  if (isRoot) return;
  promoteLeftovers(turn, scope);
  removeScope(turn, scope);
}

/** Half-filled tuples may be completed by a neighbour of the fan-out. */
function promoteLeftovers(turn: Turn, scope: ScopeState): void {
  const place = effectivePlace(turn.state, { scopeId: scope.parentId, branch: scope.branch });
  const parent = turn.state.scopes.get(place.scopeId ?? ROOT_SCOPE_ID);
  for (const step of turn.state.stepList) {
    if (step.node.input.kind === "event") continue;
    const isPromoted = step.node.input.kind === "joinOf" && parent !== undefined;
    for (const key of entryKeys(step)) {
      const entries = scope.entries.get(key) ?? [];
      if (isPromoted && entries.length > 0) {
        addEntries(
          parent,
          key,
          entries.map(({ eventId }) => ({ eventId, branch: place.branch })),
        );
      } else for (const { eventId } of entries) releaseEvent(turn, eventId);
    }
    if (isPromoted) completeTuples(turn, parent, step);
  }
  scope.entries.clear();
}

function completeTuples(turn: Turn, scope: ScopeState, step: StepState): void {
  for (let tuple = takeTuple(scope, step); tuple !== undefined; tuple = takeTuple(scope, step)) {
    fire(turn, scope, { step, entries: tuple });
  }
}

/** A `take` is full: it fires with those that came first; the rest of the fan-out is not waited for. */
function takeCollect(turn: Turn, scope: ScopeState, step: StepState): void {
  const { input } = step.node;
  const take = input.kind === "collect" ? input.take : undefined;
  const surplus = scope.entries.get(step.name)?.splice(take ?? Number.POSITIVE_INFINITY) ?? [];
  for (const { eventId } of surplus) releaseEvent(turn, eventId);
  fireCollect(turn, scope, step);
}

function fireCollect(turn: Turn, scope: ScopeState, step: StepState): void {
  const entries = scope.entries.get(step.name) ?? [];
  scope.entries.delete(step.name);
  // `toSorted` is stable: results of one branch stay in the order in which they came.
  fire(turn, scope, { step, entries: entries.toSorted((left, right) => left.branch - right.branch) });
}

function fire(
  turn: Turn,
  scope: ScopeState,
  join: { readonly step: StepState; readonly entries: readonly JoinEntry[] },
): void {
  const { step, entries } = join;
  const isRoot = scope.id === ROOT_SCOPE_ID;
  const eventIds = entries.map(({ eventId }) => eventId);
  scope.fired.set(step.name, isRoot ? "inside" : "here");
  turn.derive({ kind: "join.fired", data: { joinId: `${scope.id}/${step.name}`, step: step.name, eventIds } });
  const outer = { scopeId: scope.parentId, branch: scope.branch };
  const place = isRoot
    ? { scopeId: ROOT_SCOPE_ID, branch: entries[0]?.branch ?? 0 }
    : effectivePlace(turn.state, outer);
  openExecution(turn, step, {
    eventIds,
    ...place,
    recoveries: mergeRecoveries(eventIds.map((eventId) => turn.state.events.get(eventId)?.recoveries)),
  });
  for (const eventId of eventIds) releaseEvent(turn, eventId);
  fillSlots(turn, step);
}

// Fan-outs as a tree of scopes: who is a member of which, and when one has nothing under way any more.

import type { ExecutionState, JoinEntry, RunState, ScopeState } from "./run-state.ts";
import type { Turn } from "./turn.ts";

/** The scope of everything that is in no fan-out. */
export const ROOT_SCOPE_ID = "run";

/** A place in a fan-out. */
export interface ScopePlace {
  readonly scopeId: string | undefined;
  readonly branch: number;
}

/** A scope without members. */
export function createScope(
  identity: Pick<ScopeState, "id" | "parentId" | "branch" | "step" | "isSealed">,
): ScopeState {
  return { ...identity, open: 0, emitted: 0, isDissolved: false, entries: new Map(), fired: new Map() };
}

/** Follows scopes that turned out to be no fan-out up to the one their members belong to. */
export function effectivePlace(state: RunState, place: ScopePlace): ScopePlace {
  let { scopeId, branch } = place;
  for (;;) {
    const scope = scopeId === undefined ? undefined : state.scopes.get(scopeId);
    if (scope === undefined || !scope.isDissolved) return { scopeId, branch };
    scopeId = scope.parentId;
    branch = scope.branch;
  }
}

/** One more member under way. */
export function enterScope({ state }: Turn, scopeId: string): void {
  for (let scope = state.scopes.get(scopeId); scope !== undefined; scope = parentIfDissolved(state, scope))
    scope.open += 1;
}

/** One member less. */
export function leaveScope({ state, closing }: Turn, scopeId: string): void {
  let scope = state.scopes.get(scopeId);
  while (scope !== undefined) {
    scope.open -= 1;
    const parent = parentIfDissolved(state, scope);
    if (scope.open === 0) {
      if (scope.isDissolved) state.scopes.delete(scope.id);
      else if (scope.isSealed) closing.push(scope.id);
    }
    scope = parent;
  }
}

/** The scope of what an execution emits, made at its first emission. */
export function openScope(turn: Turn, execution: ExecutionState): ScopeState {
  const { state } = turn;
  const known = state.scopes.get(execution.id);
  if (known !== undefined) return known;
  const place = effectivePlace(state, execution);
  const parentId = place.scopeId ?? ROOT_SCOPE_ID;
  const scope = createScope({
    id: execution.id,
    parentId,
    branch: place.branch,
    step: execution.step,
    isSealed: false,
  });
  state.scopes.set(scope.id, scope);
  enterScope(turn, parentId);
  return scope;
}

/** The opener of a scope is through: a single event was no fan-out, anything else has all its branches now. */
export function sealScope(turn: Turn, scope: ScopeState, isList: boolean): void {
  if (scope.isSealed) return;
  scope.isSealed = true;
  if (scope.emitted === 1 && !isList) dissolveScope(turn, scope);
  else if (scope.open === 0) turn.closing.push(scope.id);
}

/** Takes a scope out of the tree once its joins are dealt with. */
export function removeScope(turn: Turn, scope: ScopeState): void {
  turn.state.scopes.delete(scope.id);
  if (scope.parentId === undefined) return;
  const { scopeId } = effectivePlace(turn.state, { scopeId: scope.parentId, branch: 0 });
  const parent = turn.state.scopes.get(scopeId ?? ROOT_SCOPE_ID);
  if (parent !== undefined)
    for (const step of scope.fired.keys()) if (!parent.fired.has(step)) parent.fired.set(step, "inside");
  leaveScope(turn, scope.parentId);
}

function dissolveScope(turn: Turn, scope: ScopeState): void {
  const { state } = turn;
  const parentId = scope.parentId ?? ROOT_SCOPE_ID;
  for (let member = 0; member < scope.open; member++) enterScope(turn, parentId);
  scope.isDissolved = true;
  // The parent may have turned out to be no fan-out itself.
  const place = effectivePlace(state, { scopeId: parentId, branch: scope.branch });
  const heir = state.scopes.get(place.scopeId ?? ROOT_SCOPE_ID);
  for (const [step, entries] of scope.entries) {
    const moved: readonly JoinEntry[] = entries.map(({ eventId }) => ({ eventId, branch: place.branch }));
    if (heir !== undefined) addEntries(heir, step, moved);
  }
  scope.entries.clear();
  for (const [step, where] of scope.fired) if (heir?.fired.has(step) === false) heir.fired.set(step, where);
  if (scope.open === 0) state.scopes.delete(scope.id);
  leaveScope(turn, parentId);
}

/** Adds what a join waits with. */
export function addEntries(scope: ScopeState, step: string, entries: readonly JoinEntry[]): void {
  const known = scope.entries.get(step);
  if (known === undefined) scope.entries.set(step, [...entries]);
  else known.push(...entries);
}

function parentIfDissolved(state: RunState, scope: ScopeState): ScopeState | undefined {
  return scope.isDissolved && scope.parentId !== undefined ? state.scopes.get(scope.parentId) : undefined;
}

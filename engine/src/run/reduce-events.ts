// What an event does: it ends the run, answers a wait, queues executions, gathers at joins, is kept, or is unhandled.

import type { RecordData } from "../trace/record.ts";
import { fillSlots, queueEvent } from "./execution-lifecycle.ts";
import { completeRun } from "./run-outcome.ts";
import { gatherEvent } from "./reduce-joins.ts";
import { closeQuestion, holdQuestion, takeQuestion } from "./reduce-questions.ts";
import { routeOf, type Route } from "./routing-table.ts";
import type { EventState, ExecutionState, RunState } from "./run-state.ts";
import { effectivePlace, openScope, ROOT_SCOPE_ID, type ScopePlace } from "./scope-tree.ts";
import { releaseEvent, type Turn } from "./turn.ts";
import { findWaiter } from "./waiter-index.ts";
import { matchWaiter } from "./reduce-waits.ts";

/** How many unhandled events a stalled run can name. */
const RECENT_LIMIT = 100;

/** `event.sent`. What a step returned is delivered when its execution completes; everything else at once. */
export function reduceEventSent(turn: Turn, data: RecordData["event.sent"]): void {
  const { state } = turn;
  const sender = data.cause.kind === "execution" ? state.executions.get(data.cause.executionId) : undefined;
  state.counters.events += 1;
  const place = state.routing.hasJoins ? placeOf(turn, { sender, isBranch: data.origin === "sent" }) : NO_PLACE;
  const event: EventState = {
    id: data.eventId,
    type: data.type,
    payload: data.payload,
    cause: data.cause,
    origin: data.origin,
    target: data.target,
    role: data.role,
    seq: turn.seq,
    timeMs: turn.timeMs,
    references: 1,
    scopeId: place.scopeId,
    branch: place.branch,
    recoveries: sender?.recoveries,
    live: turn.live,
  };
  state.events.set(event.id, event);
  if (sender !== undefined && data.origin === "sent") {
    sender.sent += 1;
    if (data.key !== undefined) (sender.sentKeys ??= new Map()).set(data.key, event.id);
  }
  if ((data.origin === "returned" || data.origin === "recovery") && sender !== undefined) {
    if (sender.returned === undefined) sender.returned = [event.id];
    else sender.returned.push(event.id);
    return;
  }
  if (data.origin !== "waiter") deliverEvent(turn, event);
  releaseEvent(turn, event.id);
}

/** Delivers what an execution returned, now that it has completed. */
export function deliverReturned(turn: Turn, execution: ExecutionState, isList: boolean): void {
  const { state } = turn;
  const returned = execution.returned ?? [];
  const isFanOut = state.routing.hasJoins && (isList || execution.sent + returned.length > 1);
  const direct = isFanOut || !state.routing.hasJoins ? NO_PLACE : effectivePlace(state, execution);
  for (const eventId of returned) {
    const event = state.events.get(eventId);
    if (event === undefined) continue;
    const place = isFanOut ? nextBranch(turn, execution) : direct;
    event.scopeId = place.scopeId;
    event.branch = place.branch;
    deliverEvent(turn, event);
    releaseEvent(turn, eventId);
  }
  execution.returned = undefined;
  // An empty list is a fan-out too: its join must fire, with nothing.
  if (isFanOut) openScope(turn, execution);
}

/** Delivers an event to everything that wants it. */
export function deliverEvent(turn: Turn, event: EventState): void {
  const { state } = turn;
  if (state.endedAtMs !== undefined) return;
  const route = routeOf(state.routing, event.type);
  const role = event.role ?? route.role;
  if (role === "stop") {
    completeRun(turn, event);
    return;
  }
  const waiter = findWaiter(state, event, route.lineage);
  const question =
    role === "humanResponse" && (waiter !== undefined || route.targets.length > 0)
      ? takeQuestion(turn, event, waiter)
      : undefined;
  if (waiter !== undefined) matchWaiter(turn, waiter, event);
  const isTaken = event.target === undefined ? broadcast(turn, event, route) : deliverToTarget(turn, event, route);
  if (question !== undefined) closeQuestion(turn, question);
  if (isTaken || waiter !== undefined) return;
  if (role === "humanResponse") keepResponse(state, event);
  else if (role === "inputRequired") holdQuestion(turn, event);
  else reportUnhandled(turn, event);
}

/** Says that nobody wanted an event. */
export function reportUnhandled(turn: Turn, event: EventState): void {
  const { unhandled } = turn.state.recent;
  unhandled.push({ eventId: event.id, type: event.type });
  if (unhandled.length > RECENT_LIMIT) unhandled.shift();
  turn.derive({ kind: "event.unhandled", data: { eventId: event.id, type: event.type } });
}

const NO_PLACE: ScopePlace = { scopeId: undefined, branch: 0 };

function broadcast(turn: Turn, event: EventState, route: Route): boolean {
  for (const index of route.targets) deliverToStep(turn, event, index);
  return route.targets.length > 0;
}

function deliverToTarget(turn: Turn, event: EventState, route: Route): boolean {
  const index = route.targets.find((candidate) => turn.state.stepList[candidate]?.name === event.target);
  if (index === undefined) return false;
  deliverToStep(turn, event, index);
  return true;
}

function deliverToStep(turn: Turn, event: EventState, index: number): void {
  const step = turn.state.stepList[index];
  if (step === undefined) return;
  if (step.node.input.kind !== "event") {
    gatherEvent(turn, event, step);
    return;
  }
  queueEvent(turn, step, event);
  fillSlots(turn, step);
}

function keepResponse(state: RunState, event: EventState): void {
  event.references += 1;
  const sameType = state.kept.get(event.type);
  if (sameType === undefined) state.kept.set(event.type, new Set([event.id]));
  else sameType.add(event.id);
}

/** Where in the tree of fan-outs an event belongs that is sent while its sender runs. */
function placeOf(
  turn: Turn,
  { sender, isBranch }: { readonly sender: ExecutionState | undefined; readonly isBranch: boolean },
): ScopePlace {
  if (sender !== undefined)
    return isBranch ? nextBranch(turn, sender) : { scopeId: sender.scopeId, branch: sender.branch };
  const root = turn.state.scopes.get(ROOT_SCOPE_ID);
  if (root === undefined) return NO_PLACE;
  root.emitted += 1;
  return { scopeId: ROOT_SCOPE_ID, branch: root.emitted - 1 };
}

function nextBranch(turn: Turn, sender: ExecutionState): ScopePlace {
  const scope = openScope(turn, sender);
  scope.emitted += 1;
  return { scopeId: scope.id, branch: scope.emitted - 1 };
}

// Questions that leave the run inside a fan-out: the branch is under way until the answer comes back to a step.

import { isEncodedEqual } from "../codec/encoded-equal.ts";
import { fieldsOf } from "../codec/escaped-keys.ts";
import type { EventState, RunState, WaiterState } from "./run-state.ts";
import { effectivePlace, enterScope, leaveScope, ROOT_SCOPE_ID } from "./scope-tree.ts";
import { releaseEvent, retainEvent, type Turn } from "./turn.ts";

/** A question that no step takes keeps its fan-out open, where a step takes answers. */
export function holdQuestion(turn: Turn, event: EventState): void {
  const { state } = turn;
  if (!state.routing.hasJoins || !state.routing.acceptsResponses) return;
  const { scopeId } = effectivePlace(state, event);
  if (scopeId === undefined || scopeId === ROOT_SCOPE_ID) return;
  state.questions.add(event.id);
  retainEvent(turn, event.id);
  enterScope(turn, scopeId);
}

/**
 * Takes out the question that an answer from outside belongs to, and puts the answer in its place: the one that its
 * waiter asked, else the one with most attributes of the same value, the oldest of several.
 */
export function takeQuestion(turn: Turn, answer: EventState, waiter: WaiterState | undefined): EventState | undefined {
  const { state } = turn;
  if (state.questions.size === 0 || answer.cause.kind === "execution") return undefined;
  const question = waiter === undefined ? bestFit(state, answer) : askedBy(state, waiter);
  if (question === undefined) return undefined;
  state.questions.delete(question.id);
  const place = effectivePlace(state, question);
  answer.scopeId = place.scopeId;
  answer.branch = place.branch;
  answer.recoveries = question.recoveries;
  return question;
}

/** The answer has been delivered: what follows from it holds the fan-out open by itself. */
export function closeQuestion(turn: Turn, { id, scopeId }: EventState): void {
  if (scopeId !== undefined) leaveScope(turn, scopeId);
  releaseEvent(turn, id);
}

function askedBy(state: RunState, { executionId }: WaiterState): EventState | undefined {
  return openQuestions(state).find(({ cause }) => cause.kind === "execution" && cause.executionId === executionId);
}

function bestFit(state: RunState, answer: EventState): EventState | undefined {
  let best: EventState | undefined;
  let bestScore = -1;
  for (const question of openQuestions(state)) {
    const score = sharedAttributes(question, answer);
    if (score <= bestScore) continue;
    best = question;
    bestScore = score;
  }
  return best;
}

function openQuestions(state: RunState): readonly EventState[] {
  return Array.from(state.questions).flatMap((eventId) => state.events.get(eventId) ?? []);
}

function sharedAttributes(question: EventState, answer: EventState): number {
  const [asked, answered] = [fieldsOf(question.payload), fieldsOf(answer.payload)];
  if (typeof asked !== "object" || asked === null || typeof answered !== "object" || answered === null) return 0;
  const given = new Map(Object.entries(answered));
  return Object.entries(asked).filter(([name, value]) => {
    const other = given.get(name);
    return other !== undefined && isEncodedEqual(value, other);
  }).length;
}

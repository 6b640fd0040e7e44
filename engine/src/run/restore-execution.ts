// One execution from a snapshot.

import type { Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { AnswerState, ExecutionState, RecoveryCounts } from "./run-state.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

const PHASES = ["queued", "starting", "running", "waiting", "backingOff"] as const;

/** One execution from a snapshot. @throws ContextError when it is damaged. */
export function restoreExecution(one: SnapshotReader): ExecutionState {
  const once = one.optionalPairs("once");
  const sentKeys = one.optionalPairs("sentKeys");
  return {
    id: one.text("id"),
    step: one.text("step"),
    eventIds: one.texts("eventIds"),
    phase: one.oneOf("phase", PHASES),
    attempt: one.number("attempt"),
    worker: one.number("worker"),
    queuedAtMs: one.number("queuedAtMs"),
    firstStartedAtMs: one.optionalNumber("firstStartedAtMs"),
    startedAtMs: one.optionalNumber("startedAtMs"),
    lastError: asData<ErrorData>(one.optionalValue("lastError")),
    lastFailedAtMs: one.optionalNumber("lastFailedAtMs"),
    dueMs: one.optionalNumber("dueMs"),
    waiterIds: one.optionalTexts("waiterIds"),
    wakes: restoreAnswers(one, "wakes"),
    isDetached: one.flag("isDetached"),
    answers: restoreAnswers(one, "answers"),
    collected: one.has("collected")
      ? one.objects("collected").map((part) => ({
          bufferId: part.text("bufferId"),
          eventId: part.text("eventId"),
          fired: part.optionalTexts("fired"),
        }))
      : undefined,
    once: once === undefined ? undefined : new Map(once),
    sentKeys:
      sentKeys === undefined
        ? undefined
        : new Map(sentKeys.map(([key, eventId]) => [key, typeof eventId === "string" ? eventId : ""])),
    sent: one.number("sent"),
    returned: one.optionalTexts("returned"),
    children: one.optionalTexts("children"),
    scopeId: one.optionalText("scopeId"),
    branch: one.number("branch"),
    recoveries: asData<RecoveryCounts>(one.optionalValue("recoveries")),
    live: undefined,
  };
}

function restoreAnswers(one: SnapshotReader, key: string): AnswerState[] | undefined {
  if (!one.has(key)) return undefined;
  return one.objects(key).map((answer) => ({
    waiterId: answer.text("waiterId"),
    outcome: answer.oneOf("outcome", ["matched", "timedOut"]),
    eventId: answer.optionalText("eventId"),
  }));
}

/** Parts of a snapshot that are data through and through. */
function asData<T>(value: Json | undefined): T | undefined {
  return value as T | undefined;
}

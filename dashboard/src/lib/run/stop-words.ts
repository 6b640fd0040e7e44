// The conditions that a replay can stop at: how an address spells them, and how they are named.

import type { StopCondition } from "stepscope/view";

/** The conditions that name nothing of the run. */
export const PLAIN_STOPS: readonly StopCondition[] = [
  { kind: "error" },
  { kind: "retry" },
  { kind: "wait" },
  { kind: "stateWritten", path: [] },
  { kind: "logged", level: "warn" },
];

function spell(condition: StopCondition): { readonly code: string; readonly word: string } {
  switch (condition.kind) {
    case "error":
    case "retry":
    case "wait":
      return { code: condition.kind, word: condition.kind };
    case "stateWritten":
      return { code: "state", word: "state write" };
    case "logged":
      return { code: "warning", word: "warning logged" };
    case "stepStarted":
      return { code: `starts:${condition.step}`, word: `${condition.step} starts` };
    case "stepEnded":
      return { code: `ends:${condition.step}`, word: `${condition.step} ends` };
    case "eventSent":
      return { code: `event:${condition.type}`, word: `${condition.type} sent` };
  }
}

/** Writes a condition as {@link parseStop} reads it. */
export function formatStop(condition: StopCondition): string {
  return spell(condition).code;
}

/** What a condition is called: `error`, `plan starts`. */
export function stopWord(condition: StopCondition): string {
  return spell(condition).word;
}

/** Reads `error`, `starts:plan`, `ends:plan`, `event:Draft`; undefined for anything else. */
export function parseStop(text: string): StopCondition | undefined {
  const [, verb, name = ""] = /^(starts|ends|event):(.+)$/su.exec(text) ?? [];
  if (verb === "starts") return { kind: "stepStarted", step: name };
  if (verb === "ends") return { kind: "stepEnded", step: name };
  if (verb === "event") return { kind: "eventSent", type: name };
  return PLAIN_STOPS.find((condition) => formatStop(condition) === text);
}

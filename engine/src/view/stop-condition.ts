// What a replay stops at: conditions over a run's records, as lists of the records that meet them.

import { isEncodedEqual } from "../codec/encoded-equal.ts";
import type { EncodedValue } from "../codec/encoded-value.ts";
import type { RunView } from "./run-view.ts";
import type { StatePath } from "./state-history.ts";

/** When a replay stops. */
export type StopCondition =
  | { readonly kind: "error" }
  | { readonly kind: "retry" }
  | { readonly kind: "wait" }
  | { readonly kind: "stepStarted"; readonly step: string }
  | { readonly kind: "stepEnded"; readonly step: string }
  | { readonly kind: "eventSent"; readonly type: string }
  /** The path, something in it, or what it is in is written; with `equals`, only by a write of just this value to just this path. */
  | { readonly kind: "stateWritten"; readonly path: StatePath; readonly equals?: EncodedValue }
  | { readonly kind: "logged"; readonly level: "warn" | "error" };

function overlap(one: StatePath, other: StatePath): boolean {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (String(one[at]) !== String(other[at])) return false;
  return true;
}

function attemptEnds(view: RunView, outcome: "failed" | "retried"): number[] {
  return view.executions.flatMap((execution) =>
    execution.attempts.flatMap((one) => (one.outcome === outcome && one.endedSeq !== undefined ? [one.endedSeq] : [])),
  );
}

function stateWrites(view: RunView, condition: Extract<StopCondition, { readonly kind: "stateWritten" }>): number[] {
  const { path, equals } = condition;
  return view.stateChanges.flatMap((change) => {
    const isTouched = change.operation === "clear" || overlap(change.path, path);
    if (equals === undefined) return isTouched ? [change.seq] : [];
    const isExact = isTouched && change.path.length === path.length && change.operation === "set";
    return isExact && isEncodedEqual(change.value ?? null, equals) ? [change.seq] : [];
  });
}

/**
 * The records at which a condition is met, ascending.
 *
 * @example
 * ```ts
 * import { nextStop, stopSeqs, type RunView } from "stepscope/view";
 *
 * declare const view: RunView;
 * const lists = [stopSeqs(view, { kind: "error" }), stopSeqs(view, { kind: "stateWritten", path: ["draft"] })];
 * console.log(nextStop(lists, 40));
 * ```
 */
export function stopSeqs(view: RunView, condition: StopCondition): Uint32Array {
  const sorted = (seqs: readonly number[]): Uint32Array => Uint32Array.from(seqs).sort();
  switch (condition.kind) {
    case "error": {
      const end = view.error === undefined || view.endedSeq === undefined ? [] : [view.endedSeq];
      return sorted([...attemptEnds(view, "failed"), ...end]);
    }
    case "retry":
      return sorted(attemptEnds(view, "retried"));
    case "wait":
      return sorted(view.executions.flatMap((execution) => execution.waits.map((wait) => wait.fromSeq)));
    case "stepStarted": {
      const executions = view.executions.filter((execution) => execution.step === condition.step);
      return sorted(executions.flatMap((execution) => execution.attempts.map((attempt) => attempt.startedSeq)));
    }
    case "stepEnded": {
      const executions = view.executions.filter((execution) => execution.step === condition.step);
      return sorted(executions.flatMap((execution) => execution.endedSeq ?? []));
    }
    case "eventSent":
      return sorted(view.events.flatMap((event) => (event.type === condition.type ? [event.seq] : [])));
    case "stateWritten":
      return sorted(stateWrites(view, condition));
    case "logged":
      return sorted(
        view.logs.flatMap((line) => (line.level === "error" || line.level === condition.level ? [line.seq] : [])),
      );
  }
}

/** The first record after `seq` at which any of some conditions is met; undefined when none is. */
export function nextStop(lists: readonly Uint32Array[], seq: number): number | undefined {
  let next: number | undefined;
  for (const list of lists) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle] ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    const found = list[low];
    if (found !== undefined && (next === undefined || found < next)) next = found;
  }
  return next;
}

// Run statuses as pages group and name them.

import type { RunStatus, RunSummary } from "stepscope/view";
import { formatAge } from "./format-time.ts";

/** Everything a run or an execution can be shown as. */
export type StatusName =
  | "completed"
  | "running"
  | "silent"
  | "retrying"
  | "waiting"
  | "queued"
  | "notYet"
  | "failed"
  | "timedOut"
  | "stalled"
  | "cancelled"
  | "blocked";

/** Whether nothing follows this status. */
export function isOver(status: RunStatus): boolean {
  return status === "completed" || status === "cancelled" || isFailure(status);
}

/** Whether it counts as a failure. */
export function isFailure(status: RunStatus): boolean {
  return status === "failed" || status === "timedOut" || status === "stalled";
}

/** A run that is at work writes records; after this long without one, in ms, its process may be gone. */
const SILENT_AFTER_MS = 300_000;

/** For how long a run that should be at work has written nothing, in ms; undefined while that means nothing. */
export function silentForMs(run: Pick<RunSummary, "status" | "updatedAtMs">, nowMs: number): number | undefined {
  const sinceMs = nowMs - run.updatedAtMs;
  return run.status === "running" && sinceMs > SILENT_AFTER_MS ? sinceMs : undefined;
}

/** What to show of a status. */
export interface ShownStatus {
  readonly status: StatusName;
  /** Said in place of the status's own word: in a badge, and in the little room of a list. */
  readonly label?: string;
  readonly word?: string;
  /** The whole sentence. */
  readonly sentence?: string;
}

/** A run that runs, but has written nothing for so long. */
export function silentStatus(silentMs: number): ShownStatus {
  const age = formatAge(silentMs);
  return {
    status: "silent",
    label: `No record for ${age}`,
    word: `Silent ${age}`,
    sentence: `Running, but no record for ${age}: its process may be gone`,
  };
}

/** What to show: a running run with a step backing off is retrying, one that writes nothing is silent. */
export function shownStatus(
  run: Pick<RunSummary, "status" | "backingOff" | "updatedAtMs">,
  nowMs: number | undefined,
): ShownStatus {
  const silentMs = nowMs === undefined ? undefined : silentForMs(run, nowMs);
  if (silentMs !== undefined) return silentStatus(silentMs);
  return { status: run.status === "running" && run.backingOff > 0 ? "retrying" : run.status };
}

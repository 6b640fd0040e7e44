// The runs of this process that are not over, and how far the last ones got.

import { OptionError } from "../errors/option-error.ts";
import { RunIdConflictError } from "../errors/run-errors.ts";
import { registeredSinks } from "../trace/registry.ts";

/** How many ended runs are remembered, for resumes in the same process. */
const REMEMBERED_RUNS = 1_000;

const active = new Set<string>();
const lastSeqs = new Map<string, number>();

/** Notes that a run begins. @throws RunIdConflictError when one of this id is under way. */
export function claimRunId(runId: string): void {
  if (active.has(runId)) throw new RunIdConflictError(runId, "a run with this id is under way in this process");
  active.add(runId);
}

/** Notes that a run is over, and the last record it wrote. */
export function releaseRunId(runId: string, seq: number): void {
  active.delete(runId);
  lastSeqs.delete(runId);
  lastSeqs.set(runId, seq);
  if (lastSeqs.size <= REMEMBERED_RUNS) return;
  const [oldest] = lastSeqs.keys();
  if (oldest !== undefined) lastSeqs.delete(oldest);
}

/** The last record of a run that has ended in this process. */
export function lastSeqKnown(runId: string): number | undefined {
  return lastSeqs.get(runId);
}

/** @throws OptionError when the id is none; RunIdConflictError when a run of this id is stored. */
export async function checkCustomRunId(runId: unknown): Promise<void> {
  if (typeof runId !== "string" || runId === "") throw new OptionError("run: runId", "a text that is not empty", runId);
  if (lastSeqs.has(runId)) throw new RunIdConflictError(runId, "a run with this id has ended in this process");
  for (const sink of registeredSinks()) {
    if (await sink.hasRun(runId)) throw new RunIdConflictError(runId, `a run with this id is stored in ${sink.name}`);
  }
}

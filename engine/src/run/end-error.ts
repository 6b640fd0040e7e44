// The error that a run which did not complete is rejected with.

import { fromErrorData } from "../codec/error-codec.ts";
import { RunCancelledError, RunStalledError, RunTimeoutError } from "../errors/run-errors.ts";
import type { RunState } from "./run-state.ts";

/** The error of a run that ended without a result; what a step threw is known only to the process it ran in. */
export function endError(state: RunState): { readonly error: unknown } | undefined {
  const { status, runId, ending } = state;
  switch (status) {
    case "timedOut":
      return { error: new RunTimeoutError(runId, ending?.afterMs ?? 0, ending?.activeSteps ?? []) };
    case "cancelled":
      return { error: new RunCancelledError(runId, ending?.reason) };
    case "stalled":
      return { error: new RunStalledError(runId, ending?.summary ?? "", { ...ending?.report }) };
    case "failed":
      return { error: state.error === undefined ? undefined : fromErrorData(state.error) };
    default:
      return undefined;
  }
}

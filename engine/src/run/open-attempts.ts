// The attempts of a run whose spans are open now, for a snapshot: another process may have to end them.

import type { OpenAttempt } from "../trace/interrupted-spans.ts";
import { heldExecutions } from "./execution-state.ts";
import { LiveExecution } from "./live-execution.ts";
import type { RunState } from "./run-state.ts";

export function openAttempts(state: RunState): readonly OpenAttempt[] {
  const open: OpenAttempt[] = [];
  for (const { id, step, attempt, live, startedAtMs } of heldExecutions(state)) {
    const spanId = live instanceof LiveExecution ? live.spanIds?.spanId : undefined;
    if (spanId !== undefined && startedAtMs !== undefined)
      open.push({ executionId: id, step, attempt, spanId, startedAtMs });
  }
  return open;
}

// Failed runs in groups of the same workflow, step and message.

import type { FailureGroup } from "../view/reader-statistics.ts";
import type { RunSummary } from "../view/run-summary.ts";

const LISTED = 20;

/** Groups failed runs, given newest first; the largest group first. */
export function groupFailures(runs: readonly RunSummary[]): readonly FailureGroup[] {
  const groups = Map.groupBy(runs, (run) =>
    JSON.stringify([run.workflow, run.status, run.failedStep, withoutNumbers(run.errorMessage ?? "")]),
  );
  return [...groups.values()]
    .flatMap((members) => {
      const [newest] = members;
      return newest === undefined ? [] : [groupOf(newest, members.length)];
    })
    .sort((a, b) => b.count - a.count || b.lastStartedAtMs - a.lastStartedAtMs)
    .slice(0, LISTED);
}

function groupOf(newest: RunSummary, count: number): FailureGroup {
  return {
    workflow: newest.workflow,
    status: newest.status,
    ...(newest.failedStep === undefined ? {} : { step: newest.failedStep }),
    message: newest.errorMessage ?? newest.errorName ?? "",
    count,
    lastRunId: newest.runId,
    lastStartedAtMs: newest.startedAtMs,
  };
}

/** Ids and times in a message do not make it another failure. */
function withoutNumbers(message: string): string {
  return message.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+(?:\.\d+)?/gi, "#");
}

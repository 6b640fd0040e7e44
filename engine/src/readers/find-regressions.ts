// Which steps became slower: one interval's statistics against those of the time before it.

import type { StepRegression, StepStatistics } from "../view/reader-statistics.ts";

/** Fewer executions on either side say nothing. */
const FEWEST_EXECUTIONS = 5;
/** Slower by less than this factor, or by less than this time, is noise. */
const FACTOR = 1.1;
const DIFFERENCE_MS = 10;
const LISTED = 10;

/** The steps whose p95 rose most, in proportion, first. */
export function findRegressions(
  now: readonly StepStatistics[],
  before: readonly StepStatistics[],
): readonly StepRegression[] {
  const baselines = new Map(before.map((step) => [JSON.stringify([step.workflow, step.step]), step]));
  return now
    .flatMap((step) => {
      const baseline = baselines.get(JSON.stringify([step.workflow, step.step]));
      if (baseline === undefined || !isSlower(step, baseline)) return [];
      return [
        {
          workflow: step.workflow,
          step: step.step,
          p95Ms: step.p95Ms,
          baselineP95Ms: baseline.p95Ms,
          executions: step.executions,
          baselineExecutions: baseline.executions,
        },
      ];
    })
    .sort((a, b) => b.p95Ms / b.baselineP95Ms - a.p95Ms / a.baselineP95Ms)
    .slice(0, LISTED);
}

function isSlower(step: StepStatistics, baseline: StepStatistics): boolean {
  if (Math.min(step.executions, baseline.executions) < FEWEST_EXECUTIONS) return false;
  return step.p95Ms > baseline.p95Ms * FACTOR && step.p95Ms - baseline.p95Ms > DIFFERENCE_MS;
}

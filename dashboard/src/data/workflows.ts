// Workflows: all of them, and one with its definition, its steps and its latest runs.

import "server-only";
import type { RunStepRow, RunSummary, StepStatistics, WorkflowGraph, WorkflowSummary } from "stepscope/view";
import { withReader } from "./trace-reader.ts";

/** Every workflow that the store has seen. */
export function readWorkflows(): Promise<readonly WorkflowSummary[]> {
  return withReader((reader) => reader.workflows(), []);
}

/** What the page of one workflow shows. */
export interface WorkflowData {
  readonly summary: WorkflowSummary;
  /** Its newest definition; absent when the store does not have it. */
  readonly graph?: WorkflowGraph;
  readonly statistics: readonly StepStatistics[];
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  readonly steps: readonly RunStepRow[];
}

const LATEST_RUNS = 40;

/** One workflow by name. */
export function readWorkflow(workflow: string): Promise<WorkflowData | undefined> {
  return withReader(async (reader) => {
    const summary = (await reader.workflows()).find((one) => one.workflow === workflow);
    if (summary === undefined) return undefined;
    const filter = { workflows: [workflow] };
    const hash = summary.versions[0]?.definitionHash;
    const [graph, statistics, page] = await Promise.all([
      hash === undefined ? undefined : reader.graph(hash),
      reader.stepStatistics(filter),
      reader.runs({ filter, limit: LATEST_RUNS }),
    ]);
    const steps = await reader.runSteps(page.runs.map((run) => run.runId));
    return { summary, statistics, runs: page.runs, steps, ...(graph === undefined ? {} : { graph }) };
  }, undefined);
}

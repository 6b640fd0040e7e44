// Runs in memory as the reader contract gives them.

import { previewOf, questionText, shorten } from "../../trace/value-text.ts";
import type { MemoryRun } from "../../trace/memory-store.ts";
import type { RunStepRow } from "../../view/reader-statistics.ts";
import type { RunDetail, RunSummary } from "../../view/run-summary.ts";

/** A run as a row of a list. */
export function summaryOfMemory({ aggregate: run }: MemoryRun): RunSummary {
  const busiest = run.busiestStep();
  return {
    runId: run.runId,
    status: run.status,
    backingOff: run.backingOff,
    workflow: run.graph.name,
    definitionHash: run.definitionHash,
    inputPreview: previewOf(run.input),
    startedAtMs: run.startedAtMs,
    updatedAtMs: run.updatedAtMs,
    waitingMs: run.waitingMs,
    waitingFor: run.waitingFor,
    executions: run.executions,
    failures: run.failures,
    retries: run.retries,
    maxAttempts: run.maxAttempts,
    llmCalls: run.llmCalls,
    promptTokens: run.promptTokens,
    completionTokens: run.completionTokens,
    totalTokens: run.totalTokens,
    costUsd: run.costUsd,
    tags: run.tags,
    lastSeq: run.lastSeq,
    recordsDropped: 0,
    segments: run.segments,
    ...defined({
      version: run.version,
      resultPreview: run.result === undefined ? undefined : previewOf(run.result),
      endedAtMs: run.endedAtMs,
      durationMs: run.durationMs,
      activeMs: run.activeMs,
      waitingSinceMs: run.waitingSince?.timeMs,
      waitingPrompt: run.status === "waiting" && run.question !== undefined ? questionText(run.question) : undefined,
      sessionId: run.sessionId,
      userId: run.userId,
      parentRunId: run.parent?.runId,
      parentExecutionId: run.parent?.executionId,
      forkedFromRunId: run.fork?.fromRunId,
      forkedFromSeq: run.fork?.fromSeq,
      traceId: run.traceId,
      rootSpanId: run.rootSpanId,
      errorName: run.error?.name,
      errorMessage: run.error === undefined ? undefined : shorten(run.error.message),
      failedStep: run.failedStep,
    }),
    ...(busiest === undefined
      ? {}
      : {
          activity: {
            step: busiest.step.name,
            done: busiest.step.executions - busiest.step.open,
            total: busiest.step.executions,
            attempt: busiest.attempt,
          },
        }),
  };
}

/** A run with its bodies. */
export function detailOfMemory(stored: MemoryRun, all: Iterable<MemoryRun>): RunDetail {
  const { aggregate: run } = stored;
  const newest = [...all].toReversed();
  const idsWhere = (test: (other: MemoryRun) => boolean) =>
    newest
      .filter(test)
      .slice(0, 100)
      .map((other) => other.aggregate.runId);
  return {
    ...summaryOfMemory(stored),
    input: run.input,
    ...defined({
      result: run.result,
      error: run.error,
      metadata: run.metadata,
      timeoutMs: run.timeoutMs,
      deadlineMs: run.deadlineMs,
    }),
    childRunIds: idsWhere((other) => other.aggregate.parent?.runId === run.runId),
    forkRunIds: idsWhere((other) => other.aggregate.fork?.fromRunId === run.runId),
  };
}

/** The steps of a run that is over or waits, as a store keeps them. */
export function stepsOfMemory({ aggregate: run }: MemoryRun): readonly RunStepRow[] {
  return [...run.steps.values()].map((step) => ({
    runId: run.runId,
    step: step.name,
    workflow: run.graph.name,
    executions: step.executions,
    failures: step.failures,
    retries: step.retries,
    totalMs: step.durations.totalMs,
    minMs: step.durations.minMs,
    maxMs: step.durations.maxMs,
    p50Ms: step.durations.percentiles(0.5)[0] ?? 0,
    p95Ms: step.durations.percentiles(0.95)[0] ?? 0,
    queueMs: step.queueMs,
  }));
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends Readonly<Record<string, unknown>>>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

// Counts the records of executions: queued, started, waiting, retried, ended.

import type { RecordOf, RunRecord } from "./record.ts";
import type { RunAggregate } from "./run-aggregate.ts";
import { elapsedMs, type OpenExecution } from "./step-aggregate.ts";

type Ended = RecordOf<"step.completed"> | RecordOf<"step.failed"> | RecordOf<"step.cancelled">;

/** Counts a record of an execution; any other kind changes nothing. */
export function aggregateStepRecord(run: RunAggregate, record: RunRecord): void {
  switch (record.kind) {
    case "step.queued":
      openExecution(run, record.data, record.timeMs);
      return;
    case "step.started":
      return start(run, record);
    case "step.resumed":
      return onOpen(run, record.data.executionId, (execution) => (execution.since = record));
    case "step.waiting":
      return onOpen(run, record.data.executionId, (execution) => pause(execution, record));
    case "step.retryScheduled":
      return retry(run, record);
    case "step.completed":
    case "step.failed":
    case "step.cancelled":
      return end(run, record);
    default:
      return;
  }
}

function start(run: RunAggregate, record: RecordOf<"step.started">): void {
  const { data } = record;
  const execution = run.open.get(data.executionId) ?? openExecution(run, data, data.queuedAtMs);
  if (execution.isBackingOff) run.backingOff -= 1;
  execution.isBackingOff = false;
  if (!execution.hasStarted) execution.step.queueMs += Math.max(0, record.timeMs - execution.queuedAtMs);
  execution.hasStarted = true;
  execution.attempt = data.attempt;
  execution.since = record;
  run.attempts += 1;
  run.maxAttempts = Math.max(run.maxAttempts, data.attempt + 1);
}

function retry(run: RunAggregate, record: RecordOf<"step.retryScheduled">): void {
  run.retries += 1;
  run.step(record.data.step).retries += 1;
  onOpen(run, record.data.executionId, (execution) => {
    pause(execution, record);
    if (!execution.isBackingOff) run.backingOff += 1;
    execution.isBackingOff = true;
  });
}

function end(run: RunAggregate, record: Ended): void {
  const execution = run.open.get(record.data.executionId);
  if (record.kind === "step.failed") {
    run.failures += 1;
    run.step(record.data.step).failures += 1;
  }
  if (execution === undefined) return;
  pause(execution, record);
  if (execution.isBackingOff && run.backingOff > 0) run.backingOff -= 1;
  execution.step.open -= 1;
  if (execution.hasStarted && record.kind !== "step.cancelled") execution.step.durations.add(execution.activeMs);
  run.open.delete(record.data.executionId);
}

function openExecution(
  run: RunAggregate,
  ref: { readonly executionId: string; readonly step: string },
  queuedAtMs: number,
): OpenExecution {
  const step = run.step(ref.step);
  const execution: OpenExecution = {
    step,
    queuedAtMs,
    attempt: 0,
    activeMs: 0,
    hasStarted: false,
    isBackingOff: false,
  };
  step.executions += 1;
  step.open += 1;
  run.executions += 1;
  run.open.set(ref.executionId, execution);
  return execution;
}

function pause(execution: OpenExecution, record: RunRecord): void {
  if (execution.since !== undefined) execution.activeMs += elapsedMs(execution.since, record);
  execution.since = undefined;
}

function onOpen(run: RunAggregate, executionId: string, change: (execution: OpenExecution) => void): void {
  const execution = run.open.get(executionId);
  if (execution !== undefined) change(execution);
}

// Counts the records of executions: queued, started, waiting, retried, ended.

import type { RecordOf, RunRecord } from "./record.ts";
import type { RecordHead } from "./record-head.ts";
import type { RunAggregate } from "./run-aggregate.ts";
import { elapsedMs, type OpenExecution, placeOf } from "./step-aggregate.ts";

/** Counts a record of an execution; any other kind changes nothing. */
export function aggregateStepRecord(run: RunAggregate, record: RunRecord, head: RecordHead): void {
  switch (record.kind) {
    case "step.queued":
      openExecution(run, head, record.timeMs);
      return;
    case "step.started":
      return start(run, record, head);
    case "step.resumed":
      return onOpen(run, head, (execution) => (execution.since = placeOf(record)));
    case "step.waiting":
      return onOpen(run, head, (execution) => pause(execution, record));
    case "step.retryScheduled":
      return retry(run, record, head);
    case "step.completed":
    case "step.failed":
    case "step.cancelled":
      return end(run, record, head);
    default:
      return;
  }
}

function start(run: RunAggregate, record: RecordOf<"step.started">, head: RecordHead): void {
  const execution = run.open.get(head.execution ?? "") ?? openExecution(run, head, record.data.queuedAtMs);
  const attempt = head.attempt ?? 0;
  if (execution.isBackingOff) run.backingOff -= 1;
  execution.isBackingOff = false;
  if (!execution.hasStarted) execution.step.queueMs += Math.max(0, record.timeMs - execution.queuedAtMs);
  execution.hasStarted = true;
  execution.attempt = attempt;
  execution.since = placeOf(record);
  run.attempts += 1;
  run.maxAttempts = Math.max(run.maxAttempts, attempt + 1);
}

function retry(run: RunAggregate, record: RunRecord, head: RecordHead): void {
  run.retries += 1;
  run.step(head.step ?? "").retries += 1;
  onOpen(run, head, (execution) => {
    pause(execution, record);
    if (!execution.isBackingOff) run.backingOff += 1;
    execution.isBackingOff = true;
  });
}

function end(run: RunAggregate, record: RunRecord, head: RecordHead): void {
  const key = head.execution ?? "";
  const execution = run.open.get(key);
  if (record.kind === "step.failed") {
    run.failures += 1;
    run.step(head.step ?? "").failures += 1;
  }
  if (execution === undefined) return;
  pause(execution, record);
  if (execution.isBackingOff && run.backingOff > 0) run.backingOff -= 1;
  execution.step.open -= 1;
  if (execution.hasStarted && record.kind !== "step.cancelled") execution.step.durations.add(execution.activeMs);
  run.open.delete(key);
}

function openExecution(run: RunAggregate, head: RecordHead, queuedAtMs: number): OpenExecution {
  const step = run.step(head.step ?? "");
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
  run.open.set(head.execution ?? "", execution);
  return execution;
}

function pause(execution: OpenExecution, record: RunRecord): void {
  if (execution.since !== undefined) execution.activeMs += elapsedMs(execution.since, record);
  execution.since = undefined;
}

function onOpen(run: RunAggregate, head: RecordHead, change: (execution: OpenExecution) => void): void {
  const execution = run.open.get(head.execution ?? "");
  if (execution !== undefined) change(execution);
}

// Counts one record into the aggregate of its run.

import { aggregateStepRecord } from "./aggregate-step-record.ts";
import type { RecordKind, RecordOf, RunRecord } from "./record.ts";
import { headOf, type RecordHead } from "./record-head.ts";
import type { RunAggregate } from "./run-aggregate.ts";
import { elapsedMs, placeOf } from "./step-aggregate.ts";

/** Records that say nothing about whether the run still waits. */
export const BYSTANDERS: ReadonlySet<RecordKind> = new Set<RecordKind>([
  "log",
  "llm.called",
  "stream.published",
  "state.changed",
  "once.stored",
  "run.idle",
]);

/**
 * Counts `record`, which must be the run's next. Where its head is given, the frequent kinds are counted by that alone,
 * so that data which is still text need not be parsed.
 */
export function aggregateRecord(run: RunAggregate, record: RunRecord, head?: RecordHead): void {
  run.lastSeq = record.seq;
  run.updatedAtMs = record.timeMs;
  if (run.waitingSince !== undefined && !BYSTANDERS.has(record.kind)) stopWaiting(run, record);
  if (record.kind.startsWith("run.")) aggregateRunRecord(run, record);
  else aggregateOther(run, record, head);
}

function aggregateRunRecord(run: RunAggregate, record: RunRecord): void {
  switch (record.kind) {
    case "run.started":
      return start(run, record);
    case "run.resumed":
      return resume(run, record);
    case "run.forked":
      run.fork = record.data;
      return;
    case "run.idle":
      return wait(run, record);
    case "run.completed":
      run.result = record.data.result;
      return run.end("completed", record);
    case "run.failed":
      run.error = record.data.error;
      run.failedStep = record.data.step;
      return run.end("failed", record);
    case "run.timedOut":
      run.error = record.data.error;
      run.failedStep = record.data.activeSteps[0];
      return run.end("timedOut", record);
    case "run.stalled":
      run.error = record.data.error;
      return run.end("stalled", record);
    case "run.cancelled":
      return run.end("cancelled", record);
    default:
      return;
  }
}

function aggregateOther(run: RunAggregate, record: RunRecord, head: RecordHead | undefined): void {
  if (record.kind === "event.sent") aggregateEvent(run, record, head?.eventType ?? record.data.type);
  else if (record.kind === "llm.called") aggregateCall(run, record);
  else if (record.kind.startsWith("step.")) aggregateStepRecord(run, record, head ?? headOf(record));
}

function start(run: RunAggregate, record: RecordOf<"run.started">): void {
  const { data } = record;
  run.startedAt = placeOf(record);
  run.startedAtMs = record.timeMs;
  run.version = data.version;
  run.reducerVersion = data.reducerVersion;
  run.input = data.input;
  run.timeoutMs = data.timeoutMs;
  run.deadlineMs = data.deadlineMs;
  run.tags = data.tags ?? [];
  run.metadata = data.metadata;
  run.sessionId = data.sessionId;
  run.userId = data.userId;
  run.parent = data.parent;
  run.traceId = record.traceId;
  run.rootSpanId = record.spanId;
}

function resume(run: RunAggregate, record: RecordOf<"run.resumed">): void {
  run.segments = Math.max(run.segments, record.segment + 1);
  run.traceId = record.traceId ?? run.traceId;
  run.rootSpanId = record.spanId ?? run.rootSpanId;
  run.status = "running";
  // What was in flight starts again, and says so in records of its own.
  for (const execution of run.open.values()) execution.since = undefined;
}

function wait(run: RunAggregate, record: RecordOf<"run.idle">): void {
  if (run.isOver) return;
  run.status = "waiting";
  run.waitingFor = record.data.waitingFor;
  run.waitingSince ??= placeOf(record);
}

function stopWaiting(run: RunAggregate, record: RunRecord): void {
  if (run.waitingSince !== undefined) run.waitingMs += elapsedMs(run.waitingSince, record);
  run.waitingSince = undefined;
  run.waitingFor = [];
  if (!run.isOver) run.status = "running";
}

function aggregateEvent(run: RunAggregate, record: RecordOf<"event.sent">, type: string): void {
  run.eventTypes.add(type);
  if (run.questionTypes.has(type)) run.question = record.data.payload;
}

function aggregateCall(run: RunAggregate, record: RecordOf<"llm.called">): void {
  const { model: name, provider, promptTokens = 0, completionTokens = 0, costUsd = 0 } = record.data;
  const totalTokens = record.data.totalTokens ?? promptTokens + completionTokens;
  let model = run.models.get(name);
  if (model === undefined) {
    model = { model: name, provider, calls: 0, promptTokens: 0, completionTokens: 0, totalTokens: 0, costUsd: 0 };
    run.models.set(name, model);
  }
  model.calls += 1;
  run.llmCalls += 1;
  for (const total of [model, run]) {
    total.promptTokens += promptTokens;
    total.completionTokens += completionTokens;
    total.totalTokens += totalTokens;
    total.costUsd += costUsd;
  }
}

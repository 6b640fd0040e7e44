// A run's state from its snapshot.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import { ContextError } from "../errors/run-errors.ts";
import type { EventCause } from "../event/event-meta.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { createRunState } from "./create-run-state.ts";
import { IdQueue } from "./id-queue.ts";
import { REDUCER_VERSION, type EndingState, type RecoveryCounts, type RunState } from "./run-state.ts";
import { restoreExecution } from "./restore-execution.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { SNAPSHOT_VERSION } from "./snapshot-run-state.ts";
import { adoptValue } from "./store-tree.ts";

const STATUSES = [
  "queued",
  "running",
  "waiting",
  "completed",
  "failed",
  "timedOut",
  "cancelled",
  "stalled",
  "blocked",
] as const;
const ROLES = ["plain", "start", "stop", "inputRequired", "humanResponse", "stepFailed"] as const;
const ORIGINS = ["input", "returned", "sent", "external", "waiter", "recovery"] as const;

/**
 * Makes a state equal to the one the snapshot was taken of.
 *
 * @throws ContextError when the snapshot is damaged, newer, of another workflow, or names steps that are gone.
 */
export function restoreRunState(snapshot: unknown, graph: WorkflowGraph): RunState {
  const reader = new SnapshotReader(snapshot);
  checkVersions(reader, graph);
  const state = createRunState(graph, reader.text("runId"));
  state.status = reader.oneOf("status", STATUSES);
  state.segment = reader.number("segment");
  state.seq = reader.number("seq");
  state.startedAtMs = reader.number("startedAtMs");
  state.timeoutMs = reader.optionalNumber("timeoutMs");
  state.endedAtMs = reader.optionalNumber("endedAtMs");
  const counters = reader.object("counters");
  for (const key of ["events", "executions", "timers"] as const) state.counters[key] = counters.number(key);
  state.store = adoptValue(reader.value("store"));
  state.result = reader.optionalValue("result");
  state.stopEventId = reader.optionalText("stopEventId");
  state.error = asData<ErrorData>(reader.optionalValue("error"));
  state.ending = asData<EndingState>(reader.optionalValue("ending"));
  restoreParts(state, reader);
  return state;
}

function checkVersions(reader: SnapshotReader, graph: WorkflowGraph): void {
  const version = reader.number("snapshotVersion");
  const reducerVersion = reader.number("reducerVersion");
  if (version > SNAPSHOT_VERSION || reducerVersion > REDUCER_VERSION) {
    throw new ContextError(
      `The snapshot was taken by a newer version of stepscope (snapshot ${version}, reducer ${reducerVersion}; this one reads ${SNAPSHOT_VERSION} and ${REDUCER_VERSION}). Update stepscope here.`,
      { version, reducerVersion },
    );
  }
  const workflow = reader.text("workflow");
  if (workflow !== graph.name) {
    throw new ContextError(
      `The snapshot is of the workflow ${workflow}, not of ${graph.name}. Pass the workflow it was taken of.`,
      { workflow, expected: graph.name },
    );
  }
}

function restoreParts(state: RunState, reader: SnapshotReader): void {
  for (const event of reader.objects("events")) restoreEvent(state, event);
  for (const one of reader.objects("executions")) {
    const execution = restoreExecution(one);
    if (!state.steps.has(execution.step)) throw missingStep(state, execution.step);
    state.executions.set(execution.id, execution);
    if (execution.phase !== "waiting") state.busy += 1;
  }
  for (const step of reader.objects("steps")) restoreStep(state, step);
  restoreWaits(state, reader);
  for (const one of reader.objects("buffers")) {
    const have = new Map<string, IdQueue>();
    for (const part of one.objects("have")) {
      const queue = new IdQueue();
      for (const eventId of part.texts("eventIds")) queue.push(eventId);
      have.set(part.text("type"), queue);
    }
    const [step, bufferId] = [one.text("step"), one.text("bufferId")];
    const counts = one.has("counts") ? one.list("counts").map(Number) : undefined;
    state.buffers.set(`${step}/${bufferId}`, {
      step,
      bufferId,
      classes: one.texts("classes"),
      counts,
      have,
      size: one.number("size"),
    });
  }
  for (const scope of reader.objects("scopes")) restoreScope(state, scope);
  const recent = reader.object("recent");
  state.recent.steps.push(...recent.texts("steps"));
  for (const one of recent.objects("unhandled"))
    state.recent.unhandled.push({ eventId: one.text("eventId"), type: one.text("type") });
}

function restoreEvent(state: RunState, one: SnapshotReader): void {
  const id = one.text("id");
  const payload = one.value("payload");
  refuseRedacted(payload, `${one.text("type")} (${id})`);
  state.events.set(id, {
    id,
    type: one.text("type"),
    payload: adoptValue(payload),
    cause: restoreCause(one.object("cause")),
    origin: one.oneOf("origin", ORIGINS),
    target: one.optionalText("target"),
    role: one.has("role") ? one.oneOf("role", ROLES) : undefined,
    seq: one.number("seq"),
    timeMs: one.number("timeMs"),
    references: one.number("references"),
    scopeId: one.optionalText("scopeId"),
    branch: one.number("branch"),
    recoveries: asData<RecoveryCounts>(one.optionalValue("recoveries")),
    live: undefined,
  });
}

function restoreCause(cause: SnapshotReader): EventCause {
  const kind = cause.oneOf("kind", ["execution", "run", "external"]);
  return kind === "execution" ? { kind, executionId: cause.text("executionId") } : { kind };
}

function restoreStep(state: RunState, one: SnapshotReader): void {
  const name = one.text("name");
  const step = state.steps.get(name);
  const queue = one.texts("queue");
  if (step === undefined) {
    if (queue.length > 0) throw missingStep(state, name);
    return;
  }
  for (const executionId of queue) step.queue.push(executionId);
  for (const slot of one.list("slots")) step.slots.push(typeof slot === "string" ? slot : undefined);
  step.free.push(...one.list("free").map(Number));
  step.queuedTotal = one.number("queuedTotal");
  step.completed = one.number("completed");
  step.failed = one.number("failed");
  step.retries = one.number("retries");
}

function restoreWaits(state: RunState, reader: SnapshotReader): void {
  for (const one of reader.objects("waiters")) {
    const id = one.text("id");
    const eventType = one.text("eventType");
    state.waiters.set(id, {
      id,
      executionId: one.text("executionId"),
      step: one.text("step"),
      eventType,
      where: one.optionalValue("where"),
      deadlineMs: one.optionalNumber("deadlineMs"),
      timerId: one.optionalText("timerId"),
      sinceMs: one.number("sinceMs"),
    });
    state.waitersByType.set(eventType, (state.waitersByType.get(eventType) ?? new Set()).add(id));
  }
  for (const one of reader.objects("kept")) state.kept.set(one.text("type"), new Set(one.texts("eventIds")));
  for (const eventId of reader.optionalTexts("questions") ?? []) state.questions.add(eventId);
  for (const one of reader.objects("timers")) {
    const id = one.text("id");
    const purpose = one.oneOf("purpose", ["runTimeout", "retry", "waitTimeout"]);
    const [executionId, waiterId] = [one.optionalText("executionId"), one.optionalText("waiterId")];
    state.timers.set(id, { id, purpose, dueMs: one.number("dueMs"), executionId, waiterId });
  }
}

function restoreScope(state: RunState, one: SnapshotReader): void {
  const id = one.text("id");
  const entries = one
    .objects("entries")
    .map((part): [string, { readonly eventId: string; readonly branch: number }[]] => [
      part.text("step"),
      part.objects("list").map((entry) => ({ eventId: entry.text("eventId"), branch: entry.number("branch") })),
    ]);
  const fired = (one.optionalPairs("fired") ?? []).map(([step, where]): [string, "here" | "inside"] => [
    step,
    where === "here" ? "here" : "inside",
  ]);
  state.scopes.set(id, {
    id,
    parentId: one.optionalText("parentId"),
    branch: one.number("branch"),
    step: one.optionalText("step"),
    open: one.number("open"),
    emitted: one.number("emitted"),
    isSealed: one.flag("isSealed"),
    isDissolved: one.flag("isDissolved"),
    entries: new Map(entries),
    fired: new Map(fired),
  });
}

function missingStep(state: RunState, step: string): ContextError {
  const known = [...state.steps.keys()].join(", ");
  return new ContextError(
    `The snapshot has work for the step ${step}, which ${state.graph.name} no longer has; its steps are ${known}. Bring the step back, or start a new run.`,
    { step, known },
  );
}

/** What privacy rules removed cannot be given back to a step. */
function refuseRedacted(value: EncodedValue, path: string): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value) && "$" in value && value["$"] === "Redacted") {
    throw new ContextError(
      `The snapshot lacks ${path}: it was redacted, and a step needs it. Resume from a snapshot that was never redacted, or send the event again.`,
      { path },
    );
  }
  for (const [key, item] of Object.entries(value)) refuseRedacted(item, `${path}.${key}`);
}

/** Parts of a snapshot that are data through and through. */
function asData<T>(value: Json | undefined): T | undefined {
  return value as T | undefined;
}

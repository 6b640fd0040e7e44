// How a run ends: completed, failed, timed out, cancelled or stalled; each exactly once.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import { RunStalledError, RunTimeoutError } from "../errors/run-errors.ts";
import type { StepscopeError } from "../errors/stepscope-error.ts";
import type { RecordData } from "../trace/record.ts";
import type { RunStatus } from "../trace/run-status.ts";
import { heldExecutions } from "./execution-state.ts";
import type { EventState, ExecutionState, RunState, StallReport } from "./run-state.ts";
import { openJoins } from "./reduce-joins.ts";
import { bodyOf, fieldOf } from "./store-tree.ts";
import { removeTimer } from "./waiter-index.ts";
import { releaseEvent, type Turn } from "./turn.ts";

/** A stop event came. */
export function completeRun(turn: Turn, event: EventState): void {
  const { state } = turn;
  const result = resultOf(event);
  state.stopEventId = event.id;
  state.stopEvent = event;
  state.result = result;
  closeRun(turn, "completed", "the run completed");
  turn.derive({ kind: "run.completed", data: { eventId: event.id, result } });
}

/** An execution failed for good, and nothing recovers it. */
export function failRun(turn: Turn, execution: ExecutionState, error: ErrorData): void {
  turn.state.error = error;
  closeRun(turn, "failed", "the run failed");
  turn.derive({ kind: "run.failed", data: { error, executionId: execution.id, step: execution.step } });
}

/** The run's deadline passed. */
export function timeOutRun(turn: Turn): void {
  const { state } = turn;
  const activeSteps = activeStepsOf(state);
  const afterMs = state.timeoutMs ?? turn.timeMs - state.startedAtMs;
  const error = errorData(new RunTimeoutError(state.runId, afterMs, activeSteps));
  state.ending = { afterMs, activeSteps };
  state.error = error;
  closeRun(turn, "timedOut", "the run timed out");
  turn.derive({ kind: "run.timedOut", data: { error, afterMs, activeSteps } });
}

/** `run.cancelled`: the record itself is the end. */
export function cancelRun(turn: Turn, { reason }: RecordData["run.cancelled"]): void {
  turn.state.ending = reason === undefined ? {} : { reason };
  closeRun(turn, "cancelled", "the run was cancelled");
}

/** Nothing is left to do: the run waits for an answer from outside, or it has stalled. */
export function checkProgress(turn: Turn): void {
  const { state } = turn;
  if (state.status !== "running" || state.busy > 0) return;
  const waitingFor = waitedFor(state);
  if (waitingFor.length === 0) {
    stallRun(turn);
    return;
  }
  state.status = "waiting";
  turn.derive({ kind: "run.idle", data: { waitingFor } });
}

function stallRun(turn: Turn): void {
  const { state } = turn;
  const report = stallReport(state);
  const summary = stallSummary(report);
  const error = errorData(new RunStalledError(state.runId, summary, { ...report }));
  state.ending = { summary, report };
  state.error = error;
  closeRun(turn, "stalled", "the run stalled");
  turn.derive({ kind: "run.stalled", data: { error, report: asJson(report) } });
}

type Counts = Readonly<Record<string, number>>;

function stallReport(state: RunState): StallReport {
  const buffers = [...state.buffers.values()].filter(({ size }) => size > 0);
  return {
    lastSteps: [...state.recent.steps],
    unhandled: [...state.recent.unhandled],
    buffers: buffers.map(({ step, bufferId, have, classes, counts }) => ({
      step,
      bufferId,
      have: Object.fromEntries(Array.from(have, ([type, ids]) => [type, ids.size])),
      need: addCounts(classes, counts),
    })),
    joins: openJoins(state).map((join) => ({ ...join, need: state.steps.get(join.step)?.node.accepts ?? [] })),
  };
}

function addCounts(classes: readonly string[], counts: readonly number[] | undefined): Counts {
  const need: Record<string, number> = {};
  classes.forEach((type, index) => {
    need[type] = (need[type] ?? 0) + (counts?.[index] ?? 1);
  });
  return need;
}

function stallSummary(report: StallReport): string {
  const parts: string[] = [];
  if (report.lastSteps.length > 0) parts.push(`Last steps: ${report.lastSteps.join(", ")}.`);
  const types = [...new Set(report.unhandled.map(({ type }) => type))];
  if (types.length > 0) parts.push(`Events that no step accepts: ${types.join(", ")}.`);
  for (const { step, bufferId, have, need } of report.buffers) {
    parts.push(`collectEvents of ${step} (buffer ${bufferId}) has ${showCounts(have)} and needs ${showCounts(need)}.`);
  }
  for (const { step, have, need } of report.joins)
    parts.push(`The join ${step} has ${have.join(", ")} and needs ${need.join(", ")}.`);
  parts.push("Return a stop event on every path, or emit what is missing.");
  return parts.join(" ");
}

function showCounts(counts: Counts): string {
  const list = Object.entries(counts).map(([type, count]) => `${count} ${type}`);
  return list.length === 0 ? "nothing" : list.join(", ");
}

function waitedFor(state: RunState): readonly string[] {
  const types = new Set(Array.from(state.waiters.values(), ({ eventType }) => eventType));
  if (state.routing.acceptsResponses) {
    for (const route of state.routing.routes.values())
      if (route.role === "humanResponse" && route.targets.length > 0) types.add(route.type);
  }
  return [...types];
}

function activeStepsOf(state: RunState): readonly string[] {
  const steps = new Set<string>();
  for (const { phase, step } of heldExecutions(state)) if (phase !== "queued") steps.add(step);
  return [...steps];
}

/** Ends everything under way, and lets go of what the state holds. */
function closeRun(turn: Turn, status: RunStatus, reason: string): void {
  const { state } = turn;
  reportKept(turn);
  for (const execution of heldExecutions(state)) {
    const hasBegun =
      execution.phase !== "starting" && (execution.phase !== "queued" || execution.firstStartedAtMs !== undefined);
    const { id, step, attempt } = execution;
    if (hasBegun) turn.derive({ kind: "step.cancelled", data: { executionId: id, step, attempt, reason } });
  }
  state.status = status;
  state.endedAtMs = turn.timeMs;
  for (const timerId of state.timers.keys()) removeTimer(turn, timerId);
  for (const holder of [
    state.executions,
    state.events,
    state.waiters,
    state.waitersByType,
    state.questions,
    state.buffers,
    state.scopes,
  ])
    if (holder.size > 0) holder.clear();
  for (const step of state.stepList) {
    step.queue.clear();
    step.fresh.clear();
    step.slots.length = 0;
    step.free.length = 0;
  }
  state.busy = 0;
  turn.command({ kind: "end", status });
}

/** Answers nobody asked for are unhandled after all. */
function reportKept(turn: Turn): void {
  for (const [type, eventIds] of turn.state.kept) {
    for (const eventId of eventIds) {
      turn.derive({ kind: "event.unhandled", data: { eventId, type } });
      releaseEvent(turn, eventId);
    }
  }
  turn.state.kept.clear();
}

/** The untyped stop event carries its result in a field; a typed one is the result. */
function resultOf({ type, payload }: EventState): EncodedValue {
  if (type !== "StopEvent") return payload;
  const body = bodyOf(payload);
  return (body === undefined ? undefined : fieldOf(body, "result")) ?? UNDEFINED_RESULT;
}

const UNDEFINED_RESULT: EncodedValue = Object.freeze({ $: "Undefined" });

/** The plain form of an error of ours; its stack would differ from replay to replay. */
function errorData({ name, message, code }: StepscopeError): ErrorData {
  return { name, message, code };
}

function asJson(report: StallReport): Json {
  return JSON.parse(JSON.stringify(report)) as Json;
}

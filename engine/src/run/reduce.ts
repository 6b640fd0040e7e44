// The reducer: one tick in, the state changed in place, derived records and commands out.
// No clock, no randomness, no promise, no module of Node: the same code replays a run in the browser.

import { RECORD_CLASS, type RecordBody } from "../trace/record.ts";
import { reduceCollectBuffered } from "./reduce-collects.ts";
import { reduceEventSent } from "./reduce-events.ts";
import { closeScopes } from "./reduce-joins.ts";
import type { ReduceOutput } from "./reduce-output.ts";
import { reduceRunResumed, reduceRunStarted, reduceStateChanged, reduceTimerDue } from "./reduce-run.ts";
import { reduceRetryScheduled, reduceStepCompleted, reduceStepFailed, reduceStepStarted } from "./reduce-steps.ts";
import { reduceStepWaiting } from "./reduce-waits.ts";
import { cancelRun, checkProgress } from "./run-outcome.ts";
import type { RunState } from "./run-state.ts";
import type { Turn } from "./turn.ts";

/** A record as the reducer needs it. */
export type Tick = RecordBody & { readonly seq: number; readonly timeMs: number };

/**
 * Reduces one record. What follows is appended to `output`, in order; the derived records take the sequence numbers
 * after the tick's. A derived record changes nothing but the state's `seq`, so a whole journal can be folded.
 */
export function reduce(state: RunState, tick: Tick, output: ReduceOutput): void {
  state.seq = tick.seq;
  if (state.endedAtMs !== undefined || RECORD_CLASS[tick.kind] === "derived") return;
  const { derived, commands, dropped } = output;
  const before = derived.length;
  const turn: Turn = { state, timeMs: tick.timeMs, seq: tick.seq, derived, commands, dropped, closing: [] };
  if (applyTick(turn, tick)) {
    if (turn.closing.length > 0) closeScopes(turn);
    checkProgress(turn);
  }
  state.seq += derived.length - before;
}

/** Applies a tick; says whether it can have left the run without anything to do. */
function applyTick(turn: Turn, tick: Tick): boolean {
  switch (tick.kind) {
    case "event.sent":
      reduceEventSent(turn, tick.data);
      return true;
    case "step.started":
      reduceStepStarted(turn, tick.data);
      return false;
    case "step.completed":
      reduceStepCompleted(turn, tick.data);
      return true;
    case "step.retryScheduled":
      reduceRetryScheduled(turn, tick.data);
      return true;
    case "step.failed":
      reduceStepFailed(turn, tick.data);
      return true;
    case "step.waiting":
      reduceStepWaiting(turn, tick.data);
      return true;
    case "collect.buffered":
      reduceCollectBuffered(turn, tick.data);
      return false;
    case "timer.due":
      reduceTimerDue(turn, tick.data);
      return true;
    case "state.changed":
      reduceStateChanged(turn, tick.data);
      return false;
    default:
      return applyRareTick(turn, tick);
  }
}

function applyRareTick(turn: Turn, tick: Tick): boolean {
  const { state } = turn;
  switch (tick.kind) {
    case "run.started":
      reduceRunStarted(turn, tick.data);
      return false;
    case "run.resumed":
      reduceRunResumed(turn, tick.data);
      return true;
    case "run.cancelled":
      cancelRun(turn, tick.data);
      return false;
    case "once.stored": {
      const execution = state.executions.get(tick.data.executionId);
      if (execution !== undefined) (execution.once ??= new Map()).set(tick.data.key, tick.data.value);
      return false;
    }
    case "child.started":
    case "child.completed":
      noteChild(state, tick);
      return false;
    default:
      // Late results, lines of log, LLM calls and what is only published decide nothing.
      return false;
  }
}

function noteChild(
  state: RunState,
  { kind, data }: Extract<Tick, { readonly kind: "child.started" | "child.completed" }>,
): void {
  const execution = state.executions.get(data.executionId);
  if (execution === undefined) return;
  const others = (execution.children ?? []).filter((childRunId) => childRunId !== data.childRunId);
  execution.children = kind === "child.started" ? [...others, data.childRunId] : others;
}

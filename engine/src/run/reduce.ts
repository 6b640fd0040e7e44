// The reducer: one tick in, the state changed in place, derived records and commands out.
// No clock, no randomness, no promise, no module of Node: the same code replays a run in the browser.

import { RECORD_CLASS, type RecordBody } from "../trace/record.ts";
import type { Command } from "./command.ts";
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
  if (RECORD_CLASS[tick.kind] === "tick") reduceTick(new OutputTurn(state, tick, output), tick);
}

/**
 * The same for whoever hands over derived records and commands as they come: the turn's `seq` is the tick's, and
 * `derive` counts on from there.
 */
export function reduceTick(turn: Turn, body: RecordBody): void {
  // A run may be gone on with from before its end.
  if (turn.state.endedAtMs !== undefined && body.kind !== "run.resumed") return;
  if (!applyTick(turn, body)) return;
  if (turn.closing.length > 0) closeScopes(turn);
  checkProgress(turn);
}

/** A turn whose consequences are gathered in lists. */
class OutputTurn implements Turn {
  readonly state: RunState;
  readonly timeMs: number;
  readonly seq: number;
  readonly live = undefined;
  readonly closing: string[] = [];
  readonly #output: ReduceOutput;

  constructor(state: RunState, { timeMs, seq }: Tick, output: ReduceOutput) {
    this.state = state;
    this.timeMs = timeMs;
    this.seq = seq;
    this.#output = output;
  }

  derive(body: RecordBody): void {
    this.state.seq += 1;
    this.#output.derived.push(body);
  }

  command(command: Command): void {
    this.#output.commands.push(command);
  }
}

/** Applies a tick; says whether it can have left the run without anything to do. */
function applyTick(turn: Turn, body: RecordBody): boolean {
  switch (body.kind) {
    case "event.sent":
      reduceEventSent(turn, body.data);
      return true;
    case "step.started":
      reduceStepStarted(turn, body.data);
      return false;
    case "step.completed":
      reduceStepCompleted(turn, body.data);
      return true;
    case "step.retryScheduled":
      reduceRetryScheduled(turn, body.data);
      return true;
    case "step.failed":
      reduceStepFailed(turn, body.data);
      return true;
    case "step.waiting":
      reduceStepWaiting(turn, body.data);
      return true;
    case "collect.buffered":
      reduceCollectBuffered(turn, body.data);
      return false;
    case "timer.due":
      reduceTimerDue(turn, body.data);
      return true;
    case "state.changed":
      reduceStateChanged(turn, body.data);
      return false;
    default:
      return applyRareTick(turn, body);
  }
}

function applyRareTick(turn: Turn, body: RecordBody): boolean {
  const { state } = turn;
  switch (body.kind) {
    case "run.started":
      reduceRunStarted(turn, body.data);
      return false;
    case "run.resumed":
      reduceRunResumed(turn, body.data);
      return true;
    case "run.cancelled":
      cancelRun(turn, body.data);
      return false;
    case "once.stored": {
      const execution = state.executions.get(body.data.executionId);
      if (execution !== undefined) (execution.once ??= new Map()).set(body.data.key, body.data.value);
      return false;
    }
    case "child.started":
    case "child.completed":
      noteChild(state, body);
      return false;
    default:
      // Late results, lines of log, LLM calls and what is only published decide nothing.
      return false;
  }
}

function noteChild(
  state: RunState,
  { kind, data }: Extract<RecordBody, { readonly kind: "child.started" | "child.completed" }>,
): void {
  const execution = state.executions.get(data.executionId);
  if (execution === undefined) return;
  const others = (execution.children ?? []).filter((childRunId) => childRunId !== data.childRunId);
  execution.children = kind === "child.started" ? [...others, data.childRunId] : others;
}

// Where the replays of two runs stand: outside React, since they move sixty times a second.

import { axisLengthMs, matchingSeq, msAtSeq, seqAtMs, toAxisMs, toRunMs } from "stepscope/view";
import { createStore } from "zustand/vanilla";
import type { CompareModel } from "./compare-model.ts";

/** The playhead of the run that leads; the other one follows. */
export interface TwinPlayheadState {
  /** Record of the leading run; undefined: both are at their end. */
  readonly seq: number | undefined;
  /** Where the leader is drawn, in ms since its start; undefined: at its record. */
  readonly ms: number | undefined;
  readonly isPlaying: boolean;
  readonly speed: number;
  /** True: the other run stands where it had done the same. False: where it was at the same moment of the axis. */
  readonly isLockStep: boolean;
}

/** A store of both playheads. */
export type TwinPlayhead = ReturnType<typeof createTwinPlayhead>;

/** Playheads at a record of the leading run, or at the end. */
export function createTwinPlayhead(seq: number | undefined) {
  return createStore<TwinPlayheadState>()(() => ({
    seq,
    ms: undefined,
    isPlaying: false,
    speed: 1,
    isLockStep: true,
  }));
}

/** Where one run stands: its record, and its time since its own start. */
export interface RunPoint {
  readonly seq: number;
  readonly ms: number;
}

/** Where both stand. */
export interface TwinPoint {
  readonly a: RunPoint;
  readonly b: RunPoint;
  readonly isAtEnd: boolean;
}

/** The run that reaches further on the axis leads, so that playing shows both whole. */
export function leaderOf({ a, b, axis }: CompareModel): "a" | "b" {
  return a.view.lastMs + axis.shiftA > b.view.lastMs + axis.shiftB ? "a" : "b";
}

function shiftOf({ axis }: CompareModel, side: "a" | "b"): number {
  return side === "a" ? axis.shiftA : axis.shiftB;
}

/** Where a time of one run stands on the axis, in axis ms. */
export function axisMsOf(model: CompareModel, side: "a" | "b", ms: number): number {
  return toAxisMs(model.axis.map, ms + shiftOf(model, side));
}

/** Where both runs stand. */
export function twinPoint(state: TwinPlayheadState, model: CompareModel): TwinPoint {
  const end = {
    a: { seq: model.a.view.lastSeq, ms: model.a.view.lastMs },
    b: { seq: model.b.view.lastSeq, ms: model.b.view.lastMs },
  };
  const leader = leaderOf(model);
  const { view } = model[leader];
  if (state.seq === undefined || state.seq >= view.lastSeq) return { ...end, isAtEnd: true };
  const lead = { seq: state.seq, ms: state.ms ?? msAtSeq(view, state.seq) };
  const side = leader === "a" ? "b" : "a";
  const other = model[side].view;
  let follow: RunPoint;
  if (state.isLockStep) {
    const seq = Math.max(1, matchingSeq(model.steps, leader, lead.seq));
    follow = { seq, ms: msAtSeq(other, seq) };
  } else {
    const ms = Math.min(other.lastMs, Math.max(0, lead.ms + shiftOf(model, leader) - shiftOf(model, side)));
    follow = { seq: Math.max(1, seqAtMs(other, ms)), ms };
  }
  return leader === "a" ? { a: lead, b: follow, isAtEnd: false } : { a: follow, b: lead, isAtEnd: false };
}

/** Moves the leader to a record; past the last both are at their end. */
export function moveTwinToSeq(playhead: TwinPlayhead, model: CompareModel, seq: number): void {
  const { lastSeq } = model[leaderOf(model)].view;
  if (seq >= lastSeq) playhead.setState({ seq: undefined, ms: undefined, isPlaying: false });
  else playhead.setState({ seq: Math.max(1, Math.round(seq)), ms: undefined });
}

/** Moves the leader to a place on the axis. */
export function moveTwinToAxis(playhead: TwinPlayhead, model: CompareModel, axisMs: number): void {
  const leader = leaderOf(model);
  const { view } = model[leader];
  const ms = Math.max(0, toRunMs(model.axis.map, axisMs) - shiftOf(model, leader));
  if (ms >= view.lastMs) playhead.setState({ seq: undefined, ms: undefined, isPlaying: false });
  else playhead.setState({ seq: Math.max(1, seqAtMs(view, ms)), ms });
}

/** Plays on by `elapsedMs` of the reader's time; folded gaps are crossed at the pace at which they are drawn. */
export function advanceTwin(playhead: TwinPlayhead, model: CompareModel, elapsedMs: number): void {
  const state = playhead.getState();
  const leader = leaderOf(model);
  const { ms } = twinPoint(state, model)[leader];
  const axisMs = axisMsOf(model, leader, ms) + elapsedMs * state.speed;
  if (axisMs >= axisLengthMs(model.axis.map)) playhead.setState({ seq: undefined, ms: undefined, isPlaying: false });
  else moveTwinToAxis(playhead, model, axisMs);
}

/** Plays, or begins again when both are at their end. */
export function toggleTwin(playhead: TwinPlayhead): void {
  const { isPlaying, seq } = playhead.getState();
  if (isPlaying) playhead.setState({ isPlaying: false });
  else playhead.setState({ isPlaying: true, ...(seq === undefined ? { seq: 1, ms: 0 } : {}) });
}

// Where a replay stands: outside React, since it moves sixty times a second.

import { type RunView, type TimeMap, msAtSeq, nextStop, seqAtMs, toAxisMs, toRunMs } from "stepscope/view";
import { createStore } from "zustand/vanilla";

/** Speeds that the transport offers. */
export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const;

/** The playhead. */
export interface PlayheadState {
  /** The record it stands at; undefined: after the last, wherever that is. */
  readonly seq: number | undefined;
  /** Where it is drawn, in ms since the run's start; undefined with `seq`. */
  readonly ms: number | undefined;
  readonly isPlaying: boolean;
  readonly speed: number;
  readonly skipsIdle: boolean;
}

/** A store of one playhead. */
export type Playhead = ReturnType<typeof createPlayhead>;

/** A playhead at a record, or at the end. */
export function createPlayhead(initial: { readonly seq?: number } = {}) {
  return createStore<PlayheadState>()(() => ({
    seq: initial.seq,
    ms: undefined,
    isPlaying: false,
    speed: 1,
    skipsIdle: true,
  }));
}

/** The record it stands at, in this run. */
export function playheadSeq(state: PlayheadState, view: RunView): number {
  return Math.min(state.seq ?? view.lastSeq, view.lastSeq);
}

/** The time it stands at, in this run. */
export function playheadMs(state: PlayheadState, view: RunView): number {
  if (state.seq === undefined) return Math.max(view.endedMs ?? view.lastMs, view.lastMs);
  return state.ms ?? msAtSeq(view, state.seq);
}

/** Moves to a record; past the last it follows the end. */
export function moveToSeq(playhead: Playhead, view: RunView, seq: number): void {
  if (seq >= view.lastSeq) playhead.setState({ seq: undefined, ms: undefined, isPlaying: false });
  else playhead.setState({ seq: Math.max(1, Math.round(seq)), ms: undefined });
}

/** Moves to a time. */
export function moveToMs(playhead: Playhead, view: RunView, ms: number): void {
  const seq = Math.max(1, seqAtMs(view, ms));
  if (seq >= view.lastSeq) playhead.setState({ seq: undefined, ms: undefined });
  else playhead.setState({ seq, ms: Math.max(0, ms) });
}

/**
 * Plays on by `elapsedMs` of the reader's time, at most to the next record of `stops`. Idle gaps are crossed at the
 * pace at which the axis draws them.
 */
export function advance(
  playhead: Playhead,
  view: RunView,
  clock: { readonly elapsedMs: number; readonly map: TimeMap; readonly stops: readonly Uint32Array[] },
): void {
  const state = playhead.getState();
  const distance = clock.elapsedMs * state.speed;
  const from = playheadMs(state, view);
  const ms = state.skipsIdle ? toRunMs(clock.map, toAxisMs(clock.map, from) + distance) : from + distance;
  const stop = nextStop(clock.stops, playheadSeq(state, view));
  if (stop !== undefined && ms >= msAtSeq(view, stop)) {
    playhead.setState({ isPlaying: false });
    moveToSeq(playhead, view, stop);
  } else if (ms >= view.lastMs) playhead.setState({ seq: undefined, ms: undefined, isPlaying: false });
  else playhead.setState({ ms, seq: Math.max(1, seqAtMs(view, ms)) });
}

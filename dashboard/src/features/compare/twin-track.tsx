// The track on which both replays are scrubbed: A above B, on the axis of the rows above it.

"use client";

import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef } from "react";
import { axisLengthMs } from "stepscope/view";
import { formatCount, formatDuration } from "#lib/format.ts";
import { wholeWindow } from "#lib/run/time-window.ts";
import { sliderTarget } from "#lib/run/slider-target.ts";
import type { CompareModel } from "./compare-model.ts";
import {
  type TwinPlayhead,
  type TwinPlayheadState,
  axisMsOf,
  leaderOf,
  moveTwinToAxis,
  moveTwinToSeq,
  twinPoint,
} from "./twin-playhead.ts";

export interface TwinTrackProps {
  readonly playhead: TwinPlayhead;
  readonly model: CompareModel;
  readonly widthPx: number;
}

/** Where both stand, in words. */
export function pointText(state: TwinPlayheadState, model: CompareModel): string {
  const { a, b } = twinPoint(state, model);
  const of = (side: "A" | "B", seq: number, last: number): string =>
    `${side} record ${formatCount(seq)} of ${formatCount(last)}`;
  return `${of("A", a.seq, model.a.view.lastSeq)}, ${of("B", b.seq, model.b.view.lastSeq)}`;
}

/** The keys of the slider: records, larger steps, ends. */
function onKey(event: KeyboardEvent, { playhead, model }: TwinTrackProps): void {
  const leader = leaderOf(model);
  const { lastSeq } = model[leader].view;
  const { seq } = twinPoint(playhead.getState(), model)[leader];
  const target = sliderTarget(event.key, seq, lastSeq);
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  moveTwinToSeq(playhead, model, target);
}

function startScrub(event: PointerEvent<HTMLDivElement>, props: TwinTrackProps, done: () => void): void {
  if (event.button !== 0) return;
  const { playhead, model, widthPx } = props;
  const track = event.currentTarget;
  const { left } = track.getBoundingClientRect();
  const whole = wholeWindow(axisLengthMs(model.axis.map)).toMs;
  const scrub = (clientX: number): void => moveTwinToAxis(playhead, model, ((clientX - left) / widthPx) * whole);
  track.setPointerCapture(event.pointerId);
  playhead.setState({ isPlaying: false });
  scrub(event.clientX);
  const move = (moved: globalThis.PointerEvent): void => scrub(moved.clientX);
  const stop = (): void => {
    track.removeEventListener("pointermove", move);
    track.removeEventListener("pointerup", stop);
    track.removeEventListener("pointercancel", stop);
    done();
  };
  track.addEventListener("pointermove", move);
  track.addEventListener("pointerup", stop);
  track.addEventListener("pointercancel", stop);
  event.preventDefault();
}

const LANE = "absolute left-0 h-1 rounded-[2px]";

/** 56 px high. */
export function TwinTrack(props: TwinTrackProps): ReactElement {
  const { playhead, model, widthPx } = props;
  const knob = useRef<HTMLDivElement>(null);
  const fillA = useRef<HTMLDivElement>(null);
  const fillB = useRef<HTMLDivElement>(null);
  const whole = wholeWindow(axisLengthMs(model.axis.map)).toMs;
  const leader = leaderOf(model);
  const px = (side: "a" | "b", ms: number): number => Math.min(widthPx, (axisMsOf(model, side, ms) / whole) * widthPx);
  useEffect(() => {
    const draw = (state: TwinPlayheadState): void => {
      const point = twinPoint(state, model);
      const xOf = (side: "a" | "b"): number =>
        Math.min(widthPx, (axisMsOf(model, side, point[side].ms) / whole) * widthPx);
      if (fillA.current !== null) fillA.current.style.width = `${xOf("a")}px`;
      if (fillB.current !== null) fillB.current.style.width = `${xOf("b")}px`;
      if (knob.current === null) return;
      knob.current.style.transform = `translateX(${xOf(leader) - 7}px)`;
      knob.current.setAttribute("aria-valuenow", String(point[leader].seq));
      knob.current.setAttribute("aria-valuetext", `${pointText(state, model)}, ${formatDuration(point[leader].ms)}`);
    };
    draw(playhead.getState());
    return playhead.subscribe(draw);
  }, [playhead, model, whole, widthPx, leader]);
  return (
    <div
      data-track
      onPointerDown={(event) => startScrub(event, props, () => knob.current?.focus({ preventScroll: true }))}
      className="relative h-full min-h-12 cursor-pointer touch-none select-none"
    >
      <div className={`${LANE} top-[18px] bg-a opacity-35`} style={{ width: px("a", model.a.view.lastMs) }} />
      <div ref={fillA} className={`${LANE} top-[18px] bg-a`} />
      <div className={`${LANE} top-[34px] bg-b opacity-30`} style={{ width: px("b", model.b.view.lastMs) }} />
      <div ref={fillB} className={`${LANE} top-[34px] bg-b`} />
      <div
        ref={knob}
        role="slider"
        aria-label="Replay position of both runs"
        aria-valuemin={1}
        aria-valuemax={model[leader].view.lastSeq}
        aria-valuenow={model[leader].view.lastSeq}
        tabIndex={0}
        onKeyDown={(event) => onKey(event, props)}
        className={`hit-24 absolute left-0 z-5 size-3.5 cursor-grab rounded-full border-[3px] border-card bg-primary shadow-[0_0_0_1px_var(--primary),var(--elevation-sm)] focus-visible:rounded-full focus-visible:outline-offset-3 ${leader === "a" ? "top-[13px]" : "top-[29px]"}`}
      />
    </div>
  );
}

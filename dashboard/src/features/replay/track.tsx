// The track of a replay: how dense the records are, what happened where, and the knob.

"use client";

import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useMemo, useRef } from "react";
import {
  MARKER_KIND,
  type MarkerKind,
  type PlacedMarker,
  axisLengthMs,
  placeMarkers,
  recordDensity,
  toAxisMs,
  toRunMs,
} from "stepscope/view";
import { formatCount, formatDuration } from "#lib/format.ts";
import { type Playhead, type PlayheadState, moveToMs, moveToSeq, playheadMs, playheadSeq } from "#lib/run/playhead.ts";
import { wholeWindow } from "#lib/run/time-window.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { sliderTarget } from "#lib/run/slider-target.ts";

const COLUMNS = 160;
const SLOT_PX = 7;

const MARKER_WORD: Readonly<Record<MarkerKind, string>> = {
  [MARKER_KIND.error]: "error",
  [MARKER_KIND.retry]: "retry",
  [MARKER_KIND.wait]: "wait",
  [MARKER_KIND.stateWrite]: "state write",
};

function MarkerShape({ kind }: { readonly kind: MarkerKind }): ReactElement {
  switch (kind) {
    case MARKER_KIND.error:
      return <path d="M1.5 1.5l6 6m0-6l-6 6" className="stroke-fail" strokeWidth={2} />;
    case MARKER_KIND.retry:
      return <circle cx={4.5} cy={4.5} r={3} className="fill-none stroke-retry" strokeWidth={2} />;
    case MARKER_KIND.wait:
      return <path d="M3 1.5v6M6.2 1.5v6" className="stroke-wait" strokeWidth={2} />;
    case MARKER_KIND.stateWrite:
      return <rect x={2.4} y={2.4} width={4.2} height={4.2} transform="rotate(45 4.5 4.5)" className="fill-idle" />;
  }
}

function Density({ model }: { readonly model: RunModel }): ReactElement {
  const path = useMemo(() => {
    const counts = recordDensity(model.view, model.map, COLUMNS);
    const most = Math.log1p(Math.max(1, ...counts));
    let d = "";
    for (const [at, count] of counts.entries()) {
      if (count === 0) continue;
      const height = Math.max(1.5, (Math.log1p(count) / most) * 15);
      d += `M${at + 0.1} 16v-${height.toFixed(1)}h.8v${height.toFixed(1)}Z`;
    }
    return d;
  }, [model.view, model.map]);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${COLUMNS} 16`}
      preserveAspectRatio="none"
      className="absolute inset-x-0 top-2 h-4 w-full fill-border-strong max-sm:top-0"
    >
      <path d={path} />
    </svg>
  );
}

const Markers = ({
  markers,
  x,
}: {
  readonly markers: readonly PlacedMarker[];
  readonly x: (axisMs: number) => number;
}): ReactElement => (
  <svg
    aria-hidden
    className="pointer-events-none absolute inset-x-0 top-9 h-[9px] w-full overflow-visible max-sm:top-7"
  >
    {markers.map((marker) => (
      <g
        key={`${marker.seq} ${marker.kind}`}
        transform={`translate(${x(marker.axisMs) - 4.5} 0)`}
        data-marker={MARKER_WORD[marker.kind]}
      >
        <MarkerShape kind={marker.kind} />
      </g>
    ))}
  </svg>
);

export interface TrackProps {
  readonly playhead: Playhead;
  readonly model: RunModel;
  readonly widthPx: number;
}

/** The keys of the slider: records, tens of records, ends. */
function onKey(event: KeyboardEvent, { playhead, model }: TrackProps): void {
  const { view } = model;
  const target = sliderTarget(event.key, playheadSeq(playhead.getState(), view), view.lastSeq);
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  moveToSeq(playhead, view, Math.max(1, target));
}

/** Draws the knob where the playhead is, outside React. */
function useKnob({ playhead, model, widthPx }: TrackProps, wholeMs: number) {
  const knob = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const draw = (state: PlayheadState): void => {
      const ms = playheadMs(state, model.view);
      const px = Math.min(widthPx, (toAxisMs(model.map, ms) / wholeMs) * widthPx);
      const seq = playheadSeq(state, model.view);
      const words = `record ${formatCount(seq)} of ${formatCount(model.view.lastSeq)}, ${formatDuration(ms)}`;
      if (fill.current !== null) fill.current.style.width = `${px}px`;
      if (knob.current === null) return;
      knob.current.style.transform = `translateX(${px - 7}px)`;
      knob.current.setAttribute("aria-valuenow", String(seq));
      knob.current.setAttribute("aria-valuetext", words);
    };
    draw(playhead.getState());
    return playhead.subscribe(draw);
  }, [playhead, model, wholeMs, widthPx]);
  return { knob, fill };
}

/** Scrubs while the pointer is down, then leaves the focus on the knob. */
function startScrub(event: PointerEvent<HTMLDivElement>, { playhead, model, widthPx }: TrackProps): void {
  if (event.button !== 0) return;
  const track = event.currentTarget;
  const { left } = track.getBoundingClientRect();
  const wholeMs = wholeWindow(axisLengthMs(model.map)).toMs;
  const scrub = (clientX: number): void =>
    moveToMs(playhead, model.view, toRunMs(model.map, ((clientX - left) / widthPx) * wholeMs));
  track.setPointerCapture(event.pointerId);
  playhead.setState({ isPlaying: false });
  scrub(event.clientX);
  const move = (moved: globalThis.PointerEvent): void => scrub(moved.clientX);
  const stop = (): void => {
    track.removeEventListener("pointermove", move);
    track.removeEventListener("pointerup", stop);
    track.removeEventListener("pointercancel", stop);
    track.querySelector<HTMLElement>("[role=slider]")?.focus({ preventScroll: true });
  };
  track.addEventListener("pointermove", move);
  track.addEventListener("pointerup", stop);
  track.addEventListener("pointercancel", stop);
  event.preventDefault();
}

/** 56 px high; dragging scrubs. */
export function Track(props: TrackProps): ReactElement {
  const { model, widthPx } = props;
  const wholeMs = wholeWindow(axisLengthMs(model.map)).toMs;
  const { knob, fill } = useKnob(props, wholeMs);
  const markers = useMemo(
    () => placeMarkers(model.markers, model.map, (wholeMs / Math.max(1, widthPx)) * SLOT_PX),
    [model.markers, model.map, wholeMs, widthPx],
  );
  return (
    <div
      onPointerDown={(event) => startScrub(event, props)}
      data-track
      className="relative h-full min-h-12 cursor-pointer touch-none select-none"
    >
      <Density model={model} />
      <div className="absolute inset-x-0 top-[27px] h-1 rounded-[2px] bg-border-strong max-sm:top-[19px]" />
      <div ref={fill} className="absolute top-[27px] left-0 h-1 rounded-[2px] bg-primary max-sm:top-[19px]" />
      <Markers markers={markers} x={(axisMs) => (axisMs / wholeMs) * widthPx} />
      <div
        ref={knob}
        role="slider"
        aria-label="Replay position"
        aria-valuemin={1}
        aria-valuemax={model.view.lastSeq}
        aria-valuenow={model.view.lastSeq}
        tabIndex={0}
        onKeyDown={(event) => onKey(event, props)}
        className="hit-24 absolute top-[22px] z-5 size-3.5 cursor-grab rounded-full border-[3px] border-card bg-primary shadow-[0_0_0_1px_var(--primary),var(--elevation-sm)] focus-visible:rounded-full focus-visible:outline-offset-3 max-sm:top-3.5"
      />
    </div>
  );
}

// The bar that replays a run: buttons, track, where it stands.

"use client";

import { type ReactElement, useEffect, useMemo, useRef } from "react";
import { MARKER_KIND, type StopCondition, neighbourMarker, stopSeqs } from "stepscope/view";
import { useStore } from "zustand";
import { formatCount } from "#lib/format.ts";
import { formatElapsedTick } from "#lib/time-axis.ts";
import { type Playhead, type PlayheadState, SPEEDS, moveToSeq, playheadMs, playheadSeq } from "#lib/run/playhead.ts";
import { stopWord } from "#lib/run/stop-words.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { SpeedButton, TransportButtons } from "#ui/transport-buttons.tsx";
import { useElementWidth } from "#ui/use-element-width.ts";
import { StopMenu } from "./stop-menu.tsx";
import { Track } from "./track.tsx";
import { usePlayback } from "./use-playback.ts";

export interface TransportProps {
  readonly playhead: Playhead;
  readonly model: RunModel;
  /** What the replay stops at. */
  readonly stops: readonly StopCondition[];
  readonly onStops: (stops: readonly StopCondition[]) => void;
}

const ALL_MARKS = [MARKER_KIND.error, MARKER_KIND.retry, MARKER_KIND.wait, MARKER_KIND.stateWrite] as const;

/** Plays, or begins again when it stands at the end. */
function togglePlay(playhead: Playhead, model: RunModel): void {
  const { isPlaying, seq } = playhead.getState();
  if (isPlaying) playhead.setState({ isPlaying: false });
  else
    playhead.setState({ isPlaying: true, ...(seq === undefined && model.view.lastSeq > 1 ? { seq: 1, ms: 0 } : {}) });
}

function useReplayCommands({ playhead, model }: Pick<TransportProps, "playhead" | "model">): {
  readonly step: (by: number) => void;
  readonly toggle: () => void;
} {
  const { view, markers } = model;
  const step = (by: number): void => {
    playhead.setState({ isPlaying: false });
    moveToSeq(playhead, view, playheadSeq(playhead.getState(), view) + by);
  };
  const toggle = (): void => togglePlay(playhead, model);
  const jump = (direction: "next" | "previous"): void => {
    const target = neighbourMarker(markers, playheadSeq(playhead.getState(), view), { direction, kinds: ALL_MARKS });
    if (target !== undefined) moveToSeq(playhead, view, target.seq);
  };
  useCommand({ keys: "space", label: "Play or pause", group: "Replay" }, toggle);
  useCommand({ keys: ",", label: "Back one record", group: "Replay", isKeyOnly: true }, () => step(-1));
  useCommand({ keys: ".", label: "Forward one record", group: "Replay", isKeyOnly: true }, () => step(1));
  useCommand({ keys: "shift+Home", label: "First record", group: "Replay" }, () => moveToSeq(playhead, view, 1));
  useCommand({ keys: "shift+End", label: "Last record", group: "Replay" }, () =>
    moveToSeq(playhead, view, view.lastSeq),
  );
  useCommand({ keys: "n", label: "Next mark", group: "Replay" }, () => jump("next"));
  useCommand({ keys: "shift+n", label: "Previous mark", group: "Replay" }, () => jump("previous"));
  return { step, toggle };
}

interface PositionProps extends TransportProps {
  /** The records of each condition, ascending. */
  readonly stopLists: readonly Uint32Array[];
}

/** Time, record, and which conditions it meets, written without drawing the bar again. */
function Position({ playhead, model, stops, stopLists }: PositionProps): ReactElement {
  const time = useRef<HTMLElement>(null);
  const record = useRef<HTMLElement>(null);
  const met = useRef<HTMLElement>(null);
  useEffect(() => {
    const draw = (state: PlayheadState): void => {
      const seq = playheadSeq(state, model.view);
      if (time.current !== null) time.current.textContent = formatElapsedTick(playheadMs(state, model.view), 10);
      if (record.current !== null)
        record.current.textContent = `Record ${formatCount(seq)} of ${formatCount(model.view.lastSeq)}`;
      if (met.current !== null)
        met.current.textContent = stops
          .filter((_, at) => stopLists[at]?.includes(seq))
          .map((stop) => ` · ${visibleText(stopWord(stop))}`)
          .join("");
    };
    draw(playhead.getState());
    return playhead.subscribe(draw);
  }, [playhead, model, stops, stopLists]);
  return (
    <span className="min-w-0 leading-4">
      <b ref={time} className="nums block font-semibold" data-replay-time />
      <small className="nums block truncate text-xs text-muted-foreground">
        <span ref={record} data-replay-record />
        <span ref={met} role="status" data-replay-stop />
      </small>
    </span>
  );
}

interface ControlsProps extends TransportProps {
  readonly step: (by: number) => void;
  readonly toggle: () => void;
}

function Buttons({ playhead, model, step, toggle }: ControlsProps): ReactElement {
  const isPlaying = useStore(playhead, (state) => state.isPlaying);
  const { view } = model;
  return (
    <TransportButtons
      unit="record"
      isPlaying={isPlaying}
      onFirst={() => moveToSeq(playhead, view, 1)}
      onLast={() => moveToSeq(playhead, view, view.lastSeq)}
      onStep={step}
      onToggle={toggle}
    />
  );
}

function Pace({ playhead }: { readonly playhead: Playhead }): ReactElement {
  const speed = useStore(playhead, (state) => state.speed);
  const skipsIdle = useStore(playhead, (state) => state.skipsIdle);
  return (
    <>
      <SpeedButton speed={speed} speeds={SPEEDS} onChange={(next) => playhead.setState({ speed: next })} />
      <Button
        size="sm"
        variant="ghost"
        pressed={skipsIdle}
        onClick={() => playhead.setState({ skipsIdle: !skipsIdle })}
      >
        Skip idle
      </Button>
    </>
  );
}

/** 56 px at the foot of the workbench; the same three columns as the panels above it. */
export function Transport(props: TransportProps): ReactElement {
  const { playhead, model, stops, onStops } = props;
  const { view } = model;
  const stopLists = useMemo(() => stops.map((stop) => stopSeqs(view, stop)), [view, stops]);
  usePlayback(playhead, model, stopLists);
  const commands = useReplayCommands(props);
  const [trackRef, widthPx] = useElementWidth<HTMLDivElement>();
  return (
    <section
      aria-label="Replay"
      className="z-10 grid shrink-0 border-t border-border bg-background max-sm:sticky max-sm:bottom-0 sm:h-14 sm:grid-cols-[var(--names)_minmax(0,1fr)] lg:grid-cols-[var(--names)_minmax(0,1fr)_var(--inspector)]"
    >
      <div className="flex items-center gap-0.5 border-border pr-2 pl-3 max-sm:py-1 sm:border-r">
        <Buttons {...props} {...commands} />
        <span className="flex-1" />
        <Pace playhead={playhead} />
      </div>
      <div ref={trackRef} className="mr-4 min-w-0 max-sm:mx-4">
        {widthPx > 0 && <Track playhead={playhead} model={model} widthPx={widthPx} />}
      </div>
      <div className="hidden items-center gap-1.5 border-l border-border pr-2 pl-4 whitespace-nowrap lg:flex">
        <Position {...props} stopLists={stopLists} />
        <span className="flex-1" />
        <StopMenu model={model} stops={stops} onStops={onStops} />
      </div>
    </section>
  );
}

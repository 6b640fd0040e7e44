// The bar that replays both runs together.

"use client";

import { type ReactElement, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { formatCount, formatDuration } from "#lib/format.ts";
import { SPEEDS } from "#lib/run/playhead.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { SpeedButton, TransportButtons } from "#ui/transport-buttons.tsx";
import { useElementWidth } from "#ui/use-element-width.ts";
import type { CompareModel } from "./compare-model.ts";
import {
  type TwinPlayhead,
  type TwinPlayheadState,
  leaderOf,
  moveTwinToSeq,
  toggleTwin,
  twinPoint,
} from "./twin-playhead.ts";
import { TwinTrack } from "./twin-track.tsx";
import { useTwinPlayback } from "./use-twin-playhead.ts";

export interface LockStepBarProps {
  readonly model: CompareModel;
  readonly playhead: TwinPlayhead;
}

/** Times and records, written without drawing the bar again. */
function Position({ model, playhead }: LockStepBarProps): ReactElement {
  const times = useRef<HTMLElement>(null);
  const where = useRef<HTMLElement>(null);
  const records = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const draw = (state: TwinPlayheadState): void => {
      const { a, b, isAtEnd } = twinPoint(state, model);
      const { firstDivergence: first } = model.comparison;
      const isAtDivergence = first !== undefined && a.seq === first.aSeq;
      if (times.current !== null) times.current.textContent = `${formatDuration(a.ms)}, ${formatDuration(b.ms)}`;
      if (where.current !== null)
        where.current.textContent = isAtEnd ? "At the end" : isAtDivergence ? "First divergence" : "A and B";
      if (records.current !== null)
        records.current.textContent = `A ${formatCount(a.seq)} of ${formatCount(model.a.view.lastSeq)} · B ${formatCount(b.seq)} of ${formatCount(model.b.view.lastSeq)}`;
    };
    draw(playhead.getState());
    return playhead.subscribe(draw);
  }, [playhead, model]);
  return (
    <div className="hidden min-w-0 items-center justify-between gap-2 border-l border-border px-4 whitespace-nowrap lg:flex">
      <span className="leading-4">
        <b ref={times} className="nums block font-semibold" data-replay-time />
        <small ref={where} className="block text-xs text-muted-foreground" />
      </span>
      <span ref={records} className="nums truncate text-xs text-muted-foreground" data-replay-records />
    </div>
  );
}

function Buttons({ model, playhead }: LockStepBarProps): ReactElement {
  const leader = leaderOf(model);
  const isPlaying = useStore(playhead, (state) => state.isPlaying);
  const speed = useStore(playhead, (state) => state.speed);
  const isLockStep = useStore(playhead, (state) => state.isLockStep);
  const step = (by: number): void => {
    playhead.setState({ isPlaying: false });
    moveTwinToSeq(playhead, model, twinPoint(playhead.getState(), model)[leader].seq + by);
  };
  const toggle = (): void => toggleTwin(playhead);
  useCommand({ keys: "space", label: "Play or pause both", group: "Replay" }, toggle);
  useCommand({ keys: ",", label: "Back one record", group: "Replay", isKeyOnly: true }, () => step(-1));
  useCommand({ keys: ".", label: "Forward one record", group: "Replay", isKeyOnly: true }, () => step(1));
  return (
    <div className="flex items-center gap-0.5 border-border pr-2 pl-3 max-sm:py-1 sm:border-r">
      <TransportButtons
        unit="record"
        isPlaying={isPlaying}
        onFirst={() => moveTwinToSeq(playhead, model, 1)}
        onLast={() => moveTwinToSeq(playhead, model, Infinity)}
        onStep={step}
        onToggle={toggle}
      />
      <span className="flex-1" />
      <SpeedButton speed={speed} speeds={SPEEDS} onChange={(next) => playhead.setState({ speed: next })} />
      <Button
        size="sm"
        variant="ghost"
        pressed={isLockStep}
        onClick={() => playhead.setState({ isLockStep: !isLockStep })}
      >
        Lock-step
      </Button>
    </div>
  );
}

/** 56 px at the foot of the comparison; the same three columns as the panels above it. */
export function LockStepBar(props: LockStepBarProps): ReactElement {
  const { model, playhead } = props;
  useTwinPlayback(playhead, model);
  const [trackRef, widthPx] = useElementWidth<HTMLDivElement>();
  return (
    <section
      aria-label="Replay both runs"
      className="z-10 grid shrink-0 border-t border-border bg-background max-sm:sticky max-sm:bottom-0 sm:h-14 sm:grid-cols-[var(--names)_minmax(0,1fr)] lg:grid-cols-[var(--names)_minmax(0,1fr)_var(--inspector)]"
    >
      <Buttons {...props} />
      <div ref={trackRef} className="mr-4 min-w-0 max-sm:mx-4">
        {widthPx > 0 && <TwinTrack playhead={playhead} model={model} widthPx={widthPx} />}
      </div>
      <Position {...props} />
    </section>
  );
}

// The buttons that move a playhead: first, back, play, forward, last, and how fast.

"use client";

import { Pause, Play, SkipBack, SkipForward, StepBack, StepForward } from "lucide-react";
import type { ReactElement } from "react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

export interface TransportButtonsProps {
  /** What one step is, for the labels. */
  readonly unit: string;
  readonly isPlaying: boolean;
  readonly onFirst: () => void;
  readonly onLast: () => void;
  readonly onStep: (by: number) => void;
  readonly onToggle: () => void;
}

/** First, back, play, forward, last. */
export function TransportButtons(props: TransportButtonsProps): ReactElement {
  const { unit, isPlaying, onFirst, onLast, onStep, onToggle } = props;
  return (
    <>
      <IconButton size="sm" label={`First ${unit}`} onClick={onFirst}>
        <SkipBack aria-hidden />
      </IconButton>
      <IconButton size="sm" label={`Back one ${unit}`} keys="," onClick={() => onStep(-1)}>
        <StepBack aria-hidden />
      </IconButton>
      <IconButton
        label={isPlaying ? "Pause" : "Play"}
        keys="Space"
        onClick={onToggle}
        className="rounded-full bg-foreground text-background hover:bg-foreground hover:text-background focus-visible:rounded-full [&>svg]:size-3 [&>svg]:fill-current"
      >
        {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
      </IconButton>
      <IconButton size="sm" label={`Forward one ${unit}`} keys="." onClick={() => onStep(1)}>
        <StepForward aria-hidden />
      </IconButton>
      <IconButton size="sm" label={`Last ${unit}`} onClick={onLast}>
        <SkipForward aria-hidden />
      </IconButton>
    </>
  );
}

/** The speed; a press gives the next one. */
export function SpeedButton({
  speed,
  speeds,
  onChange,
}: {
  readonly speed: number;
  readonly speeds: readonly number[];
  readonly onChange: (speed: number) => void;
}): ReactElement {
  const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={`Speed ${speed} times; next ${next}`}
      onClick={() => onChange(next)}
      className="nums"
    >
      {speed}×
    </Button>
  );
}

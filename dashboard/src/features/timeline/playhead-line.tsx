// The playhead: a line through every panel of the axis, moved without drawing anything else again.

"use client";

import { type ReactElement, useEffect, useRef } from "react";
import { cn } from "#lib/cn.ts";
import { formatElapsedTick } from "#lib/time-axis.ts";
import { type Playhead, type PlayheadState, playheadMs } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import type { Scale } from "#lib/run/scale.ts";

export interface PlayheadLineProps {
  readonly playhead: Playhead;
  readonly model: RunModel;
  readonly scale: Scale;
  readonly className?: string;
  /** Shows its time, as on the axis. */
  readonly hasLabel?: boolean;
  /** Pales what lies to its right while it plays. */
  readonly fadesFuture?: boolean;
}

/** A tick this near to the label, in px, would be cut by it. */
const LABEL_REACH_PX = 44;

/** Ticks that the label would cut in two do not show. */
function hideTicksUnder(label: HTMLElement, x: number | undefined): void {
  for (const tick of label.closest("[data-axis]")?.querySelectorAll<HTMLElement>("[data-tick]") ?? []) {
    const isUnder = x !== undefined && Math.abs(Number(tick.dataset["tick"]) - x) < LABEL_REACH_PX;
    tick.style.visibility = isUnder ? "hidden" : "";
  }
}

/** The line. It hides at the end of the run: there it would say nothing. */
export function PlayheadLine({
  playhead,
  model,
  scale,
  className,
  hasLabel = false,
  fadesFuture = false,
}: PlayheadLineProps): ReactElement {
  const line = useRef<HTMLElement>(null);
  const label = useRef<HTMLSpanElement>(null);
  const veil = useRef<HTMLElement>(null);
  useEffect(() => {
    const draw = (state: PlayheadState): void => {
      const ms = playheadMs(state, model.view);
      const x = scale.x(ms);
      const isShown = state.seq !== undefined && x >= -1 && x <= scale.widthPx + 1;
      for (const element of [line.current, label.current]) {
        if (element === null) continue;
        element.style.display = isShown ? "" : "none";
        element.style.transform = `translateX(${x}px)`;
      }
      if (label.current?.firstElementChild !== null && label.current !== null) {
        label.current.firstElementChild.textContent = formatElapsedTick(Math.max(0, ms), 10);
        hideTicksUnder(label.current, isShown ? x : undefined);
      }
      if (veil.current !== null) {
        veil.current.style.display = state.isPlaying && isShown ? "" : "none";
        veil.current.style.left = `${Math.max(0, x)}px`;
      }
    };
    draw(playhead.getState());
    return playhead.subscribe(draw);
  }, [playhead, model, scale]);
  return (
    <span aria-hidden className={cn("pointer-events-none absolute inset-0 overflow-hidden", className)}>
      {fadesFuture && <i ref={veil} className="absolute inset-y-0 right-0 hidden bg-card/60" />}
      <i ref={line} data-playhead className="absolute inset-y-0 -ml-[.75px] w-[1.5px] bg-primary" />
      {hasLabel && (
        <span ref={label} className="absolute top-[3px] left-0 h-[18px] w-0">
          <b className="nums absolute -translate-x-1/2 rounded-chip bg-primary px-1.5 text-2xs leading-[18px] font-semibold text-primary-foreground" />
        </span>
      )}
    </span>
  );
}

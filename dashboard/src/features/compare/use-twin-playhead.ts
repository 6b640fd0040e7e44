// The playheads of a comparison as its page uses them: kept in the address, moved while they play.

"use client";

import { useEffect, useState } from "react";
import type { CompareModel } from "./compare-model.ts";
import { type TwinPlayhead, advanceTwin, createTwinPlayhead } from "./twin-playhead.ts";

/** A frame that took longer than this (a hidden tab) counts as this long, in ms. */
const LONGEST_FRAME_MS = 100;

/** Writes where they rest into the address. */
export function useTwinPlayhead(at: number | null, setAt: (seq: number | null) => void): TwinPlayhead {
  const [playhead] = useState(() => createTwinPlayhead(at ?? undefined));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = playhead.subscribe((state, before) => {
      if (state.seq === before.seq && state.isPlaying === before.isPlaying) return;
      clearTimeout(timer);
      if (!state.isPlaying) timer = setTimeout(() => setAt(state.seq ?? null), 250);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [playhead, setAt]);
  return playhead;
}

/** Advances once per frame while playing. */
export function useTwinPlayback(playhead: TwinPlayhead, model: CompareModel): void {
  useEffect(() => {
    let frame: number | undefined;
    let before = 0;
    const tick = (now: number): void => {
      const elapsedMs = before === 0 ? 0 : Math.min(LONGEST_FRAME_MS, now - before);
      before = now;
      advanceTwin(playhead, model, elapsedMs);
      frame = playhead.getState().isPlaying ? requestAnimationFrame(tick) : undefined;
    };
    const follow = (): void => {
      if (!playhead.getState().isPlaying || frame !== undefined) return;
      before = 0;
      frame = requestAnimationFrame(tick);
    };
    follow();
    const stop = playhead.subscribe(follow);
    return () => {
      stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [playhead, model]);
}

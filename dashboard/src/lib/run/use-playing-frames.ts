// Moves a playhead while it plays.

"use client";

import { useEffect } from "react";
import type { StoreApi } from "zustand/vanilla";

/** A frame that took longer than this (a hidden tab) counts as this long, in ms. */
const LONGEST_FRAME_MS = 100;

/** Calls `advance` once per frame while `playhead` plays; give it the same function as long as nothing changed. */
export function usePlayingFrames(
  playhead: Pick<StoreApi<{ readonly isPlaying: boolean }>, "getState" | "subscribe">,
  advance: (elapsedMs: number) => void,
): void {
  useEffect(() => {
    let frame: number | undefined;
    let before = 0;
    const tick = (now: number): void => {
      const elapsedMs = before === 0 ? 0 : Math.min(LONGEST_FRAME_MS, now - before);
      before = now;
      advance(elapsedMs);
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
  }, [playhead, advance]);
}

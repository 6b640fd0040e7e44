// Moves the playhead while it plays.

"use client";

import { useEffect } from "react";
import { type Playhead, advance } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";

/** A frame that took longer than this (a hidden tab) counts as this long, in ms. */
const LONGEST_FRAME_MS = 100;

/** Advances once per frame while playing. */
export function usePlayback(playhead: Playhead, model: RunModel): void {
  useEffect(() => {
    let frame: number | undefined;
    let before = 0;
    const tick = (now: number): void => {
      const elapsedMs = before === 0 ? 0 : Math.min(LONGEST_FRAME_MS, now - before);
      before = now;
      advance(playhead, model.view, { elapsedMs, map: model.foldedMap });
      frame = playhead.getState().isPlaying ? requestAnimationFrame(tick) : undefined;
    };
    const follow = (): void => {
      if (playhead.getState().isPlaying && frame === undefined) {
        before = 0;
        frame = requestAnimationFrame(tick);
      }
    };
    follow();
    const stop = playhead.subscribe(follow);
    return () => {
      stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [playhead, model]);
}

// Moves the playhead of a run while it plays.

"use client";

import { useCallback } from "react";
import { type Playhead, advance } from "#lib/run/playhead.ts";
import { usePlayingFrames } from "#lib/run/use-playing-frames.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";

/** Advances once per frame while playing. */
export function usePlayback(playhead: Playhead, model: RunModel, stops: readonly Uint32Array[]): void {
  const advanceRun = useCallback(
    (elapsedMs: number) => advance(playhead, model.view, { elapsedMs, map: model.foldedMap, stops }),
    [playhead, model, stops],
  );
  usePlayingFrames(playhead, advanceRun);
}

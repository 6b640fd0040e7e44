// The playheads of a comparison as its page uses them: kept in the address, moved while they play.

"use client";

import { useCallback, useState } from "react";
import { usePlayingFrames } from "#lib/run/use-playing-frames.ts";
import { useRestingPlace } from "#lib/run/use-resting-place.ts";
import type { CompareModel } from "./compare-model.ts";
import { type TwinPlayhead, advanceTwin, createTwinPlayhead } from "./twin-playhead.ts";

/** Begins where the address says, and stays in step with it. */
export function useTwinPlayhead(at: number | null, setAt: (seq: number | null) => void): TwinPlayhead {
  const [playhead] = useState(() => createTwinPlayhead(at ?? undefined));
  useRestingPlace(playhead, at, setAt);
  return playhead;
}

/** Advances once per frame while playing. */
export function useTwinPlayback(playhead: TwinPlayhead, model: CompareModel): void {
  const advance = useCallback((elapsedMs: number) => advanceTwin(playhead, model, elapsedMs), [playhead, model]);
  usePlayingFrames(playhead, advance);
}

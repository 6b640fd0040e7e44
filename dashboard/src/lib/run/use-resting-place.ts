// Writes where a playhead rests into the address.

"use client";

import { useEffect } from "react";
import type { StoreApi } from "zustand/vanilla";

/** What the address keeps of a playhead. */
interface Resting {
  readonly seq: number | undefined;
  readonly isPlaying: boolean;
}

/** Calls `setAt` a quarter of a second after the playhead came to rest; null stands for the end. */
export function useRestingPlace(
  playhead: Pick<StoreApi<Resting>, "subscribe">,
  setAt: (seq: number | null) => void,
): void {
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
}

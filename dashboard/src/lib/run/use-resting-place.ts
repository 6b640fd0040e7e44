// Keeps a playhead and the address in step: where it rests is written, where Back and Forward lead is gone to.

"use client";

import { useCallback, useEffect, useRef } from "react";
import type { StoreApi } from "zustand/vanilla";

/** What the address keeps of a playhead. */
interface Resting {
  readonly seq: number | undefined;
  readonly isPlaying: boolean;
}

interface RestingPlayhead extends Pick<StoreApi<Resting>, "subscribe"> {
  readonly setState: (place: Resting & { readonly ms: undefined }) => void;
}

/**
 * Calls `setAt` a quarter of a second after the playhead came to rest, and moves it when `at` changes by itself;
 * null stands for the end.
 */
export function useRestingPlace(
  playhead: RestingPlayhead,
  at: number | null,
  setAt: (seq: number | null) => void,
): void {
  const known = useRef(at);
  const write = useCallback(
    (seq: number | null) => {
      known.current = seq;
      setAt(seq);
    },
    [setAt],
  );
  useEffect(() => {
    if (at === known.current) return;
    known.current = at;
    playhead.setState({ seq: at ?? undefined, ms: undefined, isPlaying: false });
  }, [playhead, at]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = playhead.subscribe((state, before) => {
      if (state.seq === before.seq && state.isPlaying === before.isPlaying) return;
      clearTimeout(timer);
      if (!state.isPlaying) timer = setTimeout(() => write(state.seq ?? null), 250);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [playhead, write]);
}

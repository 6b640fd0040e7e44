// Whether a media query holds, following its changes.

"use client";

import { useCallback, useSyncExternalStore } from "react";

/** `false` on the server and until the page runs. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Below 721 px: rows become blocks, panels stack. */
export function useIsNarrow(): boolean {
  return useMediaQuery("(max-width: 720.98px)");
}

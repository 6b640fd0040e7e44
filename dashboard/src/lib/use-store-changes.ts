// Tells when something was written to the store, by server-sent events.

"use client";

import { useEffect, useEffectEvent } from "react";
import { api } from "./links.ts";

type Listener = (token: string) => void;

const listeners = new Set<Listener>();
let source: EventSource | undefined;
let lastToken: string | undefined;

/** One connection for the whole page, open while anyone listens. */
function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (source === undefined) {
    source = new EventSource(api.changes());
    source.addEventListener("change", (event: MessageEvent<string>) => {
      const isFirst = lastToken === undefined;
      lastToken = event.data;
      if (!isFirst) for (const other of listeners) other(event.data);
    });
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = undefined;
    lastToken = undefined;
  };
}

/** Calls back after each write to the store, not for the state it began with. */
export function useOnStoreChange(onChange: () => void, isEnabled = true): void {
  const latest = useEffectEvent(onChange);
  useEffect(() => (isEnabled ? listen(() => latest()) : undefined), [isEnabled]);
}

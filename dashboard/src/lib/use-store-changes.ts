// Tells when something was written to the store, by server-sent events.

"use client";

import { useEffect, useState } from "react";
import { api } from "./links.ts";

type Listener = (token: string) => void;

const listeners = new Set<Listener>();
let source: EventSource | undefined;

/** One connection for the whole page, open while anyone listens. */
function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (source === undefined) {
    source = new EventSource(api.changes());
    source.addEventListener("change", (event) => {
      for (const other of listeners) other(String(event.data));
    });
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    source?.close();
    source = undefined;
  };
}

/** A token that differs after each write to the store; undefined until the first word from the server. */
export function useStoreChanges(isEnabled = true): string | undefined {
  const [token, setToken] = useState<string>();
  useEffect(() => (isEnabled ? listen(setToken) : undefined), [isEnabled]);
  return token;
}

/** Calls back after each write to the store, not for the state it began with. */
export function useOnStoreChange(onChange: () => void, isEnabled = true): void {
  const token = useStoreChanges(isEnabled);
  const [first, setFirst] = useState<string>();
  useEffect(() => {
    if (token === undefined) return;
    if (first === undefined) setFirst(token);
    else if (token !== first) {
      setFirst(token);
      onChange();
    }
  }, [token, first, onChange]);
}

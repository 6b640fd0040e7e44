// What a reader likes (widths, toggles, saved views), kept in this browser and never in an address.

import { useCallback, useSyncExternalStore } from "react";

const PREFIX = "stepscope.";
const parsed = new Map<string, { readonly text: string | null; readonly value: unknown }>();

function subscribe(listener: () => void): () => void {
  window.addEventListener("storage", listener);
  window.addEventListener("stepscope-preference", listener);
  return () => {
    window.removeEventListener("storage", listener);
    window.removeEventListener("stepscope-preference", listener);
  };
}

function stored(key: string): string | null {
  try {
    return window.localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value itself, the same object as long as the stored text is the same. */
function read(key: string): unknown {
  const text = stored(key);
  const known = parsed.get(key);
  if (known !== undefined && known.text === text) return known.value;
  const value = text === null ? undefined : parse(text);
  parsed.set(key, { text, value });
  return value;
}

/** Keeps a preference; without room for it, it holds until the page closes. */
export function writePreference(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    window.localStorage.setItem(PREFIX + key, text);
  } catch {
    parsed.set(key, { text: stored(key), value });
  }
  window.dispatchEvent(new Event("stepscope-preference"));
}

/** A preference and its setter. `accept` turns what was stored into a value, or refuses it. */
export function usePreference<Value>(
  key: string,
  fallback: Value,
  accept: (stored: unknown) => Value | undefined,
): readonly [Value, (value: Value) => void] {
  const raw = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => undefined,
  );
  const set = useCallback((value: Value) => writePreference(key, value), [key]);
  return [(raw === undefined ? undefined : accept(raw)) ?? fallback, set];
}

/** Accepts booleans. */
export const acceptBoolean = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);

/** Accepts numbers within bounds. */
export function acceptNumber(min: number, max: number): (value: unknown) => number | undefined {
  return (value) => (typeof value === "number" && value >= min && value <= max ? value : undefined);
}

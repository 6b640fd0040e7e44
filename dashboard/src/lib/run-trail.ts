// The list a reader came from: so that a run's page knows its neighbours and the way back.

import { useMemo, useSyncExternalStore } from "react";
import { runsHref } from "./links.ts";

/** A list of runs, as it stood when one of them was opened. */
export interface RunTrail {
  /** Its address, with its filter. */
  readonly href: string;
  readonly runIds: readonly string[];
}

const KEY = "stepscope.trail";
/** Ids kept, at most: the store of a tab is small. */
const MOST_IDS = 2000;

/** Keeps the list for this tab. */
export function keepTrail({ href, runIds }: RunTrail): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ href, runIds: runIds.slice(0, MOST_IDS) }));
  } catch {
    // A full or forbidden store: the page finds neighbours without it.
  }
}

function read(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** What was kept, unless it is damaged. */
export function parseTrail(text: string): RunTrail | undefined {
  try {
    const { href, runIds } = JSON.parse(text) as Partial<RunTrail>;
    const isList = Array.isArray(runIds) && runIds.every((id) => typeof id === "string");
    return isList && typeof href === "string" && /^\/runs(?:\?|$)/u.test(href) ? { href, runIds } : undefined;
  } catch {
    return undefined;
  }
}

const never = (): (() => void) => () => undefined;

/** The list that this run was opened from; undefined when it was not, and on the server. */
export function useRunTrail(runId: string): RunTrail | undefined {
  const text = useSyncExternalStore(never, read, () => "");
  return useMemo(() => {
    const trail = parseTrail(text);
    return trail?.runIds.includes(runId) === true ? trail : undefined;
  }, [text, runId]);
}

/** Where "Runs" leads from a run. */
export function trailHref(trail: RunTrail | undefined): string {
  return trail?.href ?? runsHref();
}

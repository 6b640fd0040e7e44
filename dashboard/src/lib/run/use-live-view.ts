// A run that goes on, as it stands at this second: its axis grows although nothing new was recorded.

"use client";

import { useMemo } from "react";
import type { RunView } from "stepscope/view";
import { useNow } from "../use-now.ts";

/** Above this many executions the axis of a run grows only with its records: laying it out each second costs too much. */
const MOST_EXECUTIONS = 5000;

/** The view with its end moved to now; the view itself when the run is over. */
export function useLiveView(view: RunView | undefined): RunView | undefined {
  const isLive = view !== undefined && view.endedMs === undefined && view.executions.length <= MOST_EXECUTIONS;
  const nowMs = useNow("second", isLive);
  return useMemo(() => {
    if (view === undefined || nowMs === undefined || !isLive) return view;
    const lastMs = Math.max(view.lastMs, nowMs - view.startedAtMs);
    const isIdle = view.idle.at(-1)?.toMs === undefined && view.idle.length > 0;
    const waitingMs = view.totals.waitingMs + (isIdle ? lastMs - view.lastMs : 0);
    return { ...view, lastMs, totals: { ...view.totals, waitingMs, activeMs: Math.max(0, lastMs - waitingMs) } };
  }, [view, nowMs, isLive]);
}

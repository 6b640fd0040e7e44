// A run that goes on, as it stands at this second: its axis grows although nothing new was recorded.

"use client";

import { useMemo } from "react";
import type { RunView } from "stepscope/view";
import { silentForMs } from "../run-status.ts";
import { useNow } from "../use-now.ts";

/** Above this many executions the axis of a run grows only now and then: laying it out each second costs too much. */
const MOST_EXECUTIONS = 5000;

/** A run as it stands now. */
export interface LiveView {
  readonly view: RunView | undefined;
  /** For how long it has written nothing although it should be at work, in ms. */
  readonly silentMs: number | undefined;
}

/** A child run is at work in its own journal. */
function silenceOf(view: RunView, nowMs: number): number | undefined {
  if (view.endedMs !== undefined || view.childRuns.some((child) => child.endMs === undefined)) return undefined;
  return silentForMs({ status: view.status, updatedAtMs: view.startedAtMs + view.lastMs }, nowMs);
}

/** The view with its end moved to now; the view itself when the run is over, or has been silent for long. */
export function useLiveView(view: RunView | undefined): LiveView {
  const isLive = view !== undefined && view.endedMs === undefined;
  const nowMs = useNow(isLive && view.executions.length > MOST_EXECUTIONS ? "minute" : "second", isLive);
  return useMemo(() => {
    if (view === undefined || nowMs === undefined || !isLive) return { view, silentMs: undefined };
    const silentMs = silenceOf(view, nowMs);
    if (silentMs !== undefined) return { view, silentMs };
    const lastMs = Math.max(view.lastMs, nowMs - view.startedAtMs);
    const isIdle = view.idle.at(-1)?.toMs === undefined && view.idle.length > 0;
    const waitingMs = view.totals.waitingMs + (isIdle ? lastMs - view.lastMs : 0);
    const totals = { ...view.totals, waitingMs, activeMs: Math.max(0, lastMs - waitingMs) };
    return { view: { ...view, lastMs, totals }, silentMs };
  }, [view, nowMs, isLive]);
}

// The runs of this process whose spans are open: children find their parent here, and shutdown ends them.

import type { Context, HrTime } from "@opentelemetry/api";

import { processSlot } from "../../codec/process-slot.ts";
import type { SpanCount } from "./run-trace.ts";
import { hrTimeOf } from "./span-clock.ts";

/** A run with open spans. */
export interface LiveRun {
  contextOf(executionId: string): Context;
  interrupt(time: HrTime): void;
}

/** What a child run takes from its parent. */
export interface LiveRunEntry {
  readonly run: LiveRun;
  readonly sessionId: string;
  readonly userId: string | undefined;
  readonly count: SpanCount;
}

const slot = processSlot<Map<string, LiveRunEntry>>("liveRuns");
const liveRuns = (slot.current ??= new Map<string, LiveRunEntry>());

export function rememberLiveRun(runId: string, entry: LiveRunEntry): void {
  liveRuns.set(runId, entry);
}

export function findLiveRun(runId: string): LiveRunEntry | undefined {
  return liveRuns.get(runId);
}

export function forgetLiveRun(runId: string, run: LiveRun): void {
  if (liveRuns.get(runId)?.run === run) liveRuns.delete(runId);
}

/** Ends the open spans of all runs as interrupted: what a process leaves unfinished still has a root. */
export function interruptLiveRuns(): void {
  const now = hrTimeOf(Date.now());
  for (const { run } of liveRuns.values()) run.interrupt(now);
}

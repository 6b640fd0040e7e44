// The points of a run that a replay marks: errors, retries, waits and writes to the store.

import type { RunView } from "./run-view.ts";
import { toAxisMs, type TimeMap } from "./time-map.ts";

/** What a marker stands for; where two share a pixel, the smaller number wins. */
export const MARKER_KIND = { error: 0, retry: 1, wait: 2, stateWrite: 3 } as const;

/** A value of {@link MARKER_KIND}. */
export type MarkerKind = (typeof MARKER_KIND)[keyof typeof MARKER_KIND];

/** One marker. */
export interface ReplayMarker {
  readonly kind: MarkerKind;
  readonly seq: number;
  /** Ms since the run's start. */
  readonly atMs: number;
  /** -1: the run itself. */
  readonly executionIndex: number;
}

/**
 * All markers of a run, by seq.
 *
 * @example
 * ```ts
 * import { MARKER_KIND, replayMarkers, type RunView } from "stepscope/view";
 *
 * declare const view: RunView;
 * console.log(replayMarkers(view).filter((marker) => marker.kind === MARKER_KIND.error).length);
 * ```
 */
export function replayMarkers(view: RunView): ReplayMarker[] {
  const markers: ReplayMarker[] = [];
  for (const execution of view.executions) {
    const executionIndex = execution.index;
    for (const attempt of execution.attempts) {
      const { endedSeq: seq, endedMs: atMs } = attempt;
      if (seq === undefined || atMs === undefined) continue;
      if (attempt.outcome === "failed") markers.push({ kind: MARKER_KIND.error, seq, atMs, executionIndex });
      else if (attempt.outcome === "retried") markers.push({ kind: MARKER_KIND.retry, seq, atMs, executionIndex });
    }
    for (const wait of execution.waits)
      markers.push({ kind: MARKER_KIND.wait, seq: wait.fromSeq, atMs: wait.fromMs, executionIndex });
  }
  for (const { seq, atMs, executionIndex } of view.stateChanges)
    markers.push({ kind: MARKER_KIND.stateWrite, seq, atMs, executionIndex });
  if (view.error !== undefined && view.endedMs !== undefined) {
    markers.push({
      kind: MARKER_KIND.error,
      seq: view.endedSeq ?? view.lastSeq,
      atMs: view.endedMs,
      executionIndex: -1,
    });
  }
  return markers.sort((one, other) => one.seq - other.seq || one.kind - other.kind);
}

/** A marker as it is drawn, standing for all that fall on its pixels. */
export interface PlacedMarker extends ReplayMarker {
  /** Axis ms. */
  readonly axisMs: number;
  /** How many markers it stands for. */
  readonly count: number;
}

/**
 * Thins markers to one per stretch of the axis; errors win over retries, those over waits, those over writes.
 *
 * @param slotMs - length of a stretch in axis ms, such as that of 6 px
 */
export function placeMarkers(markers: readonly ReplayMarker[], map: TimeMap, slotMs: number): PlacedMarker[] {
  const bySlot = new Map<number, PlacedMarker>();
  for (const marker of markers) {
    const axisMs = toAxisMs(map, marker.atMs);
    const slot = Math.floor(axisMs / Math.max(slotMs, 1e-9));
    const placed = bySlot.get(slot);
    const count = (placed?.count ?? 0) + 1;
    const winner = placed !== undefined && placed.kind <= marker.kind ? placed : { ...marker, axisMs };
    bySlot.set(slot, { ...winner, count });
  }
  return [...bySlot.values()].sort((one, other) => one.axisMs - other.axisMs);
}

/** Seq of the last record at or before a time (ms since the run's start); 0 before the first. */
export function seqAtMs(view: RunView, ms: number): number {
  let low = 0;
  let high = view.recordMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((view.recordMs[middle] ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Time of a record, in ms since the run's start; 0 before the first, the last record's beyond it. */
export function msAtSeq(view: RunView, seq: number): number {
  if (seq < 1) return 0;
  return view.recordMs[Math.min(seq, view.recordMs.length) - 1] ?? 0;
}

/**
 * The record a replay goes to from `seq` with a jump to the next (or previous) marker of some kinds; undefined when
 * there is none.
 */
export function neighbourMarker(
  markers: readonly ReplayMarker[],
  seq: number,
  options: { readonly direction: "next" | "previous"; readonly kinds?: readonly MarkerKind[] },
): ReplayMarker | undefined {
  const { direction, kinds } = options;
  const isWanted = (marker: ReplayMarker): boolean => kinds === undefined || kinds.includes(marker.kind);
  return direction === "next"
    ? markers.find((marker) => marker.seq > seq && isWanted(marker))
    : markers.findLast((marker) => marker.seq < seq && isWanted(marker));
}

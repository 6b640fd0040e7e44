// A time axis with its long idle gaps folded away: piecewise linear, exact in both directions.

import { busyEdges } from "./concurrency-shape.ts";
import type { TimelineIndex } from "./timeline-index.ts";

/** A stretch of time that the axis draws shorter than it was. */
export interface TimeBreak {
  /** Ms since the run's start. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Where it is drawn, in axis ms. */
  readonly axisFromMs: number;
  readonly axisToMs: number;
}

/**
 * Maps run time (ms since the run's start) to axis time (ms as drawn) and back. `realMs` and `axisMs` are the
 * corners of the line, ascending, from the axis's start to its end.
 */
export interface TimeMap {
  readonly realMs: Float64Array;
  readonly axisMs: Float64Array;
  readonly breaks: readonly TimeBreak[];
}

function interpolate(from: Float64Array, to: Float64Array, value: number): number {
  let low = 1;
  let high = from.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((from[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  const fromStart = from[low - 1] ?? 0;
  const toStart = to[low - 1] ?? 0;
  const length = (from[low] ?? fromStart) - fromStart;
  if (length <= 0) return toStart;
  return toStart + ((value - fromStart) / length) * ((to[low] ?? toStart) - toStart);
}

/** Where a moment is drawn: run ms to axis ms. Beyond the ends the axis goes on at the scale of its ends. */
export function toAxisMs(map: TimeMap, runMs: number): number {
  return interpolate(map.realMs, map.axisMs, runMs);
}

/** Which moment is drawn there: axis ms to run ms. */
export function toRunMs(map: TimeMap, axisMs: number): number {
  return interpolate(map.axisMs, map.realMs, axisMs);
}

/** Length of the axis, in axis ms. */
export function axisLengthMs(map: TimeMap): number {
  return map.axisMs.at(-1) ?? 0;
}

/** The map that compresses nothing. */
export function plainTimeMap(endMs: number): TimeMap {
  const corners = Float64Array.of(0, Math.max(endMs, 1));
  return { realMs: corners, axisMs: corners, breaks: [] };
}

/** Which gaps are folded, and to what. */
export interface TimeMapOptions {
  /** Shortest gap that is folded. @default 1_000 */
  readonly minimumGapMs?: number;
  /** Length of a folded gap as drawn, as a share of all the time that is not folded. @default 0.05 */
  readonly breakShare?: number;
}

interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Stretches in which nothing ran, in order. */
function gapsOf(index: TimelineIndex): Gap[] {
  const entities = Array.from({ length: index.entityStartMs.length }, (_, entity) => entity);
  const { starts, ends } = busyEdges(index, entities);
  const gaps: Gap[] = [];
  let coveredMs = 0;
  let running = 0;
  let nextEnd = 0;
  for (const start of starts) {
    while (nextEnd < ends.length && (ends[nextEnd] ?? 0) < start) {
      coveredMs = Math.max(coveredMs, ends[nextEnd] ?? 0);
      nextEnd += 1;
      running -= 1;
    }
    if (running <= 0 && start > coveredMs) gaps.push({ fromMs: coveredMs, toMs: start });
    running += 1;
  }
  coveredMs = Math.max(coveredMs, ends.at(-1) ?? 0);
  if (index.endMs > coveredMs) gaps.push({ fromMs: coveredMs, toMs: index.endMs });
  return gaps;
}

/**
 * Makes the axis of a run, its long idle gaps (nothing running: waits, back-offs, pauses) folded to short breaks.
 * A gap is folded when it is at least three times as long as a break is drawn.
 *
 * @example
 * ```ts
 * import { compressedTimeMap, RunFold, timelineIndex, toAxisMs } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) console.log(toAxisMs(compressedTimeMap(timelineIndex(view)), 1_000));
 * ```
 */
export function compressedTimeMap(index: TimelineIndex, options: TimeMapOptions = {}): TimeMap {
  const { minimumGapMs = 1_000, breakShare = 0.05 } = options;
  const endMs = Math.max(index.endMs, 1);
  // Longest first: each gap that is folded makes the rest of the axis, and so the next break, shorter.
  const candidates = gapsOf(index)
    .filter((gap) => gap.toMs - gap.fromMs >= minimumGapMs)
    .sort((one, other) => other.toMs - other.fromMs - (one.toMs - one.fromMs));
  let openMs = endMs;
  const folded: Gap[] = [];
  for (const gap of candidates) {
    const lengthMs = gap.toMs - gap.fromMs;
    const restMs = openMs - lengthMs;
    if (lengthMs < 3 * breakShare * Math.max(restMs, minimumGapMs)) break;
    folded.push(gap);
    openMs = restMs;
  }
  const breakMs = breakShare * Math.max(openMs, minimumGapMs);
  return mapOf(
    folded.sort((one, other) => one.fromMs - other.fromMs),
    breakMs,
    endMs,
  );
}

/** A gap keeps a little of its real length at either end, so a wait is seen to begin and to end. */
function mapOf(gaps: readonly Gap[], breakMs: number, endMs: number): TimeMap {
  const realMs = [0];
  const axisMs = [0];
  const breaks: TimeBreak[] = [];
  let realAt = 0;
  let axisAt = 0;
  const corner = (real: number, axis: number): void => {
    if (real <= realAt || axis <= axisAt) return;
    realMs.push(real);
    axisMs.push(axis);
    realAt = real;
    axisAt = axis;
  };
  for (const gap of gaps) {
    const edgeMs = Math.min(breakMs / 4, (gap.toMs - gap.fromMs) / 8);
    const fromMs = gap.fromMs + edgeMs;
    const toMs = gap.toMs - edgeMs;
    const axisFromMs = axisAt + (fromMs - realAt);
    corner(fromMs, axisFromMs);
    const axisToMs = axisFromMs + breakMs;
    corner(toMs, axisToMs);
    breaks.push({ fromMs, toMs, axisFromMs, axisToMs });
  }
  if (endMs > realAt) corner(endMs, axisAt + (endMs - realAt));
  return { realMs: Float64Array.from(realMs), axisMs: Float64Array.from(axisMs), breaks };
}

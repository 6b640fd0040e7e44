// How many of a group's executions ran at one time, as a shape to draw in place of hundreds of bars.

import type { RunView } from "./run-view.ts";
import { SEGMENT_KIND } from "./timeline-segments.ts";
import type { TimelineIndex } from "./timeline-index.ts";

/** The shape: `counts` in buckets of equal length from `fromMs` to `toMs`, ms since the run's start. */
export interface ConcurrencyShape {
  readonly fromMs: number;
  readonly toMs: number;
  /** Most that ran at one time within each bucket. */
  readonly counts: Uint32Array;
  /** Most that ran at one time at all. */
  readonly peak: number;
  /** When a member failed for good. */
  readonly failuresMs: Float64Array;
}

function isBusy(kind: number): boolean {
  return (
    kind === SEGMENT_KIND.running ||
    kind === SEGMENT_KIND.live ||
    kind === SEGMENT_KIND.failed ||
    kind === SEGMENT_KIND.cut
  );
}

/** Starts and ends of the busy segments of some executions, each sorted. */
export function busyEdges(
  index: TimelineIndex,
  memberIndexes: Iterable<number>,
): { readonly starts: Float64Array; readonly ends: Float64Array } {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const entity of memberIndexes) {
    const end = index.offsets[entity + 1] ?? 0;
    for (let at = index.offsets[entity] ?? 0; at < end; at++) {
      if (!isBusy(index.segmentKind[at] ?? 0)) continue;
      starts.push(index.segmentStartMs[at] ?? 0);
      ends.push(index.segmentEndMs[at] ?? 0);
    }
  }
  return { starts: Float64Array.from(starts).sort(), ends: Float64Array.from(ends).sort() };
}

/** Whose concurrency, and how finely. */
export interface ConcurrencyOptions {
  /** Execution indexes. */
  readonly memberIndexes: readonly number[];
  /** How many columns the shape has. @default 256 */
  readonly buckets?: number;
}

/**
 * The concurrency of some executions over the time they took.
 *
 * @example
 * ```ts
 * import { concurrencyShape, timelineIndex, type RunView } from "stepscope/view";
 *
 * declare const view: RunView;
 * console.log(concurrencyShape(view, timelineIndex(view), { memberIndexes: [1, 2, 3] }).peak);
 * ```
 */
export function concurrencyShape(view: RunView, index: TimelineIndex, options: ConcurrencyOptions): ConcurrencyShape {
  const { memberIndexes, buckets = 256 } = options;
  const { starts, ends } = busyEdges(index, memberIndexes);
  const fromMs = starts[0] ?? 0;
  const toMs = Math.max(ends.at(-1) ?? fromMs, fromMs);
  const scale = toMs > fromMs ? buckets / (toMs - fromMs) : 0;
  const counts = new Uint32Array(buckets);
  let running = 0;
  let peak = 0;
  let nextEnd = 0;
  let filledTo = 0;
  const fillTo = (ms: number): void => {
    const last = Math.min(buckets - 1, Math.floor((ms - fromMs) * scale));
    for (let at = filledTo; at <= last; at++) counts[at] = Math.max(counts[at] ?? 0, running);
    filledTo = Math.max(filledTo, last);
  };
  for (const start of starts) {
    while (nextEnd < ends.length && (ends[nextEnd] ?? 0) < start) {
      fillTo(ends[nextEnd] ?? 0);
      nextEnd += 1;
      running -= 1;
    }
    // What ended in the very moment in which this began made room for it, unless it is of no length at all.
    while (nextEnd < ends.length && ends[nextEnd] === start && running > 0) {
      nextEnd += 1;
      running -= 1;
    }
    fillTo(start);
    running += 1;
    peak = Math.max(peak, running);
    fillTo(start);
  }
  for (; nextEnd < ends.length; nextEnd++) {
    fillTo(ends[nextEnd] ?? 0);
    running -= 1;
  }
  const failures = memberIndexes.map((at) => view.executions[at]).filter((one) => one?.outcome === "failed");
  return { fromMs, toMs, counts, peak, failuresMs: Float64Array.from(failures, (one) => one?.endedMs ?? toMs).sort() };
}

// The timeline of a whole run as columns of numbers: small, quick to search, and postable between threads.

import type { RunView } from "./run-view.ts";
import {
  SEGMENT_KIND,
  SEGMENT_KINDS,
  visitChildRunSegment,
  visitExecutionSegments,
  visitSpanSegments,
  type SegmentVisitor,
  type TimelineSegment,
} from "./timeline-segments.ts";

/**
 * Segments of every execution, span and child run, by entity. An entity's segments stand together, by start.
 * Entities are numbered: executions first, then spans, then child runs. Times are ms since the run's start.
 */
export interface TimelineIndex {
  readonly executionCount: number;
  readonly spanCount: number;
  readonly childRunCount: number;
  /** Where an entity's segments begin; one more at the end. */
  readonly offsets: Uint32Array;
  readonly segmentStartMs: Float64Array;
  readonly segmentEndMs: Float64Array;
  /** Values of `SEGMENT_KIND`. */
  readonly segmentKind: Uint8Array;
  readonly segmentAttempt: Int32Array;
  readonly entityStartMs: Float64Array;
  readonly entityEndMs: Float64Array;
  /** Where the axis ends. */
  readonly endMs: number;
}

/** A stretch of time, in ms since the run's start. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

class SegmentColumns {
  startMs = new Float64Array(1024);
  endMs = new Float64Array(1024);
  kind = new Uint8Array(1024);
  attempt = new Int32Array(1024);
  length = 0;

  readonly add: SegmentVisitor = ({ kind, startMs, endMs, attempt }) => {
    if (this.length === this.kind.length) this.#grow();
    this.startMs[this.length] = startMs;
    this.endMs[this.length] = endMs;
    this.kind[this.length] = kind;
    this.attempt[this.length] = attempt;
    this.length += 1;
  };

  #grow(): void {
    const { startMs, endMs, kind, attempt } = this;
    const size = kind.length * 2;
    this.startMs = new Float64Array(size);
    this.endMs = new Float64Array(size);
    this.kind = new Uint8Array(size);
    this.attempt = new Int32Array(size);
    this.startMs.set(startMs);
    this.endMs.set(endMs);
    this.kind.set(kind);
    this.attempt.set(attempt);
  }
}

/**
 * Builds the columnar index of a run.
 *
 * @param nowMs - where the axis of a run that goes on ends, in ms since the run's start. @default the last record's time
 *
 * @example
 * ```ts
 * import { RunFold, timelineIndex } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * if (view) console.log(timelineIndex(view).endMs);
 * ```
 */
export function timelineIndex(view: RunView, nowMs: number = view.lastMs): TimelineIndex {
  const executionCount = view.executions.length;
  const spanCount = view.spans.length;
  const childRunCount = view.childRuns.length;
  const endMs = Math.max(view.endedMs ?? nowMs, view.lastMs);
  const columns = new SegmentColumns();
  const offsets = new Uint32Array(executionCount + spanCount + childRunCount + 1);
  let entity = 0;
  const close = (): void => {
    offsets[++entity] = columns.length;
  };
  for (const execution of view.executions) {
    visitExecutionSegments(execution, endMs, columns.add);
    if (columns.length === offsets[entity])
      columns.add({ kind: SEGMENT_KIND.cut, startMs: execution.queuedMs, endMs: execution.queuedMs, attempt: -1 });
    close();
  }
  for (const span of view.spans) {
    visitSpanSegments(span, columns.add);
    close();
  }
  for (const child of view.childRuns) {
    visitChildRunSegment(child, endMs, columns.add);
    close();
  }
  const entityStartMs = new Float64Array(entity);
  const entityEndMs = new Float64Array(entity);
  for (let at = 0; at < entity; at++) {
    entityStartMs[at] = columns.startMs[offsets[at] ?? 0] ?? 0;
    entityEndMs[at] = columns.endMs[(offsets[at + 1] ?? 1) - 1] ?? 0;
  }
  return {
    executionCount,
    spanCount,
    childRunCount,
    offsets,
    segmentStartMs: columns.startMs.slice(0, columns.length),
    segmentEndMs: columns.endMs.slice(0, columns.length),
    segmentKind: columns.kind.slice(0, columns.length),
    segmentAttempt: columns.attempt.slice(0, columns.length),
    entityStartMs,
    entityEndMs,
    endMs,
  };
}

/** The buffers of an index, for the transfer list of `postMessage`. */
export function timelineBuffers(index: TimelineIndex): ArrayBufferLike[] {
  return [
    index.offsets.buffer,
    index.segmentStartMs.buffer,
    index.segmentEndMs.buffer,
    index.segmentKind.buffer,
    index.segmentAttempt.buffer,
    index.entityStartMs.buffer,
    index.entityEndMs.buffer,
  ];
}

/** First segment of the entity that ends at or after `ms`; the entity's end when none does. */
function firstEndingFrom(index: TimelineIndex, entity: number, ms: number): number {
  let low = index.offsets[entity] ?? 0;
  let high = index.offsets[entity + 1] ?? low;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((index.segmentEndMs[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

function segment(index: TimelineIndex, at: number): TimelineSegment {
  return {
    kind: SEGMENT_KINDS[index.segmentKind[at] ?? 0] ?? SEGMENT_KIND.running,
    startMs: index.segmentStartMs[at] ?? 0,
    endMs: index.segmentEndMs[at] ?? 0,
    attempt: index.segmentAttempt[at] ?? -1,
  };
}

/**
 * The segments of an entity that touch a stretch of time, by start.
 *
 * @example
 * ```ts
 * import { segmentsIn, timelineIndex, type RunView } from "stepscope/view";
 *
 * declare const view: RunView;
 * console.log(segmentsIn(timelineIndex(view), 0, { fromMs: 0, toMs: 1_000 }));
 * ```
 */
export function segmentsIn(index: TimelineIndex, entity: number, range: TimeRange): TimelineSegment[] {
  const found: TimelineSegment[] = [];
  const end = index.offsets[entity + 1] ?? 0;
  for (let at = firstEndingFrom(index, entity, range.fromMs); at < end; at++) {
    if ((index.segmentStartMs[at] ?? 0) > range.toMs) break;
    found.push(segment(index, at));
  }
  return found;
}

/** A point on a row, and how far beside a segment still counts. */
export interface TimelinePoint {
  readonly ms: number;
  /** @default 0 */
  readonly toleranceMs?: number;
}

/** The segment of an entity at a time, or the nearest within the tolerance. */
export function segmentAt(index: TimelineIndex, entity: number, point: TimelinePoint): TimelineSegment | undefined {
  const { ms, toleranceMs = 0 } = point;
  const end = index.offsets[entity + 1] ?? 0;
  let best: number | undefined;
  let bestDistanceMs = toleranceMs;
  for (let at = firstEndingFrom(index, entity, ms - toleranceMs); at < end; at++) {
    const startMs = index.segmentStartMs[at] ?? 0;
    if (startMs > ms + toleranceMs) break;
    const distanceMs = Math.max(0, startMs - ms, ms - (index.segmentEndMs[at] ?? 0));
    if (best !== undefined && distanceMs >= bestDistanceMs) continue;
    best = at;
    bestDistanceMs = distanceMs;
    if (distanceMs === 0 && startMs < ms) break;
  }
  return best === undefined ? undefined : segment(index, best);
}

/** Executions that touch a stretch of time, as a bit per execution index: 1 when it does. */
export function executionsIn(index: TimelineIndex, range: TimeRange): Uint8Array {
  const touching = new Uint8Array(index.executionCount);
  for (let at = 0; at < index.executionCount; at++) {
    if ((index.entityStartMs[at] ?? 0) <= range.toMs && (index.entityEndMs[at] ?? 0) >= range.fromMs) touching[at] = 1;
  }
  return touching;
}

/** Entity number of a span. */
export function spanEntity(index: TimelineIndex, spanIndex: number): number {
  return index.executionCount + spanIndex;
}

/** Entity number of a child run. */
export function childRunEntity(index: TimelineIndex, childRunIndex: number): number {
  return index.executionCount + index.spanCount + childRunIndex;
}

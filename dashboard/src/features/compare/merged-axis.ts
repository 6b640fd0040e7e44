// One axis for two runs: B moved so that it stands with A as asked, gaps that both have folded.

import { type TimeMap, type TimelineIndex, compressedTimeMap, plainTimeMap } from "stepscope/view";

/** The axis, and by how much each run is moved on it, in ms. */
export interface MergedAxis {
  readonly map: TimeMap;
  readonly shiftA: number;
  readonly shiftB: number;
  readonly endMs: number;
}

function shifted(values: Float64Array, by: number): Float64Array {
  return values.map((value) => value + by);
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Both indexes as one, for finding the gaps in which neither run did anything. */
function mergedIndex(
  a: TimelineIndex,
  b: TimelineIndex,
  shifts: { readonly a: number; readonly b: number },
): TimelineIndex {
  const offsets = new Uint32Array(a.offsets.length + b.offsets.length - 1);
  offsets.set(a.offsets);
  const base = a.offsets.at(-1) ?? 0;
  for (const [at, offset] of b.offsets.subarray(1).entries()) offsets[a.offsets.length + at] = base + offset;
  const segmentKind = new Uint8Array(a.segmentKind.length + b.segmentKind.length);
  segmentKind.set(a.segmentKind);
  segmentKind.set(b.segmentKind, a.segmentKind.length);
  const entityCount = offsets.length - 1;
  return {
    executionCount: entityCount,
    spanCount: 0,
    childRunCount: 0,
    offsets,
    segmentStartMs: joined(shifted(a.segmentStartMs, shifts.a), shifted(b.segmentStartMs, shifts.b)),
    segmentEndMs: joined(shifted(a.segmentEndMs, shifts.a), shifted(b.segmentEndMs, shifts.b)),
    segmentKind,
    segmentAttempt: new Int32Array(segmentKind.length),
    entityStartMs: joined(shifted(a.entityStartMs, shifts.a), shifted(b.entityStartMs, shifts.b)),
    entityEndMs: joined(shifted(a.entityEndMs, shifts.a), shifted(b.entityEndMs, shifts.b)),
    endMs: Math.max(a.endMs + shifts.a, b.endMs + shifts.b),
  };
}

/** The axis of two runs; `offsetMs` moves B to the right. */
export function mergedAxis(
  a: TimelineIndex,
  b: TimelineIndex,
  how: { readonly offsetMs: number; readonly foldsIdle: boolean },
): MergedAxis {
  const shiftA = Math.max(0, -how.offsetMs);
  const shiftB = Math.max(0, how.offsetMs);
  const index = mergedIndex(a, b, { a: shiftA, b: shiftB });
  const map = how.foldsIdle ? compressedTimeMap(index) : plainTimeMap(index.endMs);
  return { map, shiftA, shiftB, endMs: index.endMs };
}

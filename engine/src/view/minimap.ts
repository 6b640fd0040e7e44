// A whole timeline in a strip of some pixels: what a minimap draws, whatever the number of rows.

import type { RunView } from "./run-view.ts";
import { childRunEntity, spanEntity, type TimelineIndex } from "./timeline-index.ts";
import type { TimelineRow } from "./timeline-rows.ts";
import { SEGMENT_KIND } from "./timeline-segments.ts";
import { axisLengthMs, toAxisMs, type TimeMap } from "./time-map.ts";

/** Rectangles of a minimap, as columns: `lane` from the top, `from` and `to` in px columns (`to` exclusive), `kind` of `SEGMENT_KIND`. */
export interface Minimap {
  readonly lanes: number;
  readonly columns: number;
  readonly lane: Uint16Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly kind: Uint8Array;
}

/** What a minimap shows, and how large it is. */
export interface MinimapOptions {
  readonly rows: readonly TimelineRow[];
  readonly map: TimeMap;
  /** Px. */
  readonly columns: number;
  /** Rows are merged into this many lanes. @default 28 */
  readonly lanes?: number;
}

/** What wins where several segments share a pixel: trouble first, then work, then waiting for it. */
const PRIORITY = new Uint8Array(16);
for (const [rank, kind] of [
  SEGMENT_KIND.queued,
  SEGMENT_KIND.span,
  SEGMENT_KIND.llmPending,
  SEGMENT_KIND.retriever,
  SEGMENT_KIND.tool,
  SEGMENT_KIND.llm,
  SEGMENT_KIND.childRun,
  SEGMENT_KIND.cut,
  SEGMENT_KIND.running,
  SEGMENT_KIND.live,
  SEGMENT_KIND.backOff,
  SEGMENT_KIND.waiting,
  SEGMENT_KIND.failedSpan,
  SEGMENT_KIND.failed,
].entries()) {
  PRIORITY[kind] = rank + 1;
}

/** Entity numbers that a row stands for. */
export function entitiesOf(index: TimelineIndex, row: TimelineRow): readonly number[] {
  switch (row.kind) {
    case "group":
      return row.memberIndexes;
    case "execution":
      return [row.executionIndex];
    case "span":
      return [spanEntity(index, row.spanIndex)];
    case "childRun":
      return [childRunEntity(index, row.childRunIndex)];
    case "attempt":
      return [];
  }
}

/** A grid of pixels, each holding the kind drawn there + 1; 0 is empty. */
class Raster {
  readonly #columns: number;
  readonly #cells: Uint8Array;

  constructor(lanes: number, columns: number) {
    this.#columns = columns;
    this.#cells = new Uint8Array(lanes * columns);
  }

  draw(lane: number, kind: number, range: { readonly from: number; readonly to: number }): void {
    const base = lane * this.#columns;
    const rank = PRIORITY[kind] ?? 0;
    const last = Math.min(this.#columns - 1, Math.max(range.from, range.to - 1));
    for (let at = base + Math.max(0, range.from); at <= base + last; at++) {
      const drawn = this.#cells[at] ?? 0;
      if (drawn === 0 || rank > (PRIORITY[drawn - 1] ?? 0)) this.#cells[at] = kind + 1;
    }
  }

  minimap(lanes: number): Minimap {
    const columns = this.#columns;
    const runs: { lane: number; from: number; to: number; kind: number }[] = [];
    for (let lane = 0; lane < lanes; lane++) {
      for (let from = 0; from < columns;) {
        const drawn = this.#cells[lane * columns + from] ?? 0;
        let to = from + 1;
        while (to < columns && this.#cells[lane * columns + to] === drawn) to += 1;
        if (drawn > 0) runs.push({ lane, from, to, kind: drawn - 1 });
        from = to;
      }
    }
    return {
      lanes,
      columns,
      lane: Uint16Array.from(runs, (run) => run.lane),
      from: Uint16Array.from(runs, (run) => run.from),
      to: Uint16Array.from(runs, (run) => run.to),
      kind: Uint8Array.from(runs, (run) => run.kind),
    };
  }
}

/**
 * Draws the rows of a timeline into a few lanes.
 *
 * @example
 * ```ts
 * import { compressedTimeMap, minimap, timelineIndex, timelineRows, type RunView } from "stepscope/view";
 *
 * declare const view: RunView;
 * const index = timelineIndex(view);
 * const strip = minimap(index, { rows: timelineRows(view), map: compressedTimeMap(index), columns: 700 });
 * console.log(strip.lane.length);
 * ```
 */
export function minimap(index: TimelineIndex, options: MinimapOptions): Minimap {
  const { rows, map, columns } = options;
  const top = rows.filter((row) => row.depth === 0);
  const lanes = Math.max(1, Math.min(options.lanes ?? 28, top.length));
  const raster = new Raster(lanes, columns);
  const scale = columns / Math.max(axisLengthMs(map), 1e-9);
  const columnAt = (ms: number): number => Math.floor(toAxisMs(map, ms) * scale);
  for (const [at, row] of top.entries()) {
    const lane = Math.floor((at * lanes) / top.length);
    for (const entity of entitiesOf(index, row)) {
      const end = index.offsets[entity + 1] ?? 0;
      for (let segment = index.offsets[entity] ?? 0; segment < end; segment++) {
        const from = columnAt(index.segmentStartMs[segment] ?? 0);
        const to = Math.ceil(toAxisMs(map, index.segmentEndMs[segment] ?? 0) * scale);
        raster.draw(lane, index.segmentKind[segment] ?? 0, { from, to });
      }
    }
  }
  return raster.minimap(lanes);
}

/** How many records fall into each of some columns of an axis: the histogram above a replay track. */
export function recordDensity(view: RunView, map: TimeMap, columns: number): Uint32Array {
  const counts = new Uint32Array(columns);
  const scale = columns / Math.max(axisLengthMs(map), 1e-9);
  for (const ms of view.recordMs) {
    const column = Math.min(columns - 1, Math.max(0, Math.floor(toAxisMs(map, ms) * scale)));
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return counts;
}

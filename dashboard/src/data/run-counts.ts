// The counts around the run list: facets, histogram, how many match.

import "server-only";
import type { BucketRange, CountEstimate, RunFacets, RunFilter, RunHistogram, TraceReader } from "stepscope/view";
import { filterOf } from "./run-filter.ts";
import { withReader } from "./trace-reader.ts";

const BUCKETS = 96;
const MINUTE_MS = 60_000;

/** What {@link readRunCounts} gives. */
export interface RunCounts {
  readonly facets: RunFacets;
  readonly histogram: RunHistogram;
  readonly matching: CountEstimate;
  readonly all: CountEstimate;
}

/** From the oldest run that matches without its interval, to now. */
async function wholeRange(reader: TraceReader, filter: RunFilter, nowMs: number): Promise<BucketRange> {
  const { fromMs: _from, toMs: _to, ...rest } = filter;
  const oldest = await reader.runs({ filter: rest, sort: { key: "startedAt", descending: false }, limit: 1 });
  const fromMs = Math.min(oldest.runs[0]?.startedAtMs ?? nowMs, nowMs - 10 * MINUTE_MS);
  const bucketMs = Math.ceil((nowMs - fromMs) / BUCKETS / 1000) * 1000;
  const toMs = Math.ceil(nowMs / 1000) * 1000;
  return { fromMs: toMs - bucketMs * BUCKETS, toMs, buckets: BUCKETS };
}

const NO_COUNT: CountEstimate = { count: 0, isExact: true };

/** Everything that is counted for one filter. */
export function readRunCounts(query: {
  readonly q: string;
  readonly from: string;
  readonly to: string;
}): Promise<RunCounts> {
  const nowMs = Date.now();
  const filter = filterOf(query, nowMs);
  return withReader(
    async (reader) => {
      const range = await wholeRange(reader, filter, nowMs);
      const { fromMs: _from, toMs: _to, ...anyTime } = filter;
      const [facets, histogram, matching, all] = await Promise.all([
        reader.facets(filter),
        reader.histogram(anyTime, range),
        reader.countRuns(filter),
        reader.countRuns(),
      ]);
      return { facets, histogram, matching, all };
    },
    {
      facets: { statuses: [], workflows: [], steps: [], tags: [], durations: [], isExact: true, countedRuns: 0 },
      histogram: {
        fromMs: nowMs - BUCKETS * MINUTE_MS,
        toMs: nowMs,
        buckets: BUCKETS,
        total: [],
        failed: [],
        isExact: true,
      },
      matching: NO_COUNT,
      all: NO_COUNT,
    },
  );
}

/** Only how many match. */
export function readRunCount(query: {
  readonly q: string;
  readonly from: string;
  readonly to: string;
}): Promise<CountEstimate> {
  return withReader((reader) => reader.countRuns(filterOf(query, Date.now())), NO_COUNT);
}

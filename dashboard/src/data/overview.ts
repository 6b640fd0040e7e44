// What the first page shows: an interval in numbers, what runs and what waits now.

import "server-only";
import type { TraceReader } from "stepscope/view";
import { OVERVIEW_RANGES, type OverviewData, type OverviewRange } from "#lib/overview-data.ts";
import { phoenixAddress } from "./export-status.ts";
import { withReader } from "./trace-reader.ts";

const BUCKETS = 48;

/** When none is asked for: an hour while the store is new, else the shortest that has a run in it. */
async function rangeWithRuns(reader: TraceReader, nowMs: number, asked: string): Promise<OverviewRange> {
  if (Object.hasOwn(OVERVIEW_RANGES, asked)) return asked as OverviewRange;
  const [newest, oldest] = await Promise.all([
    reader.runs({ limit: 1 }),
    reader.runs({ sort: { key: "startedAt", descending: false }, limit: 1 }),
  ]);
  if (nowMs - (oldest.runs[0]?.startedAtMs ?? 0) < OVERVIEW_RANGES["1h"]) return "1h";
  const ageMs = nowMs - (newest.runs[0]?.startedAtMs ?? nowMs);
  if (ageMs < OVERVIEW_RANGES["24h"]) return "24h";
  return ageMs < OVERVIEW_RANGES["7d"] ? "7d" : "30d";
}

async function readFrom(
  reader: TraceReader,
  query: { readonly range: string; readonly workflow: string },
): Promise<OverviewData> {
  const nowMs = Date.now();
  const range = await rangeWithRuns(reader, nowMs, query.range);
  const filter = query.workflow === "" ? {} : { workflows: [query.workflow] };
  const toMs = Math.ceil(nowMs / 1000) * 1000;
  const [overview, running, waiting, workflows, exported] = await Promise.all([
    reader.overview({ fromMs: toMs - OVERVIEW_RANGES[range], toMs, buckets: BUCKETS }, filter),
    reader.runs({ filter: { ...filter, statuses: ["running"] }, limit: 5 }),
    reader.runs({
      filter: { ...filter, statuses: ["waiting"] },
      sort: { key: "startedAt", descending: false },
      limit: 4,
    }),
    reader.workflows(),
    reader.exportStatus(),
  ]);
  const phoenix = phoenixAddress(exported);
  return {
    range,
    nowMs,
    overview,
    running: running.runs,
    waiting: waiting.runs,
    workflows: workflows.map((one) => one.workflow),
    usualMs: Object.fromEntries(
      workflows.flatMap((one) => (one.p95ActiveMs === undefined ? [] : [[one.workflow, one.p95ActiveMs]])),
    ),
    exported,
    ...(phoenix === undefined ? {} : { phoenix }),
  };
}

/** The overview; undefined when there is no store, or no run in it. */
export function readOverview(query: {
  readonly range: string;
  readonly workflow: string;
}): Promise<OverviewData | undefined> {
  return withReader(async (reader) => {
    const any = await reader.runs({ limit: 1 });
    return any.runs.length === 0 ? undefined : readFrom(reader, query);
  }, undefined);
}

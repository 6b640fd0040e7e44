// What the first page shows: an interval in numbers, what runs and what waits now.

import "server-only";
import type { ExportStatus, Overview, RunSummary, TraceReader } from "stepscope/view";
import { phoenixAddress } from "./export-status.ts";
import { withReader } from "./trace-reader.ts";

/** Intervals that can be chosen. */
export const OVERVIEW_RANGES = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
} as const;

/** One of {@link OVERVIEW_RANGES}. */
export type OverviewRange = keyof typeof OVERVIEW_RANGES;

/** The page's data. */
export interface OverviewData {
  readonly range: OverviewRange;
  readonly nowMs: number;
  readonly overview: Overview;
  readonly running: readonly RunSummary[];
  readonly waiting: readonly RunSummary[];
  readonly workflows: readonly string[];
  /** Usual p95 of active time, per workflow. */
  readonly usualMs: Readonly<Record<string, number>>;
  readonly exported: ExportStatus;
  readonly phoenix?: string;
}

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

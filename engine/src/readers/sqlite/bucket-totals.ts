// Totals of runs per bucket of start time, by the cheapest way to them.

import type { RunStatus } from "../../trace/run-status.ts";
import type { BucketRange } from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import { type BucketTotals, FAILED_STATUSES, type RunFigures, totalsOf } from "../run-figures.ts";
import { conditionOf, conditionsOf, residualOf, type RunConditions } from "./run-conditions.ts";
import { smallestSet, spanOf } from "./run-page.ts";
import { type Client, type Row, rowsOf, ScanDeadline } from "./run-query.ts";
import { joinSql, rawSql, sql, type SqlText } from "./sql-text.ts";

/** Totals per bucket, and of all. */
export interface BucketedTotals {
  readonly buckets: readonly BucketTotals[];
  readonly all: BucketTotals;
  /** `false`: the clock ran out, and the oldest buckets were not counted. */
  readonly isExact: boolean;
}

/** What is wanted: with percentiles each bucket costs a sort. */
export interface BucketOptions {
  readonly budgetMs: number;
  readonly withPercentiles: boolean;
}

const NONE: BucketTotals = { runs: 0, completed: 0, ended: 0, failed: 0, totalTokens: 0, costUsd: 0 };
const FAILED_LIST = joinSql(
  FAILED_STATUSES.map((status) => rawSql(`'${status}'`)),
  ", ",
);
const COUNTS = sql`count(*) AS runs, count(r."activeMs") AS ended, coalesce(sum(r."totalTokens"), 0) AS tokens,
  coalesce(sum(r."costUsd"), 0) AS cost, count(*) FILTER (WHERE r."status" = 'completed') AS completed,
  count(*) FILTER (WHERE r."status" IN (${FAILED_LIST})) AS failed`;
const PERCENTILES = rawSql(`percentile_disc(r."activeMs", 0.5) AS p50, percentile_disc(r."activeMs", 0.95) AS p95`);

/** Adds up the runs of a filter that start in an interval. */
export async function readBucketTotals(
  client: Client,
  { filter, range }: { readonly filter: RunFilter; readonly range: BucketRange },
  options: BucketOptions,
): Promise<BucketedTotals> {
  const bounds = within(filter, range);
  const conditions = conditionsOf(bounds);
  const set = await smallestSet(client, conditions);
  if (set !== undefined) return inMemory(await figuresOf(client, conditions, set), range);
  return byQueries(client, { conditions, source: sourceOf(filter, conditions), range, bounds }, options);
}

interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A filter narrowed to an interval. */
export function within(filter: RunFilter, range: Interval): RunFilter & Interval {
  return {
    ...filter,
    fromMs: Math.max(range.fromMs, filter.fromMs ?? range.fromMs),
    toMs: Math.min(range.toMs, filter.toMs ?? range.toMs),
  };
}

function inMemory(runs: readonly RunFigures[], { fromMs, toMs, buckets }: BucketRange): BucketedTotals {
  const byBucket = Map.groupBy(runs, ({ startedAtMs }) =>
    Math.min(buckets - 1, Math.trunc(((startedAtMs - fromMs) * buckets) / (toMs - fromMs))),
  );
  const totals = Array.from({ length: buckets }, (_, bucket) => totalsOf(byBucket.get(bucket) ?? []));
  return { buckets: totals, all: totalsOf(runs), isExact: true };
}

async function figuresOf(client: Client, conditions: RunConditions, set: SqlText): Promise<readonly RunFigures[]> {
  const rows = await rowsOf(
    client,
    sql`SELECT +r."startedAtMs" AS startedAtMs, r."status" AS status, r."activeMs" AS activeMs,
      r."totalTokens" AS totalTokens, r."costUsd" AS costUsd FROM "Run" r
      WHERE r."number" IN (${set}) AND +(${conditionOf(conditions)})`,
  );
  return rows.map((row) => ({
    startedAtMs: Number(row["startedAtMs"]),
    status: String(row["status"]) as RunStatus,
    activeMs: row["activeMs"] === null ? undefined : Number(row["activeMs"]),
    totalTokens: Number(row["totalTokens"]),
    costUsd: Number(row["costUsd"]),
  }));
}

interface BucketQuery {
  readonly conditions: RunConditions;
  readonly source: SqlText;
  readonly range: BucketRange;
  /** The interval narrowed by the filter's own. */
  readonly bounds: RunFilter & Interval;
}

/** Newest first: when the clock runs out, what is known is the recent past. */
async function byQueries(client: Client, query: BucketQuery, options: BucketOptions): Promise<BucketedTotals> {
  const { fromMs, toMs, buckets: count } = query.range;
  const deadline = new ScanDeadline(options.budgetMs);
  const buckets: BucketTotals[] = Array.from({ length: count }, () => NONE);
  const edge = (bucket: number) => fromMs + ((toMs - fromMs) * bucket) / count;
  let isExact = true;
  for (let bucket = count - 1; bucket >= 0; bucket--) {
    const part = within(query.bounds, { fromMs: edge(bucket), toMs: edge(bucket + 1) });
    buckets[bucket] = await readOne(client, query, { ...part, ...options });
    if (bucket > 0 && !(await deadline.allowsMore())) {
      isExact = false;
      break;
    }
  }
  const sums = buckets.reduce(add, NONE);
  const [only] = buckets;
  if (count === 1 && only !== undefined) return { buckets, all: only, isExact };
  if (!options.withPercentiles) return { buckets, all: sums, isExact };
  const whole = await rowsOf(
    client,
    sql`SELECT ${PERCENTILES} FROM ${query.source} WHERE ${conditionOf(query.conditions)}`,
  );
  return { buckets, all: { ...sums, ...percentilesOf(whole[0]) }, isExact };
}

async function readOne(
  client: Client,
  { conditions, source }: BucketQuery,
  {
    fromMs,
    toMs,
    withPercentiles,
  }: { readonly fromMs: number; readonly toMs: number; readonly withPercentiles: boolean },
): Promise<BucketTotals> {
  // One pair of bounds: of two, SQLite might search the index by the wider one.
  const time = sql`r."startedAtMs" >= ${fromMs} AND r."startedAtMs" < ${toMs}`;
  const span = conditions.hasText
    ? await spanOf(client, sql`SELECT r."number" AS number FROM ${source} WHERE ${time}`)
    : undefined;
  const select = withPercentiles ? sql`${COUNTS}, ${PERCENTILES}` : COUNTS;
  const [row] = await rowsOf(
    client,
    sql`SELECT ${select} FROM ${source} WHERE ${time} AND ${residualOf(conditions, span)}`,
  );
  if (row === undefined) return NONE;
  return {
    runs: Number(row["runs"]),
    completed: Number(row["completed"]),
    ended: Number(row["ended"]),
    failed: Number(row["failed"]),
    totalTokens: Number(row["tokens"]),
    costUsd: Number(row["cost"]),
    ...percentilesOf(row),
  };
}

function percentilesOf(row: Row | undefined): { p50ActiveMs?: number; p95ActiveMs?: number } {
  const [p50, p95] = [row?.["p50"], row?.["p95"]];
  if (typeof p50 !== "number" || typeof p95 !== "number") return {};
  return { p50ActiveMs: p50, p95ActiveMs: p95 };
}

function add(a: BucketTotals, b: BucketTotals): BucketTotals {
  return {
    runs: a.runs + b.runs,
    completed: a.completed + b.completed,
    ended: a.ended + b.ended,
    failed: a.failed + b.failed,
    totalTokens: a.totalTokens + b.totalTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}

/** The index that answers without reading a row, where there is one. */
function sourceOf(filter: RunFilter, conditions: RunConditions): SqlText {
  if (!conditions.isCovered) return rawSql(`"Run" r INDEXED BY "Run_startedAtMs_idx"`);
  const index = filter.workflows?.length === 1 ? "Run_workflow_startedAtMs_idx" : "Run_overview_idx";
  return rawSql(`"Run" r INDEXED BY "${index}"`);
}

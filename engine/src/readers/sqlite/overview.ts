// The overview of an interval: totals, buckets, models, what runs now, what failed, what became slower.

import type { RunStatus } from "../../trace/run-status.ts";
import type {
  BucketRange,
  ModelUsage,
  Overview,
  OverviewBucket,
  OverviewTotals,
  VersionMark,
} from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import { findRegressions } from "../find-regressions.ts";
import { groupFailures } from "../group-failures.ts";
import { weightedPercentile } from "../weighted-percentile.ts";
import { conditionOf, conditionsOf } from "./run-conditions.ts";
import { bucketOf, sumOf, within } from "./run-counts.ts";
import { groupRuns } from "./run-groups.ts";
import { readRunPage } from "./run-page.ts";
import { type Client, numberOf, type Row, rowsOf } from "./run-query.ts";
import { rawSql, sql, type SqlText } from "./sql-text.ts";
import { readStepStatistics } from "./steps.ts";
import { ACTIVE_GROUP } from "./workflows.ts";

const BUDGET_MS = 800;
const FAILED: readonly RunStatus[] = ["failed", "timedOut", "stalled"];
/** Failed runs that are looked at for groups. */
const FAILED_RUNS = 500;
/** The time that a step's duration is compared with is this many times the interval. */
const BASELINE_INTERVALS = 7;

/** Reads the overview of an interval. */
export async function readOverview(client: Client, range: BucketRange, filter: RunFilter): Promise<Overview> {
  const lengthMs = range.toMs - range.fromMs;
  const before = { fromMs: range.fromMs - lengthMs, toMs: range.fromMs };
  const rows = await totalsRows(client, within(filter, range), bucketOf(range));
  const rowsBefore = await totalsRows(client, within(filter, before), rawSql("0"));
  const steps = await readStepStatistics(client, within(filter, range));
  const baseline = { fromMs: range.fromMs - BASELINE_INTERVALS * lengthMs, toMs: range.fromMs };
  const failed = await readRunPage(client, {
    filter: { ...within(filter, range), statuses: FAILED },
    limit: FAILED_RUNS,
  });
  return {
    range,
    totals: totalsOf(rows),
    before: totalsOf(rowsBefore),
    buckets: bucketsOf(rows, range),
    models: await readModels(client, range, filter),
    versions: await readVersions(client, range),
    runningNow: await countNow(client, { ...filter, statuses: ["running", "retrying"] }),
    retryingNow: await countNow(client, { ...filter, statuses: ["retrying"] }),
    waitingNow: await countNow(client, { ...filter, statuses: ["waiting"] }),
    failures: groupFailures(failed.runs),
    regressions: findRegressions(steps, await readStepStatistics(client, within(filter, baseline))),
  };
}

async function totalsRows(client: Client, filter: RunFilter, bucket: SqlText): Promise<readonly Row[]> {
  const { rows } = await groupRuns(client, {
    filter,
    select: sql`${bucket} AS bucket, r."status" AS status, ${ACTIVE_GROUP} AS part, avg(r."activeMs") AS activeMs,
      count(r."activeMs") AS timed, count(*) AS n, sum(r."totalTokens") AS tokens, sum(r."costUsd") AS cost`,
    groupBy: rawSql("1, 2, 3"),
    budgetMs: BUDGET_MS,
  });
  return rows;
}

function totalsOf(rows: readonly Row[]): OverviewTotals {
  const values = rows.map((row) => ({ value: Number(row["activeMs"]), weight: Number(row["timed"]) }));
  const p50ActiveMs = weightedPercentile(values, 0.5);
  const p95ActiveMs = weightedPercentile(values, 0.95);
  return {
    runs: sumOf(rows, "n"),
    ended: sumOf(rows, "timed"),
    failed: sumOf(ofStatus(rows, FAILED), "n"),
    totalTokens: sumOf(rows, "tokens"),
    costUsd: sumOf(rows, "cost"),
    ...(p50ActiveMs === undefined ? {} : { p50ActiveMs }),
    ...(p95ActiveMs === undefined ? {} : { p95ActiveMs }),
  };
}

function bucketsOf(rows: readonly Row[], range: BucketRange): readonly OverviewBucket[] {
  const byBucket = Map.groupBy(rows, (row) => Number(row["bucket"]));
  const widthMs = (range.toMs - range.fromMs) / range.buckets;
  return Array.from({ length: range.buckets }, (_, bucket) => {
    const own = byBucket.get(bucket) ?? [];
    const completed = sumOf(ofStatus(own, ["completed"]), "n");
    return { fromMs: range.fromMs + bucket * widthMs, completed, ...totalsOf(own) };
  });
}

function ofStatus(rows: readonly Row[], statuses: readonly RunStatus[]): readonly Row[] {
  return rows.filter((row) => statuses.some((status) => status === row["status"]));
}

async function readModels(client: Client, range: BucketRange, filter: RunFilter): Promise<readonly ModelUsage[]> {
  const conditions = conditionsOf(within(filter, range));
  const isPlain = conditions.own.length + conditions.members.length === 0;
  const where = isPlain
    ? sql`m."startedAtMs" >= ${range.fromMs} AND m."startedAtMs" < ${range.toMs}`
    : sql`m."runNumber" IN (SELECT r."number" FROM "Run" r WHERE ${conditionOf(conditions)})`;
  const rows = await rowsOf(
    client,
    sql`SELECT m."model" AS model, ${bucketOf(range, "m")} AS bucket, sum(m."calls") AS calls,
      sum(m."totalTokens") AS tokens, sum(m."costUsd") AS cost FROM "RunModel" m WHERE ${where} GROUP BY 1, 2`,
  );
  return [...Map.groupBy(rows, (row) => String(row["model"]))]
    .map(([model, own]) => usageOf(model, own, range.buckets))
    .sort((a, b) => b.totalTokens - a.totalTokens);
}

function usageOf(model: string, rows: readonly Row[], buckets: number): ModelUsage {
  const byBucket = Map.groupBy(rows, (row) => Number(row["bucket"]));
  const perBucket = (column: string) =>
    Array.from({ length: buckets }, (_, bucket) => sumOf(byBucket.get(bucket) ?? [], column));
  return {
    model,
    calls: sumOf(rows, "calls"),
    totalTokens: sumOf(rows, "tokens"),
    costUsd: sumOf(rows, "cost"),
    tokensPerBucket: perBucket("tokens"),
    costPerBucket: perBucket("cost"),
  };
}

/** Versions that appeared in the interval, of workflows that were there before. */
async function readVersions(client: Client, { fromMs, toMs }: BucketRange): Promise<readonly VersionMark[]> {
  const rows = await rowsOf(
    client,
    sql`SELECT w."hash" AS hash, w."name" AS name, w."version" AS version, +w."firstSeenAtMs" AS ms FROM "Workflow" w
      WHERE w."firstSeenAtMs" >= ${fromMs} AND w."firstSeenAtMs" < ${toMs}
        AND EXISTS (SELECT 1 FROM "Workflow" o WHERE o."name" = w."name" AND o."firstSeenAtMs" < w."firstSeenAtMs")
      ORDER BY ms LIMIT 50`,
  );
  return rows.map((row) => ({
    workflow: String(row["name"]),
    ...(typeof row["version"] === "string" ? { version: row["version"] } : {}),
    definitionHash: String(row["hash"]),
    firstSeenMs: Number(row["ms"]),
  }));
}

async function countNow(client: Client, filter: RunFilter): Promise<number> {
  return numberOf(client, sql`SELECT count(*) FROM "Run" r WHERE ${conditionOf(conditionsOf(filter))}`);
}

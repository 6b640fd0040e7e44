// The overview of an interval: totals, buckets, models, what runs now, what failed, what became slower.

import type { BucketRange, ModelUsage, Overview, VersionMark } from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import { findRegressions } from "../find-regressions.ts";
import { groupFailures } from "../group-failures.ts";
import { FAILED_STATUSES, withoutCompleted } from "../run-figures.ts";
import { readBucketTotals, within } from "./bucket-totals.ts";
import { conditionOf, conditionsOf } from "./run-conditions.ts";
import { readRunPage } from "./run-page.ts";
import { type Client, numberOf, type Row, rowsOf, ScanDeadline } from "./run-query.ts";
import { sql } from "./sql-text.ts";
import { readStepStatistics } from "./steps.ts";

const BUDGET_MS = 800;
/** Failed runs that are looked at for groups. */
const FAILED_RUNS = 500;
/** The time that a step's duration is compared with is this many times the interval. */
const BASELINE_INTERVALS = 7;

/** Reads the overview of an interval. */
export async function readOverview(client: Client, range: BucketRange, filter: RunFilter): Promise<Overview> {
  const lengthMs = range.toMs - range.fromMs;
  const options = { budgetMs: BUDGET_MS, withPercentiles: true };
  const totals = await readBucketTotals(client, { filter, range }, options);
  const before = { fromMs: range.fromMs - lengthMs, toMs: range.fromMs, buckets: 1 };
  const totalsBefore = await readBucketTotals(client, { filter, range: before }, options);
  const models = await readModels(client, range, filter);
  const steps = await readStepStatistics(client, within(filter, range));
  const baseline = { fromMs: range.fromMs - BASELINE_INTERVALS * lengthMs, toMs: range.fromMs };
  const failed = { ...within(filter, range), statuses: FAILED_STATUSES };
  return {
    range,
    isExact: totals.isExact && totalsBefore.isExact && models.isExact,
    totals: withoutCompleted(totals.all),
    before: withoutCompleted(totalsBefore.all),
    buckets: totals.buckets.map((bucket, at) => ({
      fromMs: range.fromMs + (at * lengthMs) / range.buckets,
      ...bucket,
    })),
    models: models.models,
    versions: await readVersions(client, range),
    runningNow: await countNow(client, { ...filter, statuses: ["running", "retrying"] }),
    retryingNow: await countNow(client, { ...filter, statuses: ["retrying"] }),
    waitingNow: await countNow(client, { ...filter, statuses: ["waiting"] }),
    failures: groupFailures((await readRunPage(client, { filter: failed, limit: FAILED_RUNS })).runs),
    regressions: findRegressions(steps, await readStepStatistics(client, within(filter, baseline))),
  };
}

/** Bucket by bucket, newest first: one statement over all of them would hold up everybody else. */
async function readModels(
  client: Client,
  range: BucketRange,
  filter: RunFilter,
): Promise<{ readonly models: readonly ModelUsage[]; readonly isExact: boolean }> {
  const conditions = conditionsOf(filter);
  const isPlain = conditions.own.length + conditions.members.length === 0;
  const ofRuns = sql`EXISTS (SELECT 1 FROM "Run" r WHERE r."number" = m."runNumber" AND ${conditionOf(conditions)})`;
  const { fromMs, toMs, buckets } = range;
  const edge = (bucket: number): number => fromMs + ((toMs - fromMs) * bucket) / buckets;
  const deadline = new ScanDeadline(BUDGET_MS);
  const rows: Row[] = [];
  let bucket = buckets - 1;
  do {
    const inBucket = sql`m."startedAtMs" >= ${edge(bucket)} AND m."startedAtMs" < ${edge(bucket + 1)}`;
    const found = await rowsOf(
      client,
      sql`SELECT m."model" AS model, sum(m."calls") AS calls, sum(m."totalTokens") AS tokens, sum(m."costUsd") AS cost
        FROM "RunModel" m WHERE ${isPlain ? inBucket : sql`${inBucket} AND ${ofRuns}`} GROUP BY 1`,
    );
    rows.push(...found.map((row) => ({ ...row, bucket })));
    bucket -= 1;
  } while (bucket >= 0 && (await deadline.allowsMore()));
  const models = [...Map.groupBy(rows, (row) => String(row["model"]))]
    .map(([model, own]) => usageOf(model, own, buckets))
    .sort((a, b) => b.totalTokens - a.totalTokens);
  return { models, isExact: bucket < 0 };
}

function usageOf(model: string, rows: readonly Row[], buckets: number): ModelUsage {
  const sumOf = (column: string, own: readonly Row[] = rows) =>
    own.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
  const byBucket = Map.groupBy(rows, (row) => Number(row["bucket"]));
  const perBucket = (column: string) =>
    Array.from({ length: buckets }, (_, bucket) => sumOf(column, byBucket.get(bucket) ?? []));
  return {
    model,
    calls: sumOf("calls"),
    totalTokens: sumOf("tokens"),
    costUsd: sumOf("cost"),
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

// Counts, histograms and facets of runs under a filter.

import type { BucketRange, CountEstimate, FacetValue, RunFacets, RunHistogram } from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import { readBucketTotals } from "./bucket-totals.ts";
import { conditionOf, conditionsOf } from "./run-conditions.ts";
import { groupRuns } from "./run-groups.ts";
import { type Client, numberOf, type Row } from "./run-query.ts";
import { rawSql, sql, type SqlText } from "./sql-text.ts";

const COUNT_LIMIT = 100_000;
/** Facets are counted over at least this many of the newest runs that match. */
const FACET_RUNS = 20_000;
const BUDGET_MS = 400;
/** For each of six questions that facets ask. */
const FACET_BUDGET_MS = 80;
/** Values that a facet lists. */
const FACET_VALUES = 50;
const TIME_FIELDS: ReadonlySet<string> = new Set(["fromMs", "toMs"]);
const COUNTED_FIELDS: ReadonlySet<string> = new Set([
  "statuses",
  "workflows",
  "sessionIds",
  "userIds",
  "definitionHashes",
]);
/** With an index on the column alone: of use only where the time does not matter. */
const RANGE_FIELDS: ReadonlySet<string> = new Set(["durationMs", "activeMs", "retries", "totalTokens", "costUsd"]);
/** Duration buckets: ten per factor of ten. */
const BUCKETS_PER_DECADE = 10;

/** Counts runs, exactly up to the limit. */
export async function countRuns(client: Client, filter: RunFilter): Promise<CountEstimate> {
  if (isCountedByIndex(filter)) {
    const condition = conditionOf(conditionsOf(filter));
    return { count: await numberOf(client, sql`SELECT count(*) FROM "Run" r WHERE ${condition}`), isExact: true };
  }
  const { own, time, members } = conditionsOf(filter);
  const [only] = members;
  if (only !== undefined && members.length === 1 && own.length + time.length === 0) {
    return { count: await numberOf(client, sql`SELECT count(*) FROM (${only.members})`), isExact: true };
  }
  let seen = 0;
  const { rows, isExact } = await groupRuns(client, {
    filter,
    select: sql`count(*) AS n`,
    budgetMs: BUDGET_MS,
    isEnough: (found) => (seen += sumOf(found, "n")) >= COUNT_LIMIT,
  });
  return { count: sumOf(rows, "n"), isExact };
}

/** Runs per bucket of start time. */
export async function readHistogram(client: Client, filter: RunFilter, range: BucketRange): Promise<RunHistogram> {
  const options = { budgetMs: 2 * BUDGET_MS, withPercentiles: false };
  const { buckets, isExact } = await readBucketTotals(client, { filter, range }, options);
  return {
    ...range,
    total: buckets.map((bucket) => bucket.runs),
    failed: buckets.map((bucket) => bucket.failed),
    isExact,
  };
}

/** Counts per value, each under the rest of the filter. */
export async function readFacets(client: Client, filter: RunFilter): Promise<RunFacets> {
  const status = sql`CASE WHEN r."status" = 'running' AND r."backingOff" > 0 THEN 'retrying' ELSE r."status" END`;
  const statuses = await facet(client, without(filter, "statuses"), { value: status, needsRow: true });
  const workflows = await facet(client, without(filter, "workflows"), { value: rawSql(`r."workflow"`) });
  const steps = await memberFacet(client, without(filter, "steps"), {
    value: rawSql(`m."step"`),
    from: rawSql(`"RunStep" m WHERE m."runId" = r."id"`),
  });
  const tags = await memberFacet(client, without(filter, "tags"), {
    value: rawSql("m.value"),
    from: rawSql(`json_each(r."tags") m`),
  });
  const durations = await durationFacet(client, without(filter, "durationMs"));
  const counted = await countNewest(client, filter);
  return { statuses, workflows, steps, tags, durations, isExact: counted.isExact, countedRuns: counted.count };
}

/** One column with an index of its own, and the time: counted without reading a row. */
function isCountedByIndex(filter: RunFilter): boolean {
  const set = Object.entries(filter).filter(
    ([field, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0) && !TIME_FIELDS.has(field),
  );
  const [only] = set;
  const hasTime = filter.fromMs !== undefined || filter.toMs !== undefined;
  const isIndexed = (field: string): boolean => COUNTED_FIELDS.has(field) || (RANGE_FIELDS.has(field) && !hasTime);
  if (set.length > 1 || (only !== undefined && !isIndexed(only[0]))) return false;
  return filter.statuses?.some((status) => status === "running" || status === "retrying") !== true;
}

/** The sum of a column. */
function sumOf(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
}

function without(filter: RunFilter, field: keyof RunFilter): RunFilter {
  return { ...filter, [field]: undefined };
}

/** Stops once enough runs were counted. */
function enoughRuns(): (rows: readonly Row[]) => boolean {
  let seen = 0;
  return (rows) => (seen += sumOf(rows, "n")) >= FACET_RUNS;
}

async function countNewest(client: Client, filter: RunFilter): Promise<CountEstimate> {
  const query = {
    filter,
    select: sql`count(*) AS n`,
    budgetMs: FACET_BUDGET_MS,
    isEnough: enoughRuns(),
    stretchRuns: FACET_RUNS,
  };
  const { rows, isExact } = await groupRuns(client, query);
  return { count: sumOf(rows, "n"), isExact };
}

async function facet(
  client: Client,
  filter: RunFilter,
  { value, needsRow = false }: { readonly value: SqlText; readonly needsRow?: boolean },
): Promise<readonly FacetValue[]> {
  const { rows } = await groupRuns(client, {
    filter,
    select: sql`${value} AS value, count(*) AS n`,
    groupBy: rawSql("1"),
    needsRow,
    budgetMs: FACET_BUDGET_MS,
    isEnough: enoughRuns(),
    stretchRuns: FACET_RUNS,
  });
  return facetValues(rows);
}

async function memberFacet(
  client: Client,
  filter: RunFilter,
  { value, from }: { readonly value: SqlText; readonly from: SqlText },
): Promise<readonly FacetValue[]> {
  const { rows } = await groupRuns(client, {
    filter,
    select: sql`(SELECT json_group_array(${value}) FROM ${from}) AS list, count(*) AS n`,
    groupBy: rawSql("1"),
    needsRow: true,
    budgetMs: FACET_BUDGET_MS,
    isEnough: enoughRuns(),
    stretchRuns: FACET_RUNS,
  });
  return facetValues(
    rows.flatMap((row) => parseList(String(row["list"])).map((text) => ({ value: text, n: Number(row["n"]) }))),
  );
}

async function durationFacet(client: Client, filter: RunFilter): Promise<RunFacets["durations"]> {
  const bucket = sql`CAST(floor(log10(max(r."durationMs", 1)) * ${BUCKETS_PER_DECADE}) AS INTEGER)`;
  const { rows } = await groupRuns(client, {
    filter,
    select: sql`CASE WHEN r."durationMs" IS NULL THEN NULL ELSE ${bucket} END AS bucket, count(*) AS n`,
    groupBy: rawSql("1"),
    needsRow: true,
    budgetMs: FACET_BUDGET_MS,
    isEnough: enoughRuns(),
    stretchRuns: FACET_RUNS,
  });
  const counts = new Map<number, number>();
  for (const row of rows) {
    if (row["bucket"] === null) continue;
    const number = Number(row["bucket"]);
    counts.set(number, (counts.get(number) ?? 0) + Number(row["n"]));
  }
  return [...counts]
    .sort((a, b) => a[0] - b[0])
    .map(([number, count]) => ({
      fromMs: 10 ** (number / BUCKETS_PER_DECADE),
      toMs: 10 ** ((number + 1) / BUCKETS_PER_DECADE),
      count,
    }));
}

function facetValues(rows: readonly Row[]): readonly FacetValue[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = String(row["value"]);
    counts.set(value, (counts.get(value) ?? 0) + Number(row["n"]));
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, FACET_VALUES);
}

function parseList(text: string): readonly string[] {
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
}

// Counts runs in groups: over a small set at once, over many from the newest on, in stretches with a deadline.

import type { RunFilter } from "../../view/run-filter.ts";
import { conditionOf, conditionsOf, residualOf, type RunConditions } from "./run-conditions.ts";
import { smallestSet, spanOf } from "./run-page.ts";
import { type Client, type Row, rowsOf, ScanDeadline } from "./run-query.ts";
import { allOf, rawSql, sql, type SqlText } from "./sql-text.ts";

/** Runs looked at between two looks at the clock: few where each row must be read, many where an index says it all. */
const STRETCH_RUNS = 10_000;
const COVERED_STRETCH_RUNS = 100_000;

/** What is counted. */
export interface GroupQuery {
  readonly filter: RunFilter;
  /** Aggregates and group columns over the run named r, each with a name. */
  readonly select: SqlText;
  /** The group columns; none: one row in all. */
  readonly groupBy?: SqlText;
  /** Further columns are read than the covering index has. */
  readonly needsRow?: boolean;
  /** Stop once this says so, given the rows of each stretch. */
  readonly isEnough?: (rows: readonly Row[]) => boolean;
  readonly budgetMs: number;
  /** Runs looked at at a time. @default 10,000, or 100,000 where an index says it all */
  readonly stretchRuns?: number;
}

/** The groups; the same group may come once per stretch, to be added up. */
export interface GroupResult {
  readonly rows: readonly Row[];
  /** `false`: only the newest runs were counted. */
  readonly isExact: boolean;
}

/** Counts the runs of a filter in groups. */
export async function groupRuns(client: Client, query: GroupQuery): Promise<GroupResult> {
  const conditions = conditionsOf(query.filter);
  const set = await smallestSet(client, conditions);
  if (set !== undefined) {
    const where = sql`r."number" IN (${set}) AND +(${conditionOf(conditions)})`;
    return { rows: await rowsOf(client, statement(query, rawSql(`"Run" r`), where)), isExact: true };
  }
  return groupByStretches(client, query, conditions);
}

async function groupByStretches(client: Client, query: GroupQuery, conditions: RunConditions): Promise<GroupResult> {
  const deadline = new ScanDeadline(query.budgetMs);
  const isCovered = conditions.isCovered && query.needsRow !== true;
  const walked = isCovered ? { index: "Run_overview_idx", said: [] } : timeIndexOf(conditions);
  const from = rawSql(`"Run" r INDEXED BY "${walked.index}"`);
  const length = query.stretchRuns ?? (isCovered ? COVERED_STRETCH_RUNS : STRETCH_RUNS);
  const rows: Row[] = [];
  let endMs: number | undefined;
  for (;;) {
    const startMs = await stretchStart(client, query.filter, { ...walked, endMs, length });
    // The stretch takes the place of the filter's own interval, which holds it: of two pairs of bounds SQLite might
    // search the index by the wider one.
    const fromMs = startMs ?? query.filter.fromMs;
    const toMs = endMs ?? query.filter.toMs;
    const time = allOf([
      ...walked.said,
      ...(fromMs === undefined ? [] : [sql`r."startedAtMs" >= ${fromMs}`]),
      ...(toMs === undefined ? [] : [sql`r."startedAtMs" < ${toMs}`]),
    ]);
    const span = conditions.hasText
      ? await spanOf(client, sql`SELECT r."number" AS number FROM ${from} WHERE ${time}`)
      : undefined;
    const where = allOf([time, residualOf(conditions, span)]);
    const found = await rowsOf(client, statement(query, from, where));
    rows.push(...found);
    if (startMs === undefined) return { rows, isExact: true };
    if (query.isEnough?.(found) === true || !(await deadline.allowsMore())) return { rows, isExact: false };
    endMs = startMs;
  }
}

/** An index that gives runs by time, and what it says of them besides. */
interface TimeIndex {
  readonly index: string;
  readonly said: readonly SqlText[];
}

/** Of the indexes in order of time the one that passes over most of what does not match. */
function timeIndexOf({ equal }: RunConditions): TimeIndex {
  const [prefix] = equal;
  if (prefix === undefined) return { index: "Run_startedAtMs_idx", said: [] };
  const { column, value } = prefix;
  return { index: `Run_${column}_startedAtMs_idx`, said: [sql`${rawSql(`r."${column}"`)} = ${value}`] };
}

/** Where a stretch of `length` runs before `endMs` begins; `undefined` when fewer are left. */
async function stretchStart(
  client: Client,
  filter: RunFilter,
  {
    index,
    said,
    endMs = filter.toMs,
    length,
  }: TimeIndex & { readonly endMs: number | undefined; readonly length: number },
): Promise<number | undefined> {
  const where = allOf([
    ...said,
    ...(filter.fromMs === undefined ? [] : [sql`r."startedAtMs" >= ${filter.fromMs}`]),
    ...(endMs === undefined ? [] : [sql`r."startedAtMs" < ${endMs}`]),
  ]);
  const [row] = await rowsOf(
    client,
    sql`SELECT +r."startedAtMs" AS ms FROM "Run" r INDEXED BY ${rawSql(`"${index}"`)} WHERE ${where}
      ORDER BY r."startedAtMs" DESC LIMIT 1 OFFSET ${length - 1}`,
  );
  return row === undefined ? undefined : Number(row["ms"]);
}

function statement(query: GroupQuery, from: SqlText, where: SqlText): SqlText {
  const grouped = query.groupBy === undefined ? rawSql("") : sql`GROUP BY ${query.groupBy}`;
  return sql`SELECT ${query.select} FROM ${from} WHERE ${where} ${grouped}`;
}

// A run filter as SQL conditions on the table Run, named r.

import type { NumberRange, RunFilter } from "../../view/run-filter.ts";
import { allOf, joinSql, listOf, rawSql, sql, type SqlText, type SqlValue } from "./sql-text.ts";

/** Fewest characters that the trigram index finds. */
const INDEXED_LENGTH = 3;
/** A shorter term is looked for among so many of the newest runs. */
export const SHORT_TERM_RUNS = 20_000;

/** A condition that rows of another table decide. */
export interface MemberCondition {
  /** Row numbers of all runs that meet it: for few runs. */
  readonly members: SqlText;
  /** The same as a test of runs whose numbers lie in `span`: for many. */
  testIn(span: NumberSpan | undefined): SqlText;
}

/** Row numbers from one to another, both included. */
export interface NumberSpan {
  readonly from: number;
  readonly to: number;
}

/** A filter in the parts that a query plan is made of. */
export interface RunConditions {
  /** On columns of Run itself. */
  readonly own: readonly SqlText[];
  /** Equalities that an index on (column, startedAtMs) begins with. */
  readonly equal: readonly IndexedEquality[];
  /** Queries for row numbers, each of which an index answers, and each of which gives every match. */
  readonly candidates: readonly SqlText[];
  readonly members: readonly MemberCondition[];
  readonly time: readonly SqlText[];
  /** Whether a stretch of rows must be known before its text is searched. */
  readonly hasText: boolean;
  /** Whether only columns of the covering index are used. */
  readonly isCovered: boolean;
  /** The runs among which a term too short for the index is looked for; absent when there is no such term. */
  readonly newest?: SqlText;
}

/** One value of one indexed column. */
export interface IndexedEquality {
  readonly column: IndexedColumn;
  readonly value: SqlValue;
  /** Whether it says all that the filter says about the column. */
  readonly isExact: boolean;
}

/** Columns that an index on (column, startedAtMs) begins with. */
export type IndexedColumn = "status" | "workflow" | "definitionHash" | "sessionId" | "userId";

/** Everything but the time, in one condition that tests a run with a number in `span`. */
export function residualOf(conditions: RunConditions, span?: NumberSpan): SqlText {
  return allOf([...conditions.own, ...conditions.members.map((member) => member.testIn(span))]);
}

/** The whole filter as one condition that tests a run. */
export function conditionOf(conditions: RunConditions): SqlText {
  return allOf([...conditions.time, residualOf(conditions)]);
}

function timeConditions({ fromMs, toMs }: Pick<RunFilter, "fromMs" | "toMs">): SqlText[] {
  const parts: SqlText[] = [];
  if (fromMs !== undefined) parts.push(sql`r."startedAtMs" >= ${fromMs}`);
  if (toMs !== undefined) parts.push(sql`r."startedAtMs" < ${toMs}`);
  return parts;
}

/** Takes a filter apart. */
export function conditionsOf(filter: RunFilter): RunConditions {
  const indexed = indexedConditions(filter);
  const members = memberConditions(filter);
  const short = (filter.texts ?? []).filter((text) => text !== "" && !isIndexable(text));
  const unindexed = [...oneOf("failedStep", filter.failedSteps), ...short.map(shortTermCondition)];
  const time = timeConditions(filter);
  if (short.length > 0) time.push(isNewest("r"));
  return {
    own: [...indexed, ...unindexed],
    equal: equalities(filter),
    candidates: [
      ...members.map((member) => member.members),
      ...indexed.map((condition) => sql`SELECT r."number" FROM "Run" r WHERE ${condition}`),
      ...(time.length === 0 ? [] : [sql`SELECT r."number" FROM "Run" r WHERE ${allOf(time)}`]),
    ],
    members,
    time,
    hasText: filter.texts?.some(isIndexable) === true,
    isCovered: isCovered(filter),
    ...(short.length === 0 ? {} : { newest: sql`SELECT n."number" FROM "Run" n WHERE ${isNewest("n")}` }),
  };
}

/** Conditions that an index on their column answers. */
function indexedConditions(filter: RunFilter): SqlText[] {
  return [
    ...(filter.statuses === undefined || filter.statuses.length === 0 ? [] : [statusCondition(filter.statuses)]),
    ...oneOf("workflow", filter.workflows),
    ...oneOf("definitionHash", filter.definitionHashes),
    ...oneOf("sessionId", filter.sessionIds),
    ...oneOf("userId", filter.userIds),
    ...oneOf("parentRunId", filter.parentRunIds),
    ...rangeConditions("durationMs", filter.durationMs),
    ...rangeConditions("activeMs", filter.activeMs),
    ...rangeConditions("retries", filter.retries),
    ...rangeConditions("totalTokens", filter.totalTokens),
    ...rangeConditions("costUsd", filter.costUsd),
  ];
}

function oneOf(column: string, values: readonly string[] | undefined): SqlText[] {
  if (values === undefined || values.length === 0) return [];
  return [sql`r.${rawSql(`"${column}"`)} IN ${listOf(values)}`];
}

function equalities(filter: RunFilter): IndexedEquality[] {
  const single = (column: IndexedColumn, values: readonly string[] | undefined): IndexedEquality[] => {
    const [value] = values ?? [];
    if (values?.length !== 1 || value === undefined) return [];
    if (column !== "status" || (value !== "running" && value !== "retrying")) return [{ column, value, isExact: true }];
    return [{ column, value: "running", isExact: false }];
  };
  return [
    ...single("sessionId", filter.sessionIds),
    ...single("userId", filter.userIds),
    ...single("definitionHash", filter.definitionHashes),
    ...single("status", filter.statuses),
    ...single("workflow", filter.workflows),
  ];
}

/** Filters on these fields alone are answered from the index Run_overview_idx, without reading a row. */
function isCovered(filter: RunFilter): boolean {
  const covered = new Set(["statuses", "workflows", "fromMs", "toMs", "activeMs", "totalTokens", "costUsd"]);
  const isSet = ([field, value]: readonly [string, unknown]): boolean =>
    value !== undefined && !(Array.isArray(value) && value.length === 0) && !covered.has(field);
  if (filter.statuses?.some((status) => status === "running" || status === "retrying")) return false;
  return !Object.entries(filter).some(isSet);
}

function statusCondition(statuses: NonNullable<RunFilter["statuses"]>): SqlText {
  const plain = statuses.filter((status) => status !== "running" && status !== "retrying");
  const parts: SqlText[] = [];
  if (plain.length > 0) parts.push(sql`r."status" IN ${listOf(plain)}`);
  const isRunning = statuses.includes("running");
  const isRetrying = statuses.includes("retrying");
  if (isRunning && isRetrying) parts.push(sql`r."status" = 'running'`);
  else if (isRunning) parts.push(sql`(r."status" = 'running' AND r."backingOff" = 0)`);
  else if (isRetrying) parts.push(sql`(r."status" = 'running' AND r."backingOff" > 0)`);
  return sql`(${joinSql(parts, " OR ")})`;
}

function rangeConditions(column: string, range: NumberRange | undefined): SqlText[] {
  const name = rawSql(`r."${column}"`);
  const parts: SqlText[] = [];
  if (range?.min !== undefined) parts.push(sql`${name} >= ${range.min}`);
  if (range?.max !== undefined) parts.push(sql`${name} <= ${range.max}`);
  return parts;
}

function memberConditions(filter: RunFilter): MemberCondition[] {
  const conditions: MemberCondition[] = [];
  const add = (table: string, column: string, values: readonly string[] | undefined) => {
    if (values === undefined || values.length === 0) return;
    const from = sql`SELECT m."runNumber" FROM ${rawSql(`"${table}"`)} m WHERE m.${rawSql(`"${column}"`)} IN ${listOf(values)}`;
    conditions.push({ members: from, testIn: () => sql`EXISTS (${from} AND m."runNumber" = r."number")` });
  };
  add("RunTag", "tag", filter.tags);
  add("RunModel", "model", filter.models);
  if (filter.steps !== undefined && filter.steps.length > 0) {
    const from = sql`SELECT m."runNumber" FROM "RunStep" m WHERE m."step" IN ${listOf(filter.steps)}`;
    // The primary key of RunStep begins with the run's id.
    conditions.push({ members: from, testIn: () => sql`EXISTS (${from} AND m."runId" = r."id")` });
  }
  for (const text of filter.texts ?? []) {
    if (isIndexable(text)) conditions.push(textCondition(text));
  }
  return conditions;
}

function isIndexable(text: string): boolean {
  return Array.from(text).length >= INDEXED_LENGTH;
}

function textCondition(text: string): MemberCondition {
  // Quoted: nothing in it is an operator of the search language.
  const phrase = `"${text.replaceAll('"', '""')}"`;
  const found = sql`SELECT s."rowid" FROM "RunSearch" s WHERE s."RunSearch" MATCH ${phrase}`;
  const prefix = /^[0-9a-f-]{8,36}$/i.test(text) ? text.toLowerCase() : undefined;
  const byId =
    prefix === undefined
      ? undefined
      : sql`SELECT i."number" FROM "Run" i WHERE i."id" BETWEEN ${prefix} AND ${`${prefix}~`}`;
  const all = byId === undefined ? found : sql`${found} UNION ${byId}`;
  const within = ({ from, to }: NumberSpan): SqlText => {
    // The index is asked for one stretch of rows: asking it row by row costs far more. It skips to the stretch only when
    // the bounds are integers, and numbers are bound as reals.
    const part = sql`${found} AND s."rowid" BETWEEN CAST(${from} AS INTEGER) AND CAST(${to} AS INTEGER)`;
    return byId === undefined ? part : sql`${part} UNION ${byId}`;
  };
  return { members: all, testIn: (span) => sql`r."number" IN (${span === undefined ? all : within(span)})` };
}

function shortTermCondition(text: string): SqlText {
  const pattern = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const columns = ["inputPreview", "resultPreview", "errorMessage", "workflow", "input", "result"];
  const anyColumn = joinSql(
    columns.map((column) => sql`r.${rawSql(`"${column}"`)} LIKE ${pattern} ESCAPE '\\'`),
    " OR ",
  );
  return sql`${isNewest("r")} AND (${anyColumn})`;
}

function isNewest(table: "r" | "n"): SqlText {
  const bound = rawSql(`SELECT b."startedAtMs" FROM "Run" b INDEXED BY "Run_startedAtMs_idx"
    ORDER BY b."startedAtMs" DESC LIMIT 1 OFFSET ${SHORT_TERM_RUNS}`);
  return sql`${rawSql(`${table}."startedAtMs"`)} >= coalesce((${bound}), 0)`;
}

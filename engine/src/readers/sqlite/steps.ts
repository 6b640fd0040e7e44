// Steps: what each did in a run, and over many runs.

import type { RunStepRow, StepStatistics } from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import { mergeStepRows } from "../merge-step-rows.ts";
import { conditionOf, conditionsOf } from "./run-conditions.ts";
import { type Client, type Row, rowsOf } from "./run-query.ts";
import { allOf, listOf, rawSql, sql, type SqlText } from "./sql-text.ts";

/** Statistics are of so many of the newest rows. */
const STATISTICS_ROWS = 10_000;

const COLUMNS = rawSql(`s."runId" AS runId, s."step" AS step, s."workflow" AS workflow, s."count" AS executions,
  s."failures" AS failures, s."retries" AS retries, s."totalMs" AS totalMs, s."minMs" AS minMs, s."maxMs" AS maxMs,
  s."p50Ms" AS p50Ms, s."p95Ms" AS p95Ms, s."queueMs" AS queueMs`);

/** The steps of some runs. */
export async function readRunSteps(client: Client, runIds: readonly string[]): Promise<readonly RunStepRow[]> {
  if (runIds.length === 0) return [];
  const rows = await rowsOf(
    client,
    sql`SELECT ${COLUMNS} FROM "RunStep" s WHERE s."runId" IN ${listOf(runIds)}
    ORDER BY s."runId", s."step"`,
  );
  return rows.map(stepRowOf);
}

/** Per step, over the newest rows of the runs that match. */
export async function readStepStatistics(client: Client, filter: RunFilter): Promise<readonly StepStatistics[]> {
  const rows = await rowsOf(client, isOfSteps(filter) ? stepQuery(filter) : runQuery(filter));
  return mergeStepRows(rows.map(stepRowOf));
}

/** Filters on these alone are answered by the table of steps itself. */
function isOfSteps(filter: RunFilter): boolean {
  const own = new Set(["workflows", "steps", "fromMs", "toMs"]);
  return Object.entries(filter).every(([field, value]) => value === undefined || own.has(field));
}

function stepQuery({ workflows = [], steps = [], fromMs, toMs }: RunFilter): SqlText {
  const where = allOf([
    ...(workflows.length === 0 ? [] : [sql`s."workflow" IN ${listOf(workflows)}`]),
    ...(steps.length === 0 ? [] : [sql`s."step" IN ${listOf(steps)}`]),
    ...(fromMs === undefined ? [] : [sql`s."startedAtMs" >= ${fromMs}`]),
    ...(toMs === undefined ? [] : [sql`s."startedAtMs" < ${toMs}`]),
  ]);
  return sql`SELECT ${COLUMNS} FROM "RunStep" s WHERE ${where} ORDER BY s."startedAtMs" DESC LIMIT ${STATISTICS_ROWS}`;
}

function runQuery(filter: RunFilter): SqlText {
  const runs = sql`SELECT r."id" FROM "Run" r WHERE ${conditionOf(conditionsOf(filter))} ORDER BY r."startedAtMs" DESC LIMIT 5000`;
  return sql`SELECT ${COLUMNS} FROM "RunStep" s WHERE s."runId" IN (${runs}) LIMIT ${STATISTICS_ROWS}`;
}

function stepRowOf(row: Row): RunStepRow {
  return {
    runId: String(row["runId"]),
    step: String(row["step"]),
    workflow: String(row["workflow"]),
    executions: Number(row["executions"]),
    failures: Number(row["failures"]),
    retries: Number(row["retries"]),
    totalMs: Number(row["totalMs"]),
    minMs: Number(row["minMs"]),
    maxMs: Number(row["maxMs"]),
    p50Ms: Number(row["p50Ms"]),
    p95Ms: Number(row["p95Ms"]),
    queueMs: Number(row["queueMs"]),
  };
}

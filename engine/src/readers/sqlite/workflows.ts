// Workflows by name, their versions, and the values that filters offer.

import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type { WorkflowSummary } from "../../view/reader-statistics.ts";
import { weightedPercentile } from "../weighted-percentile.ts";
import { sumOf } from "./run-counts.ts";
import { groupRuns } from "./run-groups.ts";
import { type Client, type Row, rowsOf } from "./run-query.ts";
import { rawSql, sql, type SqlText } from "./sql-text.ts";

const DAY_MS = 86_400_000;
const SUMMARY_DAYS = 30;
const BUDGET_MS = 800;
/** Values offered for a field, and how many of the newest rows they are taken from. */
const VALUES = 200;
const VALUE_ROWS = 20_000;

/** A field whose values filters offer. */
export type ValueField = "workflow" | "tag" | "step" | "model" | "sessionId" | "userId";

const FIELD_TABLES: Readonly<Record<ValueField, readonly [table: string, column: string, order: string]>> = {
  workflow: ["Run", "workflow", "startedAtMs"],
  tag: ["RunTag", "tag", "rowid"],
  step: ["RunStep", "step", "rowid"],
  model: ["RunModel", "model", "startedAtMs"],
  sessionId: ["Run", "sessionId", "startedAtMs"],
  userId: ["Run", "userId", "startedAtMs"],
};

/** The value of activeMs for percentiles: groups of values within 1 % of each other share their mean. */
export const ACTIVE_GROUP: SqlText = rawSql(`CAST(ln(max(r."activeMs", 0.001)) * 100 AS INTEGER)`);

/** The graph with this hash. */
export async function readGraph(client: Client, definitionHash: string): Promise<WorkflowGraph | undefined> {
  const row = await client.workflow.findUnique({ where: { hash: definitionHash }, select: { graph: true } });
  return row === null ? undefined : (JSON.parse(row.graph) as WorkflowGraph);
}

/** Every workflow, the one that ran last first. */
export async function readWorkflows(client: Client, nowMs: number): Promise<readonly WorkflowSummary[]> {
  const versions = await client.workflow.findMany({
    select: { hash: true, name: true, version: true, firstSeenAtMs: true },
    orderBy: { firstSeenAtMs: "desc" },
  });
  const { rows } = await groupRuns(client, {
    filter: { fromMs: nowMs - SUMMARY_DAYS * DAY_MS },
    select: sql`r."workflow" AS workflow, r."status" AS status, ${ACTIVE_GROUP} AS part, avg(r."activeMs") AS activeMs,
      count(r."activeMs") AS timed, count(*) AS n, max(+r."startedAtMs") AS last`,
    groupBy: rawSql("1, 2, 3"),
    budgetMs: BUDGET_MS,
  });
  const byName = Map.groupBy(rows, (row) => String(row["workflow"]));
  return [...Map.groupBy(versions, (version) => version.name)]
    .map(([workflow, known]) => ({
      workflow,
      versions: known.map((version) => ({
        definitionHash: version.hash,
        ...(version.version === null ? {} : { version: version.version }),
        firstSeenMs: Number(version.firstSeenAtMs),
      })),
      ...countsOf(byName.get(workflow) ?? []),
    }))
    .sort((a, b) => (b.lastStartedAtMs ?? 0) - (a.lastStartedAtMs ?? 0));
}

/** The distinct values of a field among the newest rows, most frequent first. */
export async function readValues(client: Client, field: ValueField, prefix = ""): Promise<readonly string[]> {
  const [table, column, order] = FIELD_TABLES[field];
  const newest = rawSql(`SELECT "${column}" AS value FROM "${table}" ORDER BY "${order}" DESC LIMIT ${VALUE_ROWS}`);
  const pattern = `${prefix.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const rows = await rowsOf(
    client,
    sql`SELECT value FROM (${newest}) WHERE value IS NOT NULL AND value LIKE ${pattern} ESCAPE '\\'
      GROUP BY value ORDER BY count(*) DESC, value LIMIT ${VALUES}`,
  );
  return rows.map((row) => String(row["value"]));
}

function countsOf(rows: readonly Row[]): Omit<WorkflowSummary, "workflow" | "versions"> {
  const ofStatus = (...statuses: readonly string[]) => rows.filter((row) => statuses.includes(String(row["status"])));
  const values = rows.map((row) => ({ value: Number(row["activeMs"]), weight: Number(row["timed"]) }));
  const p50ActiveMs = weightedPercentile(values, 0.5);
  const p95ActiveMs = weightedPercentile(values, 0.95);
  const last = rows.reduce((latest, row) => Math.max(latest, Number(row["last"])), 0);
  return {
    runs: sumOf(rows, "n"),
    failed: sumOf(ofStatus("failed", "timedOut", "stalled"), "n"),
    runningNow: sumOf(ofStatus("running"), "n"),
    waitingNow: sumOf(ofStatus("waiting"), "n"),
    ...(p50ActiveMs === undefined ? {} : { p50ActiveMs }),
    ...(p95ActiveMs === undefined ? {} : { p95ActiveMs }),
    ...(last === 0 ? {} : { lastStartedAtMs: last }),
  };
}

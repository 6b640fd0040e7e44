// Workflows by name, their versions, and the values that filters offer.

import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type { WorkflowSummary } from "../../view/reader-statistics.ts";
import type { RunStatus } from "../../trace/run-status.ts";
import { readBucketTotals } from "./bucket-totals.ts";
import { type Client, numberOf, rowsOf } from "./run-query.ts";
import { rawSql, sql } from "./sql-text.ts";

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
  const range = { fromMs: nowMs - SUMMARY_DAYS * DAY_MS, toMs: Number.MAX_SAFE_INTEGER, buckets: 1 };
  const summaries: WorkflowSummary[] = [];
  for (const [workflow, known] of Map.groupBy(versions, (version) => version.name)) {
    const query = { filter: { workflows: [workflow] }, range };
    const { all } = await readBucketTotals(client, query, { budgetMs: BUDGET_MS, withPercentiles: true });
    const { p50ActiveMs, p95ActiveMs } = all;
    const last = await numberOf(client, sql`SELECT max(r."startedAtMs") FROM "Run" r WHERE r."workflow" = ${workflow}`);
    summaries.push({
      workflow,
      versions: known.map((version) => ({
        definitionHash: version.hash,
        ...(version.version === null ? {} : { version: version.version }),
        firstSeenMs: Number(version.firstSeenAtMs),
      })),
      runs: all.runs,
      failed: all.failed,
      runningNow: await countWith(client, workflow, "running"),
      waitingNow: await countWith(client, workflow, "waiting"),
      ...(p50ActiveMs === undefined ? {} : { p50ActiveMs }),
      ...(p95ActiveMs === undefined ? {} : { p95ActiveMs }),
      ...(last === 0 ? {} : { lastStartedAtMs: last }),
    });
  }
  return summaries.sort((a, b) => (b.lastStartedAtMs ?? 0) - (a.lastStartedAtMs ?? 0));
}

async function countWith(client: Client, workflow: string, status: RunStatus): Promise<number> {
  return numberOf(
    client,
    sql`SELECT count(*) FROM "Run" r WHERE r."status" = ${status} AND +r."workflow" = ${workflow}`,
  );
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

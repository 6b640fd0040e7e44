// Reads whole runs out of a database for `stepscope export`: journal, spans, graph, and the place in the parent run.

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { recordedIds, type StoredParent, type StoredRun } from "../sinks/otel/rebuild-spans.ts";
import { SELECT_PAYLOAD_BODY, withBodies } from "../sinks/sqlite/payload-bodies.ts";
import { blockOfRow, recordsOfBlock } from "../trace/journal-block.ts";
import { TERMINAL_STATUSES } from "../trace/run-status.ts";
import type { RecordOf, RunRecord } from "../trace/record.ts";
import type { SpanData } from "../trace/span-data.ts";

/** Which runs are meant; all that is given must hold. */
export interface RunSelection {
  readonly runIds: readonly string[];
  readonly workflows: readonly string[];
  readonly sinceMs: number | undefined;
}

/** The runs of a selection, oldest first. */
export interface SelectedRuns {
  readonly runIds: readonly string[];
  /** How many were left out because they, or the run they belong to, are not over. */
  readonly unfinished: number;
  /** Ids that were asked for and are not there. */
  readonly missing: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

const OVER: readonly string[] = TERMINAL_STATUSES;

/** An empty list asks for nothing in particular. */
const SELECT_FAMILIES = `WITH RECURSIVE
  wish("ids", "workflows", "sinceMs") AS (SELECT ?, ?, ?),
  asked("id") AS (SELECT "id" FROM "Run", wish WHERE "startedAtMs" >= "sinceMs"
    AND ("ids" = '[]' OR "id" IN (SELECT value FROM json_each("ids")))
    AND ("workflows" = '[]' OR "workflow" IN (SELECT value FROM json_each("workflows")))),
  above("id") AS (SELECT "id" FROM asked UNION
    SELECT "parentRunId" FROM "Run" JOIN above USING ("id") WHERE "parentRunId" IS NOT NULL),
  family("id") AS (SELECT "id" FROM above UNION
    SELECT "Run"."id" FROM "Run" JOIN family ON "Run"."parentRunId" = family."id")
SELECT "id", "status", "parentRunId" FROM "Run" JOIN family USING ("id") ORDER BY "startedAtMs", "number"`;

/** The stored runs of one database. */
export class StoredRuns {
  readonly #database: DatabaseSync;
  readonly #readBody: StatementSync;
  /** The attempts of the run that was a parent last: its children come one after the other. */
  #lastParent: { readonly runId: string; readonly attempts: readonly RecordOf<"step.started">[] } | undefined;

  /** @param database open for reading */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#readBody = database.prepare(SELECT_PAYLOAD_BODY);
  }

  /** Runs that share a trace go together: a child run without its parent would hang under a span that is not there. */
  select({ runIds, workflows, sinceMs }: RunSelection): SelectedRuns {
    const rows = this.#all(
      SELECT_FAMILIES,
      JSON.stringify(runIds),
      JSON.stringify(workflows),
      Math.trunc(sinceMs ?? 0),
    );
    const open = new Set<unknown>();
    const ended = new Set<unknown>();
    for (const { id, status, parentRunId } of rows) {
      // A child of a run that is over goes on no more, whatever it was doing when its process was gone.
      const isOver = OVER.includes(String(status)) || ended.has(parentRunId);
      (isOver && !open.has(parentRunId) ? ended : open).add(id);
    }
    const there = new Set(rows.map(({ id }) => String(id)));
    return { runIds: [...ended].map(String), unfinished: open.size, missing: runIds.filter((id) => !there.has(id)) };
  }

  /** One run, as far as it is stored; undefined when it has been deleted meanwhile. */
  read(runId: string): StoredRun | undefined {
    const [row] = this.#all(
      `SELECT "definitionHash", "graph" FROM "Run" JOIN "Workflow" ON "hash" = "definitionHash" WHERE "id" = ?`,
      runId,
    );
    const records = this.#records(runId);
    if (row === undefined || records.length === 0) return undefined;
    return {
      runId,
      definitionHash: String(row["definitionHash"]),
      // The store wrote it from a graph; here it only comes back.
      graph: JSON.parse(String(row["graph"])) as WorkflowGraph,
      records,
      spans: this.#spans(runId),
      parent: this.#parentOf(records),
    };
  }

  /** The project that runs were sent to live, at this back end. */
  projectAt(endpoint: string): string | undefined {
    const [row] = this.#all(`SELECT "project" FROM "ExportTarget" WHERE "endpoint" = ?`, endpoint);
    return typeof row?.["project"] === "string" ? row["project"] : undefined;
  }

  #records(runId: string): readonly RunRecord[] {
    return this.#all(`SELECT * FROM "JournalBlock" WHERE "runId" = ? ORDER BY "lastSeq"`, runId).flatMap((row) => {
      const block = blockOfRow(row);
      return recordsOfBlock({ ...block, entries: this.#withBodies(block.entries) });
    });
  }

  #spans(runId: string): readonly SpanData[] {
    return this.#all(`SELECT * FROM "Span" WHERE "runId" = ? ORDER BY "number"`, runId).map((row) => {
      const { executionId, parentSpanId, error, events, attributes, ...rest } = row;
      const own = {
        ...rest,
        ...(typeof executionId === "string" ? { executionId } : {}),
        ...(typeof parentSpanId === "string" ? { parentSpanId } : {}),
        ...(typeof error === "string" ? { error: JSON.parse(error) } : {}),
        ...(typeof events === "string" ? { events: JSON.parse(this.#withBodies(events)) } : {}),
        attributes: JSON.parse(this.#withBodies(String(attributes))),
      };
      // The writer made the row from such data; here it only comes back.
      return own as unknown as SpanData;
    });
  }

  /** The span of the attempt that started it, where both are of one trace. */
  #parentOf([first]: readonly RunRecord[]): StoredParent | undefined {
    const parent = first?.kind === "run.started" ? first.data.parent : undefined;
    if (first === undefined || parent === undefined) return undefined;
    if (this.#lastParent?.runId !== parent.runId)
      this.#lastParent = { runId: parent.runId, attempts: this.#records(parent.runId).filter(isAttempt) };
    const attempt = this.#lastParent.attempts.findLast(
      ({ data, timeMs }) => data.executionId === parent.executionId && timeMs <= first.timeMs,
    );
    if (attempt === undefined) return undefined;
    const ids = recordedIds(attempt);
    if (first.traceId !== undefined && first.traceId !== ids.traceId) return undefined;
    return { ids, ...this.#identityOf(parent.runId) };
  }

  /** A run has its own session, else its parent's, else it is one. */
  #identityOf(runId: string): { readonly sessionId: string; readonly userId: string | undefined } {
    const [row] = this.#all(`SELECT "sessionId", "userId", "parentRunId" FROM "Run" WHERE "id" = ?`, runId);
    const above = typeof row?.["parentRunId"] === "string" ? this.#identityOf(row["parentRunId"]) : undefined;
    return {
      sessionId: typeof row?.["sessionId"] === "string" ? row["sessionId"] : (above?.sessionId ?? runId),
      userId: typeof row?.["userId"] === "string" ? row["userId"] : above?.userId,
    };
  }

  #withBodies(text: string): string {
    return withBodies(text, (hash) => this.#readBody.get(hash)?.["body"]);
  }

  #all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#database.prepare(sql).all(...values);
  }
}

function isAttempt(record: RunRecord): record is RecordOf<"step.started"> {
  return record.kind === "step.started";
}

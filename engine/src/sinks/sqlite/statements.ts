// The prepared statements of the writer, each made once.

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { RUN_CHANGING_COLUMNS, RUN_FIXED_COLUMNS, RUN_PROGRESS_COLUMNS } from "./run-draft.ts";
import { BLOCK_COLUMNS } from "./stored-block.ts";
import { SELECT_PAYLOAD_BODY } from "./payload-bodies.ts";

const SPAN_COLUMNS = [
  "runId",
  "executionId",
  "traceId",
  "spanId",
  "parentSpanId",
  "name",
  "kind",
  "startTimeMs",
  "endTimeMs",
  "status",
  "error",
  "attributes",
  "events",
  "model",
  "provider",
  "promptTokens",
  "completionTokens",
  "cacheReadTokens",
  "reasoningTokens",
  "costUsd",
  "timeToFirstTokenMs",
] as const;

const STEP_COLUMNS = [
  "runId",
  "step",
  "runNumber",
  "workflow",
  "startedAtMs",
  "count",
  "failures",
  "retries",
  "totalMs",
  "minMs",
  "maxMs",
  "p50Ms",
  "p95Ms",
  "queueMs",
] as const;

const MODEL_COLUMNS = [
  "runNumber",
  "model",
  "provider",
  "startedAtMs",
  "calls",
  "promptTokens",
  "completionTokens",
  "totalTokens",
  "costUsd",
] as const;

/** Everything the writer says to SQLite, except pragmas and BEGIN, COMMIT, ROLLBACK. */
export interface Statements {
  readonly insertWorkflow: StatementSync;
  readonly insertBlock: StatementSync;
  readonly insertRun: StatementSync;
  readonly updateRun: StatementSync;
  readonly updateProgress: StatementSync;
  readonly insertTag: StatementSync;
  readonly replaceStep: StatementSync;
  readonly replaceModel: StatementSync;
  readonly replaceSearch: StatementSync;
  readonly insertSpan: StatementSync;
  readonly insertPayload: StatementSync;
  readonly usePayload: StatementSync;
  readonly insertOutbox: StatementSync;
  readonly findRun: StatementSync;
  readonly readBlocks: StatementSync;
  readonly readPayload: StatementSync;
}

/** Prepares them on an open database. */
export function prepareStatements(database: DatabaseSync): Statements {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    insertWorkflow: prepare(
      `INSERT OR IGNORE INTO "Workflow" ("hash", "name", "version", "graph", "firstSeenAtMs") VALUES (?, ?, ?, ?, ?)`,
    ),
    insertBlock: prepare(insert('INSERT INTO "JournalBlock"', BLOCK_COLUMNS)),
    insertRun: prepare(insert('INSERT INTO "Run"', [...RUN_FIXED_COLUMNS, ...RUN_CHANGING_COLUMNS])),
    updateRun: prepare(updateOfRun(RUN_CHANGING_COLUMNS)),
    // SQLite writes every index anew that a named column is in, changed or not.
    updateProgress: prepare(updateOfRun(RUN_PROGRESS_COLUMNS)),
    insertTag: prepare(insert('INSERT OR IGNORE INTO "RunTag"', ["runNumber", "tag", "startedAtMs"])),
    replaceStep: prepare(insert('INSERT OR REPLACE INTO "RunStep"', STEP_COLUMNS)),
    replaceModel: prepare(insert('INSERT OR REPLACE INTO "RunModel"', MODEL_COLUMNS)),
    replaceSearch: prepare(
      insert('INSERT OR REPLACE INTO "RunSearch"', ["rowid", "input", "output", "error", "names"]),
    ),
    insertSpan: prepare(insert('INSERT INTO "Span"', SPAN_COLUMNS)),
    insertPayload: prepare(insert('INSERT OR IGNORE INTO "Payload"', ["hash", "body", "bytes", "createdAtMs"])),
    usePayload: prepare(insert('INSERT OR IGNORE INTO "PayloadUse"', ["hash", "runNumber"])),
    insertOutbox: prepare(
      insert('INSERT INTO "ExportOutbox"', ["runId", "traceId", "spanId", "body", "bytes", "createdAtMs", "dueAtMs"]),
    ),
    findRun: prepare(`SELECT "number", "lastSeq", "recordsDropped" FROM "Run" WHERE "id" = ?`),
    readPayload: prepare(SELECT_PAYLOAD_BODY),
    readBlocks: prepare(`SELECT * FROM "JournalBlock" WHERE "runId" = ? AND "lastSeq" >= ? ORDER BY "lastSeq"`),
  };
}

function updateOfRun(columns: readonly string[]): string {
  return `UPDATE "Run" SET ${columns.map((column) => `"${column}" = ?`).join(", ")} WHERE "number" = ?`;
}

function insert(into: string, columns: readonly string[]): string {
  const names = columns.map((column) => `"${column}"`).join(", ");
  return `${into} (${names}) VALUES (${columns.map(() => "?").join(", ")})`;
}

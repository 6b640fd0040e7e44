// Deletes old runs, with everything that belongs to them, a few at a time.

import type { DatabaseSync } from "node:sqlite";
import { TERMINAL_STATUSES } from "../../trace/run-status.ts";
import type { RetentionPolicy } from "./writer-protocol.ts";

/** Runs looked at, and records deleted, in one transaction: others wait no longer than that. */
const RUNS_PER_STEP = 500;
const RECORDS_PER_STEP = 20_000;
/** Free pages given back to the file system after a step. */
const VACUUM_PAGES = 2_000;
/** Fewer free pages are left for what comes next. */
const FREE_PAGES = 100;

const OVER = TERMINAL_STATUSES.map((status) => `'${status}'`).join(", ");

/** What one step deleted. */
export interface PruneStep {
  readonly runs: number;
  readonly records: number;
  /** Whether nothing is left to delete. */
  readonly isDone: boolean;
}

/** Deletes the oldest runs that `policy` does not keep, in one short transaction. */
export function pruneStep(database: DatabaseSync, policy: RetentionPolicy, nowMs: number): PruneStep {
  const candidates = findCandidates(database, policy, nowMs);
  if (candidates.length === 0) return { runs: 0, records: 0, isDone: !shrink(database) };
  const deletedIds: string[] = [];
  let records = 0;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const run of candidates) {
      if (records >= RECORDS_PER_STEP) break;
      const left = RECORDS_PER_STEP - records;
      const deleted = deleteRecords(database, run.id, left);
      records += deleted;
      // The rest of a long journal goes in the next step; its row goes last.
      if (deleted >= left) break;
      deleteRun(database, run);
      deletedIds.push(run.id);
    }
    deleteWaitingSpans(database, deletedIds);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
  shrink(database);
  return { runs: deletedIds.length, records, isDone: false };
}

/** How many runs the policy does not keep: exactly by age and count, about so many by size. */
export function countPrunable(database: DatabaseSync, policy: RetentionPolicy, nowMs: number): number {
  const count = (condition: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM "Run" WHERE "status" IN (${OVER}) ${condition}`).get()?.["n"]);
  const over = count("");
  const { maxAgeMs, maxRuns, maxBytes } = policy;
  const old = maxAgeMs === undefined ? 0 : count(`AND "endedAtMs" < ${Math.trunc(nowMs - maxAgeMs)}`);
  const surplus = maxRuns === undefined ? 0 : over - maxRuns;
  const bytes = storedBytes(database);
  const large = maxBytes === undefined || bytes <= maxBytes ? 0 : Math.ceil((over * (bytes - maxBytes)) / bytes);
  // All three take the oldest first.
  return Math.max(old, surplus, large, 0);
}

/** Gives free pages back to the file system; whether many are left. */
function shrink(database: DatabaseSync): boolean {
  if (pragma(database, "freelist_count") < FREE_PAGES) return false;
  // A statement: exec would stop at the first page that the pragma gives back.
  database.prepare(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`).all();
  return pragma(database, "freelist_count") >= FREE_PAGES;
}

interface Candidate {
  readonly id: string;
  readonly number: number;
}

function findCandidates(database: DatabaseSync, policy: RetentionPolicy, nowMs: number): Candidate[] {
  const { maxAgeMs, maxRuns, maxBytes } = policy;
  if (maxAgeMs !== undefined) {
    const tooOld = oldest(database, `AND "endedAtMs" < ${Math.trunc(nowMs - maxAgeMs)}`, RUNS_PER_STEP);
    if (tooOld.length > 0) return tooOld;
  }
  if (maxRuns !== undefined) {
    const count = database.prepare(`SELECT count(*) AS n FROM "Run" WHERE "status" IN (${OVER})`).get();
    const surplus = Number(count?.["n"] ?? 0) - maxRuns;
    if (surplus > 0) return oldest(database, "", Math.min(surplus, RUNS_PER_STEP));
  }
  if (maxBytes === undefined) return [];
  const bytes = storedBytes(database);
  if (bytes <= maxBytes) return [];
  // As many as the surplus takes if all runs were alike; a little less, since the next step looks again.
  const count = Number(database.prepare(`SELECT count(*) AS n FROM "Run"`).get()?.["n"] ?? 0);
  const share = Math.ceil((count * (bytes - maxBytes) * 0.8) / bytes);
  return oldest(database, "", Math.max(1, Math.min(share, RUNS_PER_STEP)));
}

function oldest(database: DatabaseSync, condition: string, limit: number): Candidate[] {
  const from = `SELECT "id", "number" FROM "Run" INDEXED BY "Run_startedAtMs_idx"`;
  const sql = `${from} WHERE "status" IN (${OVER}) ${condition} ORDER BY "startedAtMs" LIMIT ?`;
  return database
    .prepare(sql)
    .all(limit)
    .map((row) => ({ id: String(row["id"]), number: Number(row["number"]) }));
}

/** Bytes of pages in use. */
function storedBytes(database: DatabaseSync): number {
  return (pragma(database, "page_count") - pragma(database, "freelist_count")) * pragma(database, "page_size");
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
}

/** Deletes at least `limit` records of a run, the newest first, or all it has; gives how many. */
function deleteRecords(database: DatabaseSync, runId: string, limit: number): number {
  const newest = `SELECT "firstSeq", "lastSeq" FROM "JournalBlock" WHERE "runId" = ? ORDER BY "lastSeq" DESC`;
  let records = 0;
  let fromSeq = 1;
  for (const row of database.prepare(newest).iterate(runId)) {
    fromSeq = Number(row["lastSeq"]);
    records += fromSeq - Number(row["firstSeq"]) + 1;
    if (records >= limit) break;
  }
  database.prepare(`DELETE FROM "JournalBlock" WHERE "runId" = ? AND "lastSeq" >= ?`).run(runId, fromSeq);
  return records;
}

/** What still waits to be sent of these runs: in one pass, because nobody else looks for the spans of a run. */
function deleteWaitingSpans(database: DatabaseSync, runIds: readonly string[]): void {
  if (runIds.length === 0) return;
  const sql = `DELETE FROM "ExportOutbox" WHERE "runId" IN (SELECT "value" FROM json_each(?))`;
  database.prepare(sql).run(JSON.stringify(runIds));
}

function deleteRun(database: DatabaseSync, { id, number }: Candidate): void {
  const run = (sql: string, ...values: (string | number)[]) => database.prepare(sql).run(...values);
  run(`DELETE FROM "Span" WHERE "runId" = ?`, id);
  run(`DELETE FROM "RunStep" WHERE "runId" = ?`, id);
  run(`DELETE FROM "RunTag" WHERE "runNumber" = ?`, number);
  run(`DELETE FROM "RunModel" WHERE "runNumber" = ?`, number);
  run(`DELETE FROM "RunSearch" WHERE "rowid" = ?`, number);
  const payloads = database.prepare(`SELECT "hash" FROM "PayloadUse" WHERE "runNumber" = ?`).all(number);
  run(`DELETE FROM "PayloadUse" WHERE "runNumber" = ?`, number);
  for (const { hash } of payloads) {
    const text = String(hash);
    run(
      `DELETE FROM "Payload" WHERE "hash" = ? AND NOT EXISTS (SELECT 1 FROM "PayloadUse" WHERE "hash" = ?)`,
      text,
      text,
    );
  }
  run(`DELETE FROM "Run" WHERE "number" = ?`, number);
}

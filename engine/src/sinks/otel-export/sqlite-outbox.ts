// The outbox in the database file. The writer thread adds rows; this end sends, confirms and deletes them.

import { DatabaseSync, type StatementSync } from "node:sqlite";

import type { Outbox, OutboxCounts, PendingSpan, SentSpan, TargetNews } from "./outbox.ts";
import { projectOf } from "./otlp-project.ts";

/** How long a statement waits for another writer; the exporter's loop tries again later. */
const LOCK_TIMEOUT_MS = 250;

const PARTS_PER_QUERY = 512;

/** Spans in the table `ExportOutbox`, and where they go in `ExportTarget`. */
export class SqliteOutbox implements Outbox {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #endpoint: string;
  readonly #project: string | undefined;
  /** How often a span was looked for: only worth keeping while this process lasts. */
  readonly #checks = new Map<number, number>();

  /** @param path an existing, migrated database */
  constructor(path: string, target: { readonly endpoint: string; readonly project?: string | undefined }) {
    this.#endpoint = target.endpoint;
    this.#project = target.project;
    this.#database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS });
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    this.#statements = prepare(this.#database);
  }

  takePending(
    limits: { readonly count: number; readonly bytes: number; readonly leaseMs: number | undefined },
    nowMs: number,
  ): readonly PendingSpan[] {
    const take = () => {
      const rows: PendingSpan[] = [];
      let bytes = 0;
      for (const row of this.#statements.pending.iterate(nowMs, limits.count)) {
        const span = pendingOf(row);
        if (rows.length > 0 && bytes + span.body.length > limits.bytes) break;
        bytes += span.body.length;
        rows.push(span);
      }
      return rows;
    };
    if (limits.leaseMs === undefined) return take();
    const leaseMs = limits.leaseMs;
    return this.#transaction(() => {
      const rows = take();
      this.#statements.due.run(nowMs + leaseMs, idsOf(rows));
      return rows;
    });
  }

  markSent(spans: readonly PendingSpan[], nowMs: number, checkAtMs: number): void {
    this.#transaction(() => this.#statements.sent.run(nowMs, checkAtMs, idsOf(spans)));
  }

  takeDueChecks(count: number, nowMs: number): readonly SentSpan[] {
    return this.#statements.checks.all(nowMs, Math.min(count, PARTS_PER_QUERY)).map((row) => {
      const number = Number(row["number"]);
      return {
        number,
        spanId: String(row["spanId"]),
        project: projectOf(bytesOf(row["body"])),
        sentAtMs: Number(row["sentAtMs"]),
        checks: this.#checks.get(number) ?? 0,
      };
    });
  }

  checkLater(numbers: readonly number[], dueAtMs: number): void {
    for (const number of numbers) this.#checks.set(number, (this.#checks.get(number) ?? 0) + 1);
    this.#transaction(() => this.#statements.due.run(dueAtMs, JSON.stringify(numbers)));
  }

  sendAgain(numbers: readonly number[], nowMs: number): void {
    this.#forget(numbers);
    this.#transaction(() => this.#statements.again.run(nowMs, JSON.stringify(numbers)));
  }

  remove(numbers: readonly number[]): void {
    this.#forget(numbers);
    this.#transaction(() => this.#statements.remove.run(JSON.stringify(numbers)));
  }

  release(numbers: readonly number[], dueAtMs: number): void {
    this.#transaction(() => this.#statements.due.run(dueAtMs, JSON.stringify(numbers)));
  }

  park(numbers: readonly number[], reason: string): void {
    this.#transaction(() => this.#statements.park.run(reason, JSON.stringify(numbers)));
  }

  unpark(nowMs: number): number {
    return this.#transaction(() => Number(this.#statements.unpark.run(nowMs).changes));
  }

  counts(): OutboxCounts {
    const counts = { pending: 0, sent: 0, parked: 0 };
    for (const row of this.#statements.counts.all()) {
      const state = row["state"];
      if (state === "pending" || state === "sent" || state === "parked") counts[state] = Number(row["count"]);
    }
    return counts;
  }

  confirmed(): number {
    return Number(this.#statements.confirmed.get(this.#endpoint)?.["confirmed"] ?? 0);
  }

  note(news: TargetNews): void {
    this.#transaction(() =>
      this.#statements.note.run(
        this.#endpoint,
        this.#project ?? null,
        news.confirmed ?? 0,
        news.sentAtMs ?? null,
        news.confirmed === undefined ? null : Date.now(),
        news.error?.message ?? null,
        news.error?.atMs ?? null,
      ),
    );
  }

  nextDueMs(): number | undefined {
    const dueAtMs = this.#statements.nextDue.get()?.["dueAtMs"];
    return typeof dueAtMs === "number" ? dueAtMs : undefined;
  }

  close(): void {
    this.#database.close();
  }

  #forget(numbers: readonly number[]): void {
    for (const number of numbers) this.#checks.delete(number);
  }

  #transaction<T>(change: () => T): T {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const result = change();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

function prepare(
  database: DatabaseSync,
): Readonly<
  Record<
    | "pending"
    | "sent"
    | "checks"
    | "due"
    | "again"
    | "remove"
    | "park"
    | "unpark"
    | "counts"
    | "confirmed"
    | "note"
    | "nextDue",
    StatementSync
  >
> {
  const these = `WHERE "number" IN (SELECT value FROM json_each(?))`;
  return {
    pending: database.prepare(
      `SELECT "number", "runId", "traceId", "spanId", "body" FROM "ExportOutbox" WHERE "state" = 'pending' AND "dueAtMs" <= ? ORDER BY "dueAtMs", "number" LIMIT ?`,
    ),
    sent: database.prepare(
      `UPDATE "ExportOutbox" SET "state" = 'sent', "sentAtMs" = ?, "dueAtMs" = ?, "attempts" = "attempts" + 1 ${these}`,
    ),
    checks: database.prepare(
      `SELECT "number", "spanId", "body", "sentAtMs" FROM "ExportOutbox" WHERE "state" = 'sent' AND "dueAtMs" <= ? ORDER BY "dueAtMs", "number" LIMIT ?`,
    ),
    due: database.prepare(`UPDATE "ExportOutbox" SET "dueAtMs" = ? ${these}`),
    again: database.prepare(`UPDATE "ExportOutbox" SET "state" = 'pending', "dueAtMs" = ? ${these}`),
    remove: database.prepare(`DELETE FROM "ExportOutbox" ${these}`),
    park: database.prepare(`UPDATE "ExportOutbox" SET "state" = 'parked', "lastError" = ? ${these}`),
    unpark: database.prepare(
      `UPDATE "ExportOutbox" SET "state" = 'pending', "dueAtMs" = ?, "lastError" = NULL WHERE "state" = 'parked'`,
    ),
    counts: database.prepare(`SELECT "state", count(*) AS "count" FROM "ExportOutbox" GROUP BY "state"`),
    confirmed: database.prepare(`SELECT "confirmed" FROM "ExportTarget" WHERE "endpoint" = ?`),
    note: database.prepare(
      `INSERT INTO "ExportTarget" ("endpoint", "project", "confirmed", "lastSentAtMs", "lastConfirmedAtMs", "lastError", "lastErrorAtMs") VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT ("endpoint") DO UPDATE SET "confirmed" = "confirmed" + excluded."confirmed",
         "project" = coalesce(excluded."project", "project"),
         "lastSentAtMs" = coalesce(excluded."lastSentAtMs", "lastSentAtMs"),
         "lastConfirmedAtMs" = coalesce(excluded."lastConfirmedAtMs", "lastConfirmedAtMs"),
         "lastError" = coalesce(excluded."lastError", "lastError"),
         "lastErrorAtMs" = coalesce(excluded."lastErrorAtMs", "lastErrorAtMs")`,
    ),
    nextDue: database.prepare(
      `SELECT min("dueAtMs") AS "dueAtMs" FROM "ExportOutbox" WHERE "state" IN ('pending', 'sent')`,
    ),
  };
}

function pendingOf(row: Readonly<Record<string, unknown>>): PendingSpan {
  const runId = row["runId"];
  return {
    number: Number(row["number"]),
    ...(typeof runId === "string" ? { runId } : {}),
    traceId: String(row["traceId"]),
    spanId: String(row["spanId"]),
    body: bytesOf(row["body"]),
  };
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

function idsOf(rows: readonly { readonly number: number }[]): string {
  return JSON.stringify(rows.map((row) => row.number));
}

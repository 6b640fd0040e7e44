// Keeps the write-ahead log from growing without end while readers come and go.

import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

const LARGE_BYTES = 64 * 1_024 * 1_024;
const CHECK_MS = 1_000;

const checkedAtMs = new WeakMap<DatabaseSync, number>();

/** Moves a large log into the database and cuts it to nothing, if no reader needs it just now. At most once a second. */
export function truncateLargeWal(database: DatabaseSync, path: string, nowMs: number = Date.now()): void {
  if (nowMs - (checkedAtMs.get(database) ?? 0) < CHECK_MS) return;
  checkedAtMs.set(database, nowMs);
  const bytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > LARGE_BYTES) database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

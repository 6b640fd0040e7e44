// Opens the database for writing: prepared, private, in WAL mode, with its safety settings said aloud.

import { DatabaseSync } from "node:sqlite";
import { type PreparedDatabase, prepareDatabase } from "@stepscope/database/migrate";
import type { WriterSettings } from "./writer-protocol.ts";

/** How long one statement waits for a lock before the writer's own back-off takes over. */
const LOCK_TIMEOUT_MS = 50;
/** The WAL file is cut back to this size after a checkpoint. */
const WAL_LIMIT_BYTES = 64 * 1_024 * 1_024;
/** Pages in the WAL before it is moved into the database: often enough to bound it, seldom enough to merge writes. */
const CHECKPOINT_PAGES = 8_000;

/** An open connection and what was done to get it. */
export interface WriterDatabase {
  readonly database: DatabaseSync;
  readonly prepared: PreparedDatabase;
}

/** @throws DatabaseError, see `prepareDatabase`. */
export function openWriterDatabase(settings: Omit<WriterSettings, "progress">): WriterDatabase {
  const { path, init, allowNetworkFileSystem } = settings;
  const prepared = prepareDatabase(path, { init, allowNetworkFileSystem });
  // References are kept whole by the writer, in one transaction; checking each again would cost every insert.
  const database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS, enableForeignKeyConstraints: false });
  database.exec("PRAGMA journal_mode = WAL");
  // NORMAL survives the death of the process, and of the machine without its last moments; FULL survives both.
  database.exec(`PRAGMA synchronous = ${settings.durability === "acknowledged" ? "FULL" : "NORMAL"}`);
  database.exec(`PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
  return { database, prepared };
}

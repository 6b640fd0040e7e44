// A Prisma client over a database file, through Node's own SQLite.

import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { assertReadable } from "./migrate.ts";
import { nodeSqliteAdapter } from "./node-sqlite-adapter.ts";

export { Prisma, PrismaClient };
export { nodeSqliteAdapter, type NodeSqliteAdapterOptions } from "./node-sqlite-adapter.ts";
export { DatabaseError, resolveDatabasePath } from "./migrate.ts";

/** How long a query waits while another process holds the lock. */
const BUSY_TIMEOUT_MS = 5_000;

/** Options of {@link openClient}. */
export interface ClientOptions {
  /** Never writes the file. @default true */
  readonly readOnly?: boolean;
}

/**
 * Opens a client on an existing, up-to-date database file.
 *
 * @throws DatabaseError when the file is missing, empty, not ours, older or newer.
 *
 * @example
 * ```ts
 * import { openClient, resolveDatabasePath } from "@stepscope/database/client";
 *
 * const client = openClient(resolveDatabasePath());
 * console.log(await client.run.count());
 * await client.$disconnect();
 * ```
 */
export function openClient(path: string, options: ClientOptions = {}): PrismaClient {
  const open = () => openConnection(path, options.readOnly ?? true);
  assertReadable(path, open);
  return new PrismaClient({ adapter: nodeSqliteAdapter({ open }) });
}

function openConnection(path: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(readOnly ? readOnlyLocation(path) : path, { readOnly, timeout: BUSY_TIMEOUT_MS });
  database.exec("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
  return database;
}

/**
 * A WAL database needs its shared-memory file even for reading. Where that can neither be made nor is there,
 * nobody is writing, and the file can be read as one that never changes.
 */
function readOnlyLocation(path: string): string | URL {
  if (existsSync(`${path}-wal`) || isWritable(dirname(path))) return path;
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

// A Prisma client over a database file, through Node's own SQLite.

import { DatabaseSync } from "node:sqlite";
import { Prisma, PrismaClient } from "./generated/client.ts";
import { assertReadable } from "./migrate.ts";
import { nodeSqliteAdapter } from "./node-sqlite-adapter.ts";
import { BUSY_TIMEOUT_MS, openReadOnly } from "./open-read-only.ts";

export { Prisma, PrismaClient };
export { nodeSqliteAdapter, type NodeSqliteAdapterOptions } from "./node-sqlite-adapter.ts";
export { DatabaseError, resolveDatabasePath } from "./migrate.ts";

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
  const database = readOnly ? openReadOnly(path) : new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
  return database;
}

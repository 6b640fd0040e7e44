// Which migrations a database has had, in the table that Prisma's own tools keep.

import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "./database-error.ts";
import type { Migration } from "./migration-list.ts";

const CREATE_HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/** Migrations that are still to be applied, oldest first. */
export function pendingMigrations(
  database: DatabaseSync,
  path: string,
  known: readonly Migration[],
): readonly Migration[] {
  const applied = appliedMigrations(database);
  const unknown = [...applied.keys()].filter((name) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) throw newerSchema(path, { version: applied.size, unknown, known });
  for (const migration of known) {
    const checksum = applied.get(migration.name);
    if (checksum !== undefined && checksum !== migration.checksum) throw changedMigration(path, migration.name);
  }
  return known.filter((migration) => !applied.has(migration.name));
}

/** Applies migrations inside the transaction that is open. */
export function applyMigrations(database: DatabaseSync, migrations: readonly Migration[]): void {
  database.exec(CREATE_HISTORY);
  const insert = database.prepare(
    `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count") VALUES (?, ?, ?, ?, ?, 1)`,
  );
  for (const migration of migrations) {
    const startedAtMs = Date.now();
    database.exec(migration.sql);
    insert.run(randomUUID(), migration.checksum, migration.name, startedAtMs, Date.now());
  }
}

/** Names and checksums of the migrations a database has had. */
function appliedMigrations(database: DatabaseSync): ReadonlyMap<string, string> {
  const applied = new Map<string, string>();
  if (
    database.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'`).get() ===
    undefined
  )
    return applied;
  const rows = database
    .prepare(
      `SELECT "migration_name" AS name, "checksum" AS checksum FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
    )
    .all();
  for (const row of rows) applied.set(String(row["name"]), String(row["checksum"]));
  return applied;
}

interface Newer {
  readonly version: number;
  readonly unknown: readonly string[];
  readonly known: readonly Migration[];
}

function newerSchema(path: string, { version, unknown, known }: Newer): DatabaseError {
  return new DatabaseError(
    "DATABASE_NEWER",
    `${path} was made by a newer version of Stepscope: it has schema ${version} (${unknown.at(-1)}), this one knows schema ${known.length} ` +
      `(${known.at(-1)?.name}). Nothing was changed. Upgrade Stepscope, or choose another file.`,
    { details: { path, fileSchema: version, knownSchema: known.length, unknownMigrations: unknown } },
  );
}

function changedMigration(path: string, name: string): DatabaseError {
  return new DatabaseError(
    "DATABASE_CHANGED",
    `${path} has had a migration ${name} whose text differs from the one this version carries: it was made by an unreleased build. ` +
      "Nothing was changed. Choose another file, or remove this one if its runs are not needed.",
    { details: { path, migration: name } },
  );
}

// Makes a database file ready for use: creates it, refuses what it must not touch, applies what is missing.
// Nothing here needs the Prisma client.

import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  accessSync,
} from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DatabaseError } from "./database-error.ts";
import { APPLICATION_ID, assertLocalFileSystem, assertOurs, inspectFile } from "./file-checks.ts";
import { applyMigrations, pendingMigrations } from "./migration-history.ts";
import { type Migration, MIGRATIONS } from "./migration-list.ts";
import { assertSafeSqlite } from "./sqlite-version.ts";

export { DATABASE_ERROR_CODES, DatabaseError, type DatabaseErrorCode } from "./database-error.ts";
export { DEFAULT_DATABASE_PATH, type DatabasePathSource, resolveDatabasePath } from "./database-path.ts";
export { type FileIdentity, type FileState, identifyFile, inspectFile } from "./file-checks.ts";
export { openReadOnly } from "./open-read-only.ts";
export { isSqliteBusy, sqliteCodeOf } from "./sqlite-errors.ts";

/** How long to wait for another process that migrates the same file. */
const MIGRATION_LOCK_MS = 30_000;
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Options of {@link prepareDatabase}. */
export interface PrepareOptions {
  /** Make a new database in place of an empty file. @default false */
  readonly init?: boolean;
  /** Use a file on a network file system in spite of its locks. @default false */
  readonly allowNetworkFileSystem?: boolean;
  /** The schema's history. @default the one of this version */
  readonly migrations?: readonly Migration[];
}

/** What {@link prepareDatabase} did. */
export interface PreparedDatabase {
  readonly path: string;
  readonly wasCreated: boolean;
  /** Names of the migrations that were applied to an older file. */
  readonly applied: readonly string[];
  /** Where the file as it was before those migrations is kept. */
  readonly backupPath?: string;
}

/**
 * Creates or migrates the database at an absolute path. Any number of processes may do so at once.
 *
 * @throws DatabaseError when the file is empty, newer, not ours, unwritable or on a network file system.
 *
 * @example
 * ```ts
 * import { prepareDatabase, resolveDatabasePath } from "@stepscope/database/migrate";
 *
 * const { path, wasCreated } = prepareDatabase(resolveDatabasePath());
 * console.log(path, wasCreated);
 * ```
 */
export function prepareDatabase(path: string, options: PrepareOptions = {}): PreparedDatabase {
  const { init = false, allowNetworkFileSystem = false, migrations = MIGRATIONS } = options;
  assertSafeSqlite();
  makeFolder(path);
  if (!allowNetworkFileSystem) assertLocalFileSystem(path);
  const state = inspectFile(path);
  if (state === "missing" || (state === "empty" && init)) {
    if (createDatabase(path, migrations, state === "empty")) return { path, wasCreated: true, applied: [] };
  } else {
    assertOurs(path, state);
  }
  assertWritable(path);
  return migrateDatabase(path, migrations);
}

/**
 * Checks that a file can be read as it is, without changing it.
 *
 * @throws DatabaseError also DATABASE_MISSING, and DATABASE_OLDER when migrations are missing.
 */
export function assertReadable(
  path: string,
  open: () => DatabaseSync,
  migrations: readonly Migration[] = MIGRATIONS,
): void {
  const state = inspectFile(path);
  if (state === "missing") {
    throw new DatabaseError(
      "DATABASE_MISSING",
      `${path} does not exist yet. It is made when the first workflow runs with a database.`,
      { details: { path } },
    );
  }
  assertOurs(path, state);
  const database = open();
  try {
    const pending = pendingMigrations(database, path, migrations);
    if (pending.length === 0) return;
    const version = migrations.length - pending.length;
    throw new DatabaseError(
      "DATABASE_OLDER",
      `${path} has schema ${version}, this version reads schema ${migrations.length}. Run any workflow on it once: that migrates it and keeps a backup.`,
      { details: { path, fileSchema: version, knownSchema: migrations.length } },
    );
  } finally {
    database.close();
  }
}

/** Makes the whole file aside and links it into place, so that nobody ever sees half a database. */
function createDatabase(path: string, migrations: readonly Migration[], replaceEmpty: boolean): boolean {
  const aside = `${path}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    try {
      closeSync(openSync(aside, "wx", FILE_MODE));
    } catch (error) {
      throw unwritable(path, error);
    }
    const database = new DatabaseSync(aside);
    try {
      // Before the first table: afterwards only VACUUM could turn it on, and deleted runs would never shrink the file.
      database.exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
      database.exec("BEGIN IMMEDIATE");
      applyMigrations(database, migrations);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; COMMIT`);
    } finally {
      database.close();
    }
    return putInPlace(aside, path, replaceEmpty);
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(aside + suffix, { force: true });
  }
}

function putInPlace(aside: string, path: string, replaceEmpty: boolean): boolean {
  if (replaceEmpty) {
    renameSync(aside, path);
    return true;
  }
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (existsSync(path)) return false;
    if (!hasCode(error, "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK")) throw unwritable(path, error);
  }
  copyFileSync(aside, path, constants.COPYFILE_EXCL);
  chmodSync(path, FILE_MODE);
  return true;
}

function migrateDatabase(path: string, migrations: readonly Migration[]): PreparedDatabase {
  const database = new DatabaseSync(path, { timeout: MIGRATION_LOCK_MS });
  try {
    if (pendingMigrations(database, path, migrations).length === 0) return { path, wasCreated: false, applied: [] };
    // Before BEGIN: inside a transaction this pragma does nothing, and rebuilding a table would delete its cascade children.
    database.exec("PRAGMA foreign_keys = OFF");
    database.exec("BEGIN IMMEDIATE");
    const pending = pendingMigrations(database, path, migrations);
    if (pending.length === 0) {
      database.exec("ROLLBACK");
      return { path, wasCreated: false, applied: [] };
    }
    const backupPath = backUp(path, migrations.length - pending.length);
    applyMigrations(database, pending);
    const violation = database.prepare("PRAGMA foreign_key_check").get();
    if (violation !== undefined) throw new Error(`migration leaves a dangling reference: ${JSON.stringify(violation)}`);
    database.exec("COMMIT");
    return { path, wasCreated: false, applied: pending.map((migration) => migration.name), backupPath };
  } catch (error) {
    throw error instanceof DatabaseError ? error : migrationFailed(path, error);
  } finally {
    if (database.isTransaction) database.exec("ROLLBACK");
    database.close();
  }
}

/** Copies the file through a connection of its own while the caller holds the write lock. */
function backUp(path: string, version: number): string {
  const backupPath = `${path}.schema-${version}-${new Date().toISOString().replace(/[:.]/g, "-")}.bak`;
  const partial = `${backupPath}.partial`;
  const reader = new DatabaseSync(path, { readOnly: true });
  try {
    reader.prepare("VACUUM INTO ?").run(partial);
  } finally {
    reader.close();
  }
  chmodSync(partial, FILE_MODE);
  renameSync(partial, backupPath);
  return backupPath;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function assertWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): DatabaseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError(
    "DATABASE_UNWRITABLE",
    `${path} cannot be written: ${reason}. Make the file and its folder writable, or choose another place with STEPSCOPE_DATABASE_URL.`,
    { details: { path }, cause },
  );
}

function migrationFailed(path: string, cause: unknown): DatabaseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError("DATABASE_INVALID", `${path} could not be migrated, and was left as it was: ${reason}`, {
    details: { path },
    cause,
  });
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);
}

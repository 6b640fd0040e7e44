// Checks a database before a command reads it, without changing it.

import {
  assertReadable,
  inspectFile,
  isSqliteBusy,
  openReadOnly,
  resolveDatabasePath,
} from "@stepscope/database/migrate";
import { CommandFailure } from "./command-failure.ts";

/**
 * The path of a database that has to be there.
 *
 * @throws CommandFailure when it is not, else as {@link assertDatabaseReadable}
 */
export function existingDatabase(named: string | undefined): string {
  const path = resolveDatabasePath(named);
  if (assertDatabaseReadable(path)) return path;
  throw new CommandFailure(`there is no database at ${path}. Name another with --db.`);
}

/**
 * Whether it is there.
 *
 * @throws DatabaseError when it is empty, not ours, older or newer
 * @throws CommandFailure when another process keeps it locked
 */
export function assertDatabaseReadable(path: string): boolean {
  if (inspectFile(path) === "missing") return false;
  try {
    assertReadable(path, () => openReadOnly(path));
  } catch (error) {
    if (!isSqliteBusy(error)) throw error;
    throw new CommandFailure(`${path} is locked by another process. Try again when that one is done.`);
  }
  return true;
}

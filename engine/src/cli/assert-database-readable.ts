// Checks a database before a command reads it, without changing it.

import { assertReadable, inspectFile, isSqliteBusy, openReadOnly } from "@stepscope/database/migrate";
import { CommandFailure } from "./command-failure.ts";

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

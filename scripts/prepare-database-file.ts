/** Creates or migrates the database file and says what it did. */
import { DatabaseError, prepareDatabase } from "../prisma/src/migrate.ts";
import { StartError } from "./start-error.ts";

/**
 * Makes the database ready.
 * @throws StartError when the file cannot be used; the message says why
 */
export function prepareDatabaseFile(databasePath: string): void {
  try {
    const { wasCreated, applied, backupPath } = prepareDatabase(databasePath);
    const state = wasCreated ? "created" : applied.length > 0 ? `migrated (${applied.join(", ")})` : "up to date";
    console.log(`  ${databasePath}: ${state}`);
    if (backupPath !== undefined) console.log(`  the file as it was before: ${backupPath}`);
  } catch (error) {
    if (error instanceof DatabaseError) throw new StartError(error.message);
    throw error;
  }
}

// Whether the SQLite inside this Node is safe for a file that several connections write.

import { DatabaseError } from "./database-error.ts";

/** The first version, and the older lines it was brought back to, in which the WAL-reset bug is mended. */
const MENDED = [
  [3, 44, 6],
  [3, 50, 7],
  [3, 51, 3],
] as const;

/** Whether `version` is free of the bug by which two writers could corrupt a WAL file. */
export function isSafeSqliteVersion(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const last = MENDED[MENDED.length - 1];
  if (last === undefined || major !== last[0]) return major > 3;
  if (minor > last[1]) return true;
  return MENDED.some((mended) => mended[1] === minor && patch >= mended[2]);
}

/** @throws DatabaseError SQLITE_TOO_OLD */
export function assertSafeSqlite(version: string | undefined = process.versions["sqlite"]): void {
  if (version !== undefined && isSafeSqliteVersion(version)) return;
  throw new DatabaseError(
    "SQLITE_TOO_OLD",
    `Node ${process.version} carries SQLite ${version ?? "(none)"}, which can corrupt a database that two processes write; ` +
      "3.51.3 or newer is needed. Use Node 24.21 or newer.",
    { details: { sqlite: version, node: process.version } },
  );
}

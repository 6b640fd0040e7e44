// Opens a database for reading, without ever changing it.

import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/** How long a query waits while another process holds the lock. */
export const BUSY_TIMEOUT_MS = 5_000;

/** A connection that cannot write. */
export function openReadOnly(path: string): DatabaseSync {
  return new DatabaseSync(readOnlyLocation(path), { readOnly: true, timeout: BUSY_TIMEOUT_MS });
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

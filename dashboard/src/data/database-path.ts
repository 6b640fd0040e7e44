// Where the trace store is: STEPSCOPE_DATABASE_URL, or the default file in the folder the dashboard was started from.

import "server-only";
import path from "node:path";
import { fileURLToPath } from "node:url";

const DEFAULT_FILE = ".stepscope/traces.db";

/** Absolute path of the database file. */
export function databasePath(): string {
  const configured = process.env["STEPSCOPE_DATABASE_URL"];
  if (configured === undefined || configured === "") return path.resolve(DEFAULT_FILE);
  if (configured.startsWith("file://")) return fileURLToPath(configured);
  return path.resolve(configured.startsWith("file:") ? configured.slice("file:".length) : configured);
}

// Where the trace store is: STEPSCOPE_DATABASE_URL, or the default file in the folder the dashboard was started from.

import "server-only";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const DEFAULT_FILE = ".stepscope/traces.db";

/** Absolute path of the database file. */
export function databasePath(): string {
  const configured = process.env["STEPSCOPE_DATABASE_URL"];
  if (configured === undefined || configured === "") return path.resolve(/* turbopackIgnore: true */ DEFAULT_FILE);
  if (configured.startsWith("file://")) return fileURLToPath(configured);
  return path.resolve(
    /* turbopackIgnore: true */ configured.startsWith("file:") ? configured.slice("file:".length) : configured,
  );
}

/** Where runs are looked for, for a page that has none to show. */
export function databaseLocation(): { readonly path: string; readonly isThere: boolean } {
  const path = databasePath();
  return { path, isThere: existsSync(/* turbopackIgnore: true */ path) };
}

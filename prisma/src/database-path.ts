// Which file is meant: a path, a file: URL, the environment's choice, or the default.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The file used when nothing else is said, relative to the working directory. */
export const DEFAULT_DATABASE_PATH = "./.stepscope/traces.db";

/** Where the choice comes from when the caller makes none. */
export interface DatabasePathSource {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** The absolute path of the database: `database`, else STEPSCOPE_DATABASE_URL, else the default. */
export function resolveDatabasePath(database?: string, source: DatabasePathSource = {}): string {
  const { env = process.env, cwd = process.cwd() } = source;
  const chosen = database || env["STEPSCOPE_DATABASE_URL"] || DEFAULT_DATABASE_PATH;
  if (chosen.startsWith("file://")) return fileURLToPath(chosen);
  return resolve(cwd, chosen.startsWith("file:") ? chosen.slice("file:".length) : chosen);
}

// The migrations folder, read from disk.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const PACKAGE_FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
export const MIGRATIONS_FOLDER = join(PACKAGE_FOLDER, "migrations");

/** The migrations on disk, oldest first. */
export function readMigrations(): { name: string; sql: string }[] {
  return readdirSync(MIGRATIONS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({
      name: entry.name,
      sql: readFileSync(join(MIGRATIONS_FOLDER, entry.name, "migration.sql"), "utf8"),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

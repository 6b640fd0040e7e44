// Writes the next migration: the difference between the migrations so far and schema.prisma.
// Usage: npm run migration -w @stepscope/database -- <name>

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MIGRATIONS_FOLDER } from "./read-migrations.ts";
import { diffMigrations } from "./schema-diff.ts";

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error(
    "Say what the migration is for, in lower case: npm run migration -w @stepscope/database -- add_something",
  );
  process.exit(2);
}

const sql = await diffMigrations();
if (sql === "") {
  console.log("The migrations already make the schema: nothing to do.");
  process.exit(0);
}
const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const folder = join(MIGRATIONS_FOLDER, `${stamp}_${name}`);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "migration.sql"), sql);
console.log(`Wrote ${folder}/migration.sql. Read it, then run: npm run embed -w @stepscope/database`);
// The schema engine keeps its connection, and with it the process, open.
process.exit(0);

// The text of src/migration-list.ts, made from the migrations folder.

import { createHash } from "node:crypto";
import { readMigrations } from "./read-migrations.ts";

/** The source of the module that carries every migration. */
export function embeddedSource(): string {
  const entries = readMigrations().map(({ name, sql }) => {
    const checksum = createHash("sha256").update(sql).digest("hex");
    const statements = sql.split("\n\n").map((statement) => `      ${JSON.stringify(statement)},`);
    return [
      `  {`,
      `    name: ${JSON.stringify(name)},`,
      `    checksum: ${JSON.stringify(checksum)},`,
      `    sql: [`,
      ...statements,
      `    ].join("\\n\\n"),`,
      `  },`,
    ].join("\n");
  });
  return `// Every migration, oldest first. Written by scripts/embed-migrations.ts from migrations/: change those, not this.

/** One step of the schema's history. */
export interface Migration {
  /** Folder name: a time stamp and what it is for. */
  readonly name: string;
  /** SHA-256 of the SQL text, hex; Prisma keeps the same. */
  readonly checksum: string;
  readonly sql: string;
}

/** Oldest first. */
export const MIGRATIONS: readonly Migration[] = [
${entries.join("\n")}
];
`;
}

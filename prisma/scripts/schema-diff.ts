// Compares schema.prisma with what the migrations make, through Prisma's schema engine as WebAssembly: no download.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import { type MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { nodeSqliteAdapter } from "../src/node-sqlite-adapter.ts";
import { MIGRATIONS_FOLDER, PACKAGE_FOLDER, readMigrations } from "./read-migrations.ts";

/** Made by hand in a migration; Prisma does not know virtual tables. */
const HAND_MADE_TABLES = ["RunSearch", "RunSearch_config", "RunSearch_data", "RunSearch_docsize", "RunSearch_idx"];

/** The SQL that leads from the migrations to schema.prisma; empty when they agree. */
export async function diffMigrations(): Promise<string> {
  const schema = {
    files: [{ path: "schema.prisma", content: readFileSync(join(PACKAGE_FOLDER, "schema.prisma"), "utf8") }],
  };
  const engine = await SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(scriptAdapter()),
  );
  const result = await engine.diff({
    from: { tag: "migrations", ...migrationList() },
    to: { tag: "schemaDatamodel", ...schema },
    script: true,
    exitCode: true,
    filters: { externalTables: HAND_MADE_TABLES, externalEnums: [] },
  });
  return result.exitCode === 0 ? "" : (result.stdout ?? "");
}

/** The engine sends a whole migration as one statement; a prepared statement would run only its first. */
function scriptAdapter(): SqlMigrationAwareDriverAdapterFactory {
  const factory = nodeSqliteAdapter({ open: () => new DatabaseSync(":memory:") });
  const connect = async (): Promise<SqlDriverAdapter> => {
    const connection = await factory.connectToShadowDb();
    return Object.assign(connection, {
      executeRaw: async (query: SqlQuery) => {
        await connection.executeScript(query.sql);
        return 0;
      },
    });
  };
  return { provider: factory.provider, adapterName: factory.adapterName, connect, connectToShadowDb: connect };
}

function migrationList(): MigrationList {
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: {
      path: "migration_lock.toml",
      content: readFileSync(join(MIGRATIONS_FOLDER, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: readMigrations().map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

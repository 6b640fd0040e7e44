import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { readMigrations } from "../scripts/read-migrations.ts";
import { diffMigrations } from "../scripts/schema-diff.ts";
import { MIGRATIONS } from "./migration-list.ts";

test("the migrations make exactly what schema.prisma says", async () => {
  expect(await diffMigrations()).toBe("");
}, 60_000);

test("the source carries the migrations as they are on disk", () => {
  const onDisk = readMigrations().map(({ name, sql }) => ({
    name,
    checksum: createHash("sha256").update(sql).digest("hex"),
    sql,
  }));
  expect(MIGRATIONS).toEqual(onDisk);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClient, Prisma, type PrismaClient } from "./client.ts";
import { prepareDatabase } from "./migrate.ts";

let folder: string;
let path: string;
let client: PrismaClient;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-client-"));
  path = join(folder, "traces.db");
  prepareDatabase(path);
  client = openClient(path, { readOnly: false });
});
afterEach(async () => {
  await client.$disconnect();
  rmSync(folder, { recursive: true, force: true });
});

const WORKFLOW = { hash: "h1", name: "joke", graph: "{}", firstSeenAtMs: 1_763_843_000_000n };

test("values go in and come back as they were", async () => {
  await client.workflow.create({ data: WORKFLOW });
  const run = {
    id: "r1",
    status: "running",
    workflow: "joke",
    definitionHash: "h1",
    startedAtMs: 2n ** 60n,
    updatedAtMs: 1n,
    input: `{"topic":"猫 🐈"}`,
    durationMs: 0.25,
  };
  await client.run.create({ data: run });
  expect(await client.run.findUnique({ where: { id: "r1" } })).toMatchObject({
    ...run,
    number: 1,
    sessionId: null,
    costUsd: 0,
  });
  const body = new Uint8Array([0, 1, 255]);
  await client.exportOutbox.create({
    data: { traceId: "t", spanId: "s", body, bytes: 3, createdAtMs: 1n, dueAtMs: 1n },
  });
  const row = await client.exportOutbox.findFirst();
  expect([...(row?.body ?? [])]).toEqual([...body]);
});

test("a broken constraint is Prisma's own error", async () => {
  await client.workflow.create({ data: WORKFLOW });
  await expect(client.workflow.create({ data: WORKFLOW })).rejects.toMatchObject({ code: "P2002" });
  const orphan = {
    id: "r1",
    status: "running",
    workflow: "joke",
    definitionHash: "missing",
    startedAtMs: 1n,
    updatedAtMs: 1n,
    input: "null",
  };
  await expect(client.run.create({ data: orphan })).rejects.toMatchObject({ code: "P2003" });
});

test("a transaction that fails leaves nothing, and two at once take turns", async () => {
  await expect(
    client.$transaction(async (inner) => {
      await inner.workflow.create({ data: WORKFLOW });
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await client.workflow.count()).toBe(0);
  const both = [1, 2].map((n) =>
    client.$transaction(async (inner) => inner.workflow.create({ data: { ...WORKFLOW, hash: `h${n}` } })),
  );
  await Promise.all(both);
  expect(await client.workflow.count()).toBe(2);
});

test("raw queries take parameters and give numbers", async () => {
  await client.workflow.create({ data: WORKFLOW });
  const rows = await client.$queryRaw<unknown[]>(
    Prisma.sql`SELECT count(*) AS n, max("name") AS name FROM "Workflow" WHERE "hash" = ${"h1"}`,
  );
  expect(rows).toEqual([{ n: 1, name: "joke" }]);
});

test("a read-only client writes nothing", async () => {
  const reader = openClient(path);
  await expect(reader.workflow.create({ data: WORKFLOW })).rejects.toThrow(/readonly/);
  expect(await reader.workflow.count()).toBe(0);
  await reader.$disconnect();
});

test("a reader sees what a writer has committed meanwhile", async () => {
  const reader = openClient(path);
  const writer = new DatabaseSync(path);
  writer.exec("BEGIN IMMEDIATE; INSERT INTO Workflow VALUES ('h9', 'x', NULL, '{}', 1)");
  expect(await reader.workflow.count()).toBe(0);
  writer.exec("COMMIT");
  expect(await reader.workflow.count()).toBe(1);
  writer.close();
  await reader.$disconnect();
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const CHILD = fileURLToPath(new URL("../../../test/fixtures/sqlite-sink-child.ts", import.meta.url));
const RECORDS_PER_RUN = 7;

let folder: string;
let database: string;
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-end-"));
  database = join(folder, "traces.db");
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

function start(scenario: string, nodeOptions = "") {
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", CHILD, scenario, database], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: nodeOptions },
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  return { child, lines, stderr: () => stderr, ended: once(child, "close") };
}

interface StoredRun {
  readonly id: string;
  readonly status: string;
  readonly lastSeq: number;
  readonly records: number;
  readonly maxSeq: number;
}

function storedRuns(): StoredRun[] {
  const open = new DatabaseSync(database, { readOnly: true });
  try {
    const rows = open
      .prepare(
        `SELECT r."id", r."status", r."lastSeq", count(*) AS records, max(c."seq") AS maxSeq
         FROM "Run" r JOIN "Record" c ON c."runId" = r."id" GROUP BY r."id" ORDER BY r."id"`,
      )
      .all();
    const orphans = open
      .prepare(`SELECT count(*) AS n FROM "Record" WHERE "runId" NOT IN (SELECT "id" FROM "Run")`)
      .get();
    expect(orphans?.["n"]).toBe(0);
    return rows.map((row) => ({
      id: String(row["id"]),
      status: String(row["status"]),
      lastSeq: Number(row["lastSeq"]),
      records: Number(row["records"]),
      maxSeq: Number(row["maxSeq"]),
    }));
  } finally {
    open.close();
  }
}

function expectAllStored(): void {
  const runs = storedRuns();
  expect(runs).toHaveLength(300);
  expect(runs.every((run) => run.status === "completed" && run.records === RECORDS_PER_RUN)).toBe(true);
}

describe("all records are in the file", () => {
  test("after process.exit() right after a run", async () => {
    const { ended, stderr } = start("exit");
    expect(await ended).toEqual([7, null]);
    expect(stderr()).toBe("");
    expectAllStored();
  });

  test("after an uncaught error", async () => {
    const { ended, stderr } = start("throw");
    expect(await ended).toEqual([1, null]);
    expect(stderr()).toContain("nobody catches this");
    expectAllStored();
  });

  test("after a natural end, which the sink does not put off", async () => {
    const { ended } = start("end");
    expect(await ended).toEqual([0, null]);
    expectAllStored();
  });

  test.each(["SIGTERM", "SIGINT"] as const)("after %s, which still ends the process", async (signal) => {
    const { child, lines, ended } = start("signal");
    await once(lines, "line");
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expectAllStored();
  });
});

test("what the application is started with is not loaded into the writer's thread too", async () => {
  const { lines, ended } = start("end", "--import=data:text/javascript,console.log('loaded')");
  const loaded: string[] = [];
  lines.on("line", (line: string) => loaded.push(line));
  await ended;
  expect(loaded).toEqual(["loaded"]);
  expectAllStored();
});

test("after kill -9 each run is a whole beginning of its journal, and its row agrees with it", async () => {
  const { child, lines, ended } = start("endless");
  await once(lines, "line");
  child.kill("SIGKILL");
  await ended;
  const runs = storedRuns();
  expect(runs.length).toBeGreaterThan(0);
  for (const run of runs) {
    expect(run.records).toBe(run.maxSeq);
    expect(run.lastSeq).toBe(run.maxSeq);
    // Groups are of two records, the last one of one: none is split.
    expect(run.maxSeq % 2 === 0 || run.maxSeq === RECORDS_PER_RUN).toBe(true);
  }
});

test("what was acknowledged survives kill -9", async () => {
  const { child, lines, ended } = start("acknowledged");
  const acknowledged = new Map<string, number>();
  lines.on("line", (line: string) => {
    const [runId = "", seq] = line.split(" ");
    acknowledged.set(runId, Number(seq));
    if (acknowledged.size === 40) child.kill("SIGKILL");
  });
  await ended;
  expect(acknowledged.size).toBeGreaterThanOrEqual(40);
  const stored = new Map(storedRuns().map((run) => [run.id, run.maxSeq]));
  for (const [runId, seq] of acknowledged) expect(stored.get(runId) ?? 0).toBeGreaterThanOrEqual(seq);
});

test("when another process keeps the lock, the end comes all the same, and says what was lost", async () => {
  const { child, lines, ended, stderr } = start("locked");
  await once(lines, "line");
  const holder = new DatabaseSync(database, { timeout: 5_000 });
  holder.exec("BEGIN IMMEDIATE");
  child.stdin.write("go\n");
  await once(lines, "line");
  child.kill("SIGTERM");
  expect(await ended).toEqual([null, "SIGTERM"]);
  holder.close();
  expect(stderr()).toMatch(/stepscope: 2100 records could not be stored in .*traces\.db before the end/);
}, 30_000);

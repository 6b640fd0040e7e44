import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { prepareDatabase } from "@stepscope/database/migrate";
import { openSqliteReader } from "../../readers/sqlite/sqlite-reader.ts";
import { researchJournal } from "../../testing/sample-journals.ts";
import { begun, openJournal, storeJournal } from "../../testing/store-under-test.ts";
import { syntheticRun } from "../../testing/synthetic-runs.ts";
import { sqliteSink, type SqliteSink, type SqliteSinkOptions } from "./sqlite-sink.ts";
import type { WriterReport } from "./writer-protocol.ts";

let folder: string;
let database: string;
let reports: WriterReport[];
let sinks: SqliteSink[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-sink-"));
  database = join(folder, "traces.db");
  reports = [];
  sinks = [];
});
afterEach(async () => {
  await Promise.all(sinks.map((sink) => sink.shutdown()));
  rmSync(folder, { recursive: true, force: true });
});

function open(options: SqliteSinkOptions = {}): SqliteSink {
  const sink = sqliteSink({ database, onReport: (report) => reports.push(report), ...options });
  sinks.push(sink);
  return sink;
}

function query(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
  const connection = new DatabaseSync(database, { readOnly: true });
  try {
    return connection.prepare(sql).all(...values);
  } finally {
    connection.close();
  }
}

const ID = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`;

describe("bodies above 32 KiB", () => {
  test("are stored once, by hash, and read back by reference", async () => {
    const text = "猫".repeat(20_000);
    const sink = open();
    for (const number of [1, 2]) {
      const journal = begun(ID(number), { input: { text } });
      journal.write(["doc"], { text }).finish("short");
      storeJournal(sink, journal).close();
    }
    await sink.flush();
    const reader = await openSqliteReader({ database });
    const run = await reader.run(ID(1));
    const bytes = Buffer.byteLength(JSON.stringify({ text }));
    expect(run?.input).toMatchObject({ $: "Payload", bytes });
    expect(run?.inputPreview).toHaveLength(200);
    const { records } = await reader.records(ID(2));
    const written = records.find((record) => record.kind === "state.changed");
    expect(written?.data).toMatchObject({ value: run?.input });
    const [{ hash } = { hash: "" }] = query(`SELECT "hash" FROM "Payload"`);
    expect(JSON.parse((await reader.payload(String(hash))) ?? "")).toEqual({ text });
    expect(query(`SELECT count(*) AS n FROM "Payload"`)).toEqual([{ n: 1 }]);
    expect(query(`SELECT count(*) AS n FROM "PayloadUse"`)).toEqual([{ n: 2 }]);
    const found = await reader.runs({ filter: { texts: ["猫猫猫"] } });
    expect(found.runs).toHaveLength(2);
    await reader.close();
  });

  test("are found in span attributes too, and a body just below stays inline", async () => {
    const sink = open();
    const journal = begun(ID(1), { input: { text: "x".repeat(32 * 1_024 - 11) } });
    const run = storeJournal(sink, journal);
    const attributes = { "input.value": "y".repeat(40_000), "llm.model_name": "m" };
    const ids = { traceId: "0".repeat(31) + "1", spanId: "0".repeat(15) + "1" };
    const times = { startTimeMs: 1, endTimeMs: 2 };
    run.appendSpan({ runId: journal.runId, ...ids, ...times, name: "chat", kind: "LLM", status: "ok", attributes });
    run.close();
    await sink.flush();
    const reader = await openSqliteReader({ database });
    expect((await reader.run(journal.runId))?.input).toHaveProperty("text");
    const [span] = await reader.spans(journal.runId);
    expect(span?.attributes).toMatchObject({ "input.value": { $: "Payload", bytes: 40_002 }, "llm.model_name": "m" });
    await reader.close();
  });
});

describe("several writers", () => {
  test("one run id is stored once: the second run is refused aloud, others go on", async () => {
    const [first, second] = [open(), open()];
    storeJournal(first, begun(ID(1))).close();
    await first.flush();
    expect(await second.hasRun(ID(1))).toBe(true);
    const clash = storeJournal(second, begun(ID(1)));
    storeJournal(second, begun(ID(2))).close();
    await second.flush();
    await expect(clash.durable(1)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(reports).toMatchObject([{ kind: "runRejected" }]);
    expect(reports[0]?.message).toContain(ID(1));
    expect(query(`SELECT "id" FROM "Run" ORDER BY "id"`)).toEqual([{ id: ID(1) }, { id: ID(2) }]);
  });

  test("a run that goes on in another process is counted from its whole journal", async () => {
    const journal = researchJournal();
    const middle = Math.floor(journal.records.length / 2);
    const first = open();
    openJournal(first, journal).append(journal.records.slice(0, middle));
    await first.shutdown();
    const second = open();
    const [started] = journal.records;
    const definitionHash = started?.kind === "run.started" ? started.data.definitionHash : "";
    const graph = {
      formatVersion: 1,
      name: "research",
      startEvent: "S",
      stopEvent: "E",
      steps: [],
      events: [],
    } as const;
    const run = second.openRun({ runId: journal.runId, segment: 1, graph, definitionHash });
    run.append(journal.records.slice(middle));
    run.close();
    await second.flush();
    const whole = open({ database: join(folder, "whole.db") });
    storeJournal(whole, journal).close();
    await whole.flush();
    const readers = await Promise.all([openSqliteReader({ database }), openSqliteReader({ database: whole.path })]);
    const [resumed, uninterrupted] = await Promise.all(readers.map((reader) => reader.run(journal.runId)));
    expect(resumed).toEqual(uninterrupted);
    const steps = await Promise.all(readers.map((reader) => reader.runSteps([journal.runId])));
    expect(steps[0]).toEqual(steps[1]);
    await Promise.all(readers.map((reader) => reader.close()));
  });

  test("while another process holds the lock the event loop turns, and nothing is lost", async () => {
    const sink = open();
    await sink.ready;
    const code = `const { DatabaseSync } = require("node:sqlite"); const db = new DatabaseSync(${JSON.stringify(database)}, { timeout: 5000 });
      db.exec("BEGIN IMMEDIATE"); console.log("held"); process.stdin.once("data", () => { db.exec("COMMIT"); db.close(); process.exit(0); });`;
    const holder = spawn(process.execPath, ["--no-warnings", "-e", code], { stdio: ["pipe", "pipe", "inherit"] });
    const closed = once(holder, "close");
    await once(holder.stdout, "data");
    for (let number = 0; number < 200; number++) storeJournal(sink, begun(ID(number))).close();
    const flushed = sink.flush();
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    await vi.waitFor(() => expect(sink.status().backlogBytes).toBeGreaterThan(0));
    await vi.waitFor(() => expect(turns).toBeGreaterThan(200), { timeout: 10_000 });
    clearInterval(turning);
    expect(query(`SELECT count(*) AS n FROM "Run"`)).toEqual([{ n: 0 }]);
    holder.stdin.write("go\n");
    await flushed;
    expect(query(`SELECT count(*) AS n FROM "Record"`)).toEqual([{ n: 400 }]);
    expect(sink.status()).toMatchObject({ state: "open", droppedRecords: 0, backlogBytes: 0 });
    await closed;
  });

  test("with the lock held and no memory left, records are dropped and counted, and each journal stays a beginning", async () => {
    const sink = open({ maxBacklogBytes: 50_000 });
    await sink.ready;
    const holder = new DatabaseSync(database);
    holder.exec("BEGIN IMMEDIATE");
    const journals = Array.from({ length: 8 }, (_, number) => begun(ID(number)));
    const runs = journals.map((journal) => storeJournal(sink, journal));
    for (let round = 0; round < 40; round++) {
      for (const [at, run] of runs.entries()) {
        const before = journals[at]?.records.length ?? 0;
        journals[at]?.write(["x", round], "y".repeat(500));
        run.append(journals[at]?.records.slice(before) ?? []);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const dropping = sink.status().droppedRecords;
    expect(dropping).toBeGreaterThan(0);
    for (const [at, run] of runs.entries()) {
      const before = journals[at]?.records.length ?? 0;
      journals[at]?.finish("the end");
      run.append(journals[at]?.records.slice(before) ?? []);
      run.close();
    }
    holder.exec("ROLLBACK");
    holder.close();
    await sink.flush();
    const rows = query(
      `SELECT r."status" AS status, r."recordsDropped" AS dropped, r."lastSeq" AS lastSeq, count(*) AS stored, max(c."seq") AS maxSeq
       FROM "Run" r JOIN "Record" c ON c."runId" = r."id" GROUP BY r."id"`,
    );
    expect(rows).toHaveLength(8);
    for (const row of rows) {
      expect(row).toMatchObject({ status: "completed", stored: row["maxSeq"], lastSeq: row["maxSeq"] });
      expect(Number(row["stored"]) + Number(row["dropped"])).toBe(43);
    }
    expect(rows.reduce((sum, row) => sum + Number(row["dropped"]), 0)).toBe(sink.status().droppedRecords);
    expect(reports.some((report) => report.kind === "dropped")).toBe(true);
  });

  test("a reader pages while ten thousand records are written, and the log stays bounded", async () => {
    const sink = open();
    await sink.ready;
    const reader = await openSqliteReader({ database });
    let isWriting = true;
    const reading = (async () => {
      let pages = 0;
      while (isWriting || pages === 0) {
        const page = await reader.runs({ limit: 20 });
        for (const run of page.runs.slice(0, 3)) {
          const { records } = await reader.records(run.runId);
          expect(records.map((record) => record.seq)).toEqual(records.map((_, index) => index + 1));
        }
        pages += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return pages;
    })();
    const options = { runs: 600, endMs: 1_790_000_000_000, spanMs: 86_400_000 };
    for (let number = 0; number < options.runs; number++) {
      storeJournal(sink, syntheticRun(number, options).journal).close();
      if (number % 50 === 0) await sink.flush();
    }
    await sink.flush();
    isWriting = false;
    expect(await reading).toBeGreaterThan(0);
    expect((await reader.countRuns()).count).toBe(600);
    expect(reports).toEqual([]);
    expect(statSync(`${database}-wal`).size).toBeLessThan(128 * 1_024 * 1_024);
    await reader.close();
  });
});

describe("a file that cannot be used", () => {
  test.each([
    ["DATABASE_EMPTY", () => writeFileSync(database, "")],
    ["DATABASE_INVALID", () => writeFileSync(database, "notes ".repeat(100))],
    [
      "DATABASE_NEWER",
      () => prepareDatabase(database, { migrations: [{ name: "29990101000000_future", checksum: "f", sql: "" }] }),
    ],
  ])("%s: the caller may know, and runs go on", async (code, make) => {
    make();
    const before = statSync(database).size;
    const sink = open();
    await expect(sink.ready).rejects.toMatchObject({ code });
    const run = storeJournal(sink, begun(ID(1)));
    await expect(run.durable(1)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    run.close();
    expect(await sink.hasRun("other")).toBe(false);
    await sink.flush();
    await sink.shutdown();
    expect(statSync(database).size).toBe(before);
    expect(reports).toMatchObject([{ kind: "failedToOpen" }]);
    expect(sink.status()).toMatchObject({ state: "failed", droppedRecords: 2 });
  });

  test("a file that is moved away is noticed, nothing takes its place, and recording goes on when it is back", async () => {
    const sink = open();
    storeJournal(sink, begun(ID(1))).close();
    await sink.flush();
    const away = join(folder, "away.db");
    renameSync(database, away);
    storeJournal(sink, begun(ID(2))).close();
    await vi.waitFor(
      async () => {
        storeJournal(sink, begun(`again-${Math.random()}`)).close();
        await sink.flush();
        expect(reports).toMatchObject([{ kind: "broken" }]);
      },
      { timeout: 10_000 },
    );
    expect(reports[0]?.message).toContain("removed while it was open");
    expect(existsSync(database)).toBe(false);
    renameSync(away, database);
    await vi.waitFor(() => expect(reports.at(-1)?.kind).toBe("recovered"), { timeout: 10_000 });
    await sink.flush();
    expect(query(`SELECT count(*) AS n FROM "Run" WHERE "id" IN (?, ?)`, ID(1), ID(2))).toEqual([{ n: 2 }]);
  });

  test("files and folders that the sink makes are its owner's only", async () => {
    const sink = open({ database: join(folder, "inner", "traces.db") });
    storeJournal(sink, begun(ID(1))).close();
    await sink.flush();
    expect(statSync(join(folder, "inner")).mode & 0o777).toBe(0o700);
    for (const end of ["", "-wal", "-shm"]) expect(statSync(sink.path + end).mode & 0o777).toBe(0o600);
  });
});

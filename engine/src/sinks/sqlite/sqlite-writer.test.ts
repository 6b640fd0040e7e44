import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RecordBuilder } from "../../testing/record-builder.ts";
import type { RunRecord } from "../../trace/record.ts";
import { begun, SUITE_GRAPH } from "../../testing/store-under-test.ts";
import { openWriterDatabase } from "./open-writer-database.ts";
import { pruneStep } from "./prune-runs.ts";
import { RecordPacker } from "./packed-records.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import type { RetentionPolicy, WriterOperation } from "./writer-protocol.ts";

let folder: string;
let database: DatabaseSync;
let writer: SqliteWriter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-writer-"));
  const path = join(folder, "traces.db");
  ({ database } = openWriterDatabase({ path, init: false, allowNetworkFileSystem: false, durability: "buffered" }));
  writer = new SqliteWriter(database);
});
afterEach(() => {
  if (database.isOpen) database.close();
  rmSync(folder, { recursive: true, force: true });
});

const ID = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, "0")}`;

function operations(journal: RecordBuilder): WriterOperation[] {
  const { runId, records } = journal;
  return [
    { op: "open", runId, segment: 0, definitionHash: "h", graph: SUITE_GRAPH },
    packedOf(records),
    { op: "close", runId, dropped: 0 },
  ];
}

function packedOf(records: readonly RunRecord[]): WriterOperation {
  const packer = new RecordPacker();
  for (const record of records) packer.push(record);
  return { op: "records", ...packer.take() };
}

function count(table: string): number {
  return Number(database.prepare(`SELECT count(*) AS n FROM "${table}"`).get()?.["n"]);
}

function pragma(name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

describe("a commit that fails", () => {
  test("leaves nothing, and the same rows go in later: a full disk", () => {
    const journal = begun(ID(1));
    for (let line = 0; line < 400; line++) journal.write(["line", line], "z".repeat(2_000));
    writer.take(operations(journal));
    database.exec(`PRAGMA max_page_count = ${pragma("page_count") + 20}`);
    expect(() => writer.commit()).toThrow(/full/);
    expect(count("Record")).toBe(0);
    expect(count("Run")).toBe(0);
    expect(writer.hasPending).toBe(true);
    database.exec("PRAGMA max_page_count = 1000000");
    writer.commit();
    expect(count("Record")).toBe(402);
    expect(count("Run")).toBe(1);
    expect(writer.hasPending).toBe(false);
  });

  test("for one run's sake gives up that run alone", () => {
    writer.take(operations(begun(ID(1))));
    writer.commit();
    const other = new SqliteWriter(database);
    other.take(operations(begun(ID(1))));
    other.take(operations(begun(ID(2))));
    let error: unknown;
    try {
      other.commit();
    } catch (caught) {
      error = caught;
    }
    expect(other.rejectCulprit(error)).toMatchObject({ runId: ID(1), records: 2 });
    other.commit();
    expect(count("Run")).toBe(2);
  });

  test("a journal with a hole is not begun", () => {
    const journal = begun(ID(1)).write(["a"], 1);
    const [first, , third] = journal.records;
    if (first === undefined || third === undefined) throw new Error("three records were written");
    const [opening] = operations(journal);
    if (opening === undefined) throw new Error("an opening was made");
    const rejected = writer.take([opening, packedOf([first, third])]);
    expect(rejected).toMatchObject([{ runId: ID(1), reason: "record 3 came where 2 was due", records: 1 }]);
    writer.commit();
    expect(count("Record")).toBe(0);
  });
});

describe("retention", () => {
  const DAY_MS = 86_400_000;
  const NOW_MS = 1_790_000_000_000;

  function fill(): void {
    for (let number = 0; number < 20; number++) {
      const journal = begun(ID(number), {
        startedAtMs: NOW_MS - (20 - number) * DAY_MS,
        input: { text: "w".repeat(40_000 + (number % 2)) },
        started: { definitionHash: "h", tags: ["t"] },
      });
      const work = journal.queue("work", "e1");
      journal.start(work).llm(work, { durationMs: 1, promptTokens: 1 });
      if (number !== 3) journal.complete(work).finish("done");
      writer.take(operations(journal));
    }
    writer.commit();
  }

  function prune(policy: RetentionPolicy): number {
    let runs = 0;
    for (;;) {
      const step = pruneStep(database, policy, NOW_MS);
      runs += step.runs;
      if (step.isDone) return runs;
    }
  }

  function expectWhole(runs: number): void {
    for (const table of ["RunStep", "RunTag", "RunModel", "PayloadUse", "RunSearch"])
      expect(count(table), table).toBe(runs);
    expect(count("Run")).toBe(runs);
    expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
    const orphans = `SELECT count(*) AS n FROM "Record" WHERE "runId" NOT IN (SELECT "id" FROM "Run")`;
    expect(database.prepare(orphans).get()).toEqual({ n: 0 });
  }

  test("by age: what is over for longer goes, with everything that belongs to it", () => {
    fill();
    expect(count("Payload")).toBe(2);
    expect(prune({ maxAgeMs: 10.5 * DAY_MS })).toBe(9);
    // The run that is not over stays, however old.
    expectWhole(11);
    expect(count("Payload")).toBe(2);
    expect(prune({ maxAgeMs: 0 })).toBe(10);
    expectWhole(1);
    expect(count("Payload")).toBe(1);
  });

  test("by count: the newest stay", () => {
    fill();
    // A back end that was never up: spans still wait, one of them of no run.
    const span = (number: number) => ({ traceId: "a".repeat(32), spanId: `${number}`, body: new Uint8Array(9) });
    const rows = Array.from({ length: 20 }, (_, number) => ({ ...span(number), runId: ID(number) }));
    writer.take([{ op: "outbox", rows: [...rows, span(99)] }]);
    writer.commit();
    expect(prune({ maxRuns: 5 })).toBe(14);
    expectWhole(6);
    const waiting = database.prepare(`SELECT "spanId" FROM "ExportOutbox" ORDER BY "number"`).all();
    expect(waiting.map((row) => Number(row["spanId"]))).toEqual([3, 15, 16, 17, 18, 19, 99]);
    const left = database.prepare(`SELECT "id" FROM "Run" ORDER BY "id"`).all();
    expect(left.map((row) => row["id"])).toEqual([3, 15, 16, 17, 18, 19].map(ID));
  });

  test("by size: the file shrinks", () => {
    fill();
    for (let number = 100; number < 400; number++)
      writer.take(operations(begun(ID(number)).finish("f".repeat(20_000))));
    writer.commit();
    const before = pragma("page_count");
    const maxBytes = 2_000_000;
    prune({ maxBytes });
    expect((pragma("page_count") - pragma("freelist_count")) * pragma("page_size")).toBeLessThanOrEqual(maxBytes);
    expect(pragma("page_count")).toBeLessThan(before / 4);
    expect(count("Run")).toBeGreaterThan(5);
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  });
});

// A run that makes records faster than the disk takes them: held back at its turns, so that its journal stays whole.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defineEvent, registerSink, StartEvent, StopEvent, type, Workflow } from "../src/index.ts";
import { sqliteSink, type SqliteSink } from "../src/store.ts";

class Hop extends defineEvent("Hop", type<{ readonly left: number; readonly body: string }>()) {}

const BODY = "x".repeat(200);
const flow = new Workflow<{ length: number }, string>({ name: "chain" });
flow.step({ accepts: StartEvent, emits: Hop, name: "start" }, (ev) => new Hop({ left: ev.length, body: BODY }));
flow.step({ accepts: Hop, emits: [Hop, StopEvent], name: "hop" }, ({ left, body }) =>
  left === 0 ? new StopEvent({ result: "arrived" }) : new Hop({ left: left - 1, body }),
);

let folder: string;
let database: string;
let sink: SqliteSink;
let unregister: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-held-back-"));
  database = join(folder, "traces.db");
  sink = sqliteSink({ database, maxBacklogBytes: 2_000_000, onReport: () => undefined });
  await sink.ready;
  unregister = registerSink(sink);
});

afterEach(async () => {
  unregister();
  await sink.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

test("a run that outruns the writer many times over is stored whole, within the memory that it may take", async () => {
  let highestBytes = 0;
  const watching = setInterval(() => (highestBytes = Math.max(highestBytes, sink.status().backlogBytes)), 1);
  expect(await flow.run({ length: 10_000 })).toBe("arrived");
  clearInterval(watching);
  await sink.flush();
  expect(sink.status().droppedRecords).toBe(0);
  expect(highestBytes).toBeLessThan(2_000_000);
  const reader = new DatabaseSync(database, { readOnly: true });
  const run = reader.prepare("SELECT status, lastSeq, recordsDropped FROM Run").get();
  const stored = reader.prepare("SELECT count(*) AS records, max(seq) AS lastSeq FROM Record").get();
  reader.close();
  expect(run).toMatchObject({ status: "completed", recordsDropped: 0 });
  expect(stored).toEqual({ records: run?.["lastSeq"], lastSeq: run?.["lastSeq"] });
});

test("where the file stays locked, a run slows down but comes to its end, and what was lost is counted", async () => {
  const holder = new DatabaseSync(database);
  holder.exec("BEGIN IMMEDIATE");
  expect(await flow.run({ length: 10_000 })).toBe("arrived");
  expect(sink.status().droppedRecords).toBeGreaterThan(0);
  holder.exec("ROLLBACK");
  holder.close();
  await sink.flush();
});

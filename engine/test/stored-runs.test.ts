// Runs that the real engine made, recorded in memory and in a file at once: both stores must tell one story.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  afterAttempt,
  defineEvent,
  defineHumanResponse,
  defineInputRequired,
  fixed,
  registerSink,
  retryPolicy,
  StartEvent,
  StopEvent,
  type,
  Workflow,
} from "../src/index.ts";
import { memoryReader, memorySink, openSqliteReader, sqliteSink, type SqliteSink } from "../src/store.ts";
import type { TraceReader } from "../src/view/reader.ts";

class Part extends defineEvent("Part", type<{ readonly number: number; readonly body: string }>()) {}
class Done extends defineEvent("Done", type<{ readonly number: number }>()) {}
class Question extends defineInputRequired("Question", type<{ readonly text: string }>()) {}
class Answer extends defineHumanResponse("Answer", type<{ readonly isYes: boolean }>()) {}

const PARTS = 12;

/** Fans out, retries one branch, writes state, keeps a large body, collects, and asks a person. */
function approval(): Workflow<{ topic: string }, string> {
  const flow = new Workflow<{ topic: string }, string>({ name: "approval", version: "v1" });
  flow.step({ accepts: StartEvent, emits: Part, name: "split" }, async (_event, ctx) => {
    await ctx.set("parts", PARTS);
    return Array.from(
      { length: PARTS },
      (_, number) => new Part({ number, body: number === 3 ? "é".repeat(30_000) : "x" }),
    );
  });
  const retry = retryPolicy({ wait: fixed(2), stop: afterAttempt(3) });
  flow.step({ accepts: Part, emits: Done, name: "work", workers: 3, retry }, async (event, ctx) => {
    if (event.number === 5 && ctx.attempt.number === 0) throw new TypeError("fetch failed");
    await ctx.set(`done.${event.number}`, { at: new Date(0), size: event.body.length });
    return new Done({ number: event.number });
  });
  flow.step({ accepts: Done, emits: StopEvent, name: "gather" }, async (event, ctx) => {
    const all = ctx.collectEvents(
      event,
      Array.from({ length: PARTS }, () => Done),
    );
    if (all === undefined) return undefined;
    const answer = await ctx.waitForEvent(Answer, { waiterEvent: new Question({ text: "Publish it?" }) });
    return new StopEvent({ result: answer.isYes ? "published" : "kept" });
  });
  return flow;
}

function failing(): Workflow<{ topic: string }, string> {
  const flow = new Workflow<{ topic: string }, string>({ name: "failing" });
  const retry = retryPolicy({ wait: fixed(1), stop: afterAttempt(2) });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "break", retry }, async () => {
    throw new RangeError("out of paper", { cause: new Error("nobody ordered any") });
  });
  return flow;
}

let folder: string;
let sqlite: SqliteSink;
let memory: TraceReader;
let stored: TraceReader;
let undo: (() => void)[];
const runIds: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-real-"));
  sqlite = sqliteSink({ database: join(folder, "traces.db"), durability: "acknowledged" });
  await sqlite.ready;
  const inMemory = memorySink();
  undo = [registerSink(inMemory), registerSink(sqlite)];
  const options = { tags: ["prod"], sessionId: "s1", userId: "u1", metadata: { from: "test" } };
  const asked = approval().run({ topic: "pirates" }, options);
  for await (const event of asked.stream()) if (event instanceof Question) break;
  await asked.sendEvent(new Answer({ isYes: true }));
  expect(await asked).toBe("published");
  const failed = failing().run({ topic: "ships" });
  await expect(failed.result()).rejects.toThrow("out of paper");
  const waiting = approval().run({ topic: "islands" });
  for await (const event of waiting.stream()) if (event instanceof Question) break;
  runIds.push(asked.runId, failed.runId, waiting.runId);
  await sqlite.flush();
  memory = memoryReader(inMemory);
  stored = await openSqliteReader({ database: sqlite.path });
  await waiting.cancel("enough");
  await sqlite.flush();
}, 60_000);

afterAll(async () => {
  for (const each of undo) each();
  await stored.close();
  await sqlite.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

/** A journal with every body in its place. */
async function wholeJournal(reader: TraceReader, runId: string): Promise<unknown> {
  const { records } = await reader.records(runId, { limit: 10_000 });
  let text = JSON.stringify(records);
  for (const [reference, hash = ""] of text.matchAll(/\{"\$":"Payload","hash":"([0-9a-f]{64})","bytes":\d+\}/g)) {
    text = text.replace(reference, (await reader.payload(hash)) ?? "missing");
  }
  return JSON.parse(text);
}

describe("a file and the memory", () => {
  test("hold the same journals", async () => {
    for (const runId of runIds) {
      const journal = await wholeJournal(stored, runId);
      expect(journal).toEqual(await wholeJournal(memory, runId));
      expect(Array.isArray(journal) && journal.length).toBeGreaterThan(4);
    }
  });

  test("show the same rows, steps and graphs", async () => {
    const [fromFile, fromMemory] = [await stored.runsById(runIds), await memory.runsById(runIds)];
    expect(fromFile.map((run) => run.status)).toEqual(["completed", "failed", "cancelled"]);
    expect(fromFile).toEqual(fromMemory);
    expect(await stored.runSteps(runIds)).toEqual(await memory.runSteps(runIds));
    expect(fromFile[0]).toMatchObject({ retries: 1, maxAttempts: 2, tags: ["prod"], sessionId: "s1", version: "v1" });
    expect(fromFile[1]).toMatchObject({ failedStep: "break", errorMessage: "out of paper", failures: 1 });
    for (const run of fromFile) {
      expect(await stored.graph(run.definitionHash)).toEqual(await memory.graph(run.definitionHash));
    }
  });

  test("find the same runs by their texts", async () => {
    for (const [text, count] of [
      ["pirates", 1],
      ["out of paper", 1],
      ["Question", 2],
      ["published", 1],
      ["gather", 2],
    ] as const) {
      const filter = { texts: [text] };
      expect(
        (await stored.runs({ filter })).runs.map((run) => run.runId),
        text,
      ).toHaveLength(count);
      expect((await stored.runs({ filter })).runs).toEqual((await memory.runs({ filter })).runs);
    }
  });
});

test("what a caller has been told is in the file by then", async () => {
  const handler = approval().run({ topic: "durable" });
  for await (const event of handler.stream()) {
    if (event instanceof Question) break;
  }
  const connection = new DatabaseSync(sqlite.path, { readOnly: true });
  const kinds = (like = "%") =>
    connection
      .prepare(`SELECT "kind" FROM "Record" WHERE "runId" = ? AND "data" LIKE ? ORDER BY "seq"`)
      .all(handler.runId, like)
      .map((row) => row["kind"]);
  expect(kinds()).toContain("step.waiting");
  await handler.sendEvent(new Answer({ isYes: false }));
  expect(kinds('%"type":"Answer"%')).toEqual(["event.sent"]);
  await handler;
  expect(kinds().at(-1)).toBe("run.completed");
  connection.close();
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { afterEach, beforeEach, expect, it } from "vitest";

import { defineEvent, StartEvent, StopEvent, Workflow, type } from "../../src/index.ts";
import { traceLLM } from "../../src/llm.ts";
import { observe } from "../../src/otel.ts";
import { TraceBackEnd } from "./trace-back-end.ts";

let backEnd: TraceBackEnd;
let folder: string;
let database: string;

beforeEach(async () => {
  backEnd = await TraceBackEnd.start();
  folder = mkdtempSync(join(tmpdir(), "stepscope-observe-"));
  database = join(folder, "traces.db");
});
afterEach(async () => {
  await backEnd.close();
  rmSync(folder, { recursive: true, force: true });
});

class Item extends defineEvent("Item", type<{ n: number }>()) {}

/** A run of `count` steps in one fan-out: two spans for each, and three more. */
function fanOut(count: number): Workflow<Record<string, never>, number> {
  const flow = new Workflow<Record<string, never>, number>({ name: "burst" });
  let left = count;
  flow.step({ accepts: StartEvent, emits: Item, name: "plan" }, () =>
    Array.from({ length: count }, (_, n) => new Item({ n })),
  );
  flow.step({ accepts: Item, emits: StopEvent, name: "work" }, () =>
    --left === 0 ? new StopEvent({ result: count }) : undefined,
  );
  return flow;
}

const query = (sql: string): unknown => {
  const file = new DatabaseSync(database, { readOnly: true });
  const row = file.prepare(sql).get();
  file.close();
  return row === undefined ? undefined : Object.values(row)[0];
};

it.each([
  { spans: 20_003, isPhoenix: true },
  { spans: 100_003, isPhoenix: false },
])(
  "loses none of $spans spans in one burst, with Phoenix: $isPhoenix",
  async ({ spans, isPhoenix }) => {
    backEnd.isPhoenix = isPhoenix;
    await using scope = observe({ database, phoenix: backEnd.endpoint, maxSpansPerTrace: 1_000_000 });
    await fanOut((spans - 3) / 2).run({});
    await expect.poll(() => backEnd.stored.size, { timeout: 100_000 }).toBe(spans);
    await expect.poll(async () => (await scope.exportStatus()).confirmed, { timeout: 60_000 }).toBe(spans);
    expect([...backEnd.stored.values()].every((times) => times === 1)).toBe(true);
    expect(await scope.exportStatus()).toMatchObject({ pending: 0, sent: 0, parked: 0, dropped: 0 });
  },
  180_000,
);

it("ends in time when the back end hangs, and keeps every span for the next start", async () => {
  backEnd.answer = () => "hang";
  const scope = observe({ database, phoenix: backEnd.endpoint });
  await fanOut(10).run({});
  const startedMs = performance.now();
  await scope.shutdown();
  // Not as long as the request would have been waited for.
  expect(performance.now() - startedMs).toBeLessThan(9_000);
  expect(query(`SELECT count(*) FROM "ExportOutbox"`)).toBe(23);

  backEnd.answer = () => 200;
  const next = observe({ database, phoenix: backEnd.endpoint });
  await expect.poll(() => backEnd.stored.size, { timeout: 90_000 }).toBe(23);
  await next.shutdown();
}, 120_000);

/** What is garbage is not held. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

it("holds no spans in memory while the back end hangs: they are in the file", async () => {
  backEnd.answer = () => "hang";
  await using scope = observe({ database, phoenix: backEnd.endpoint, maxSpansPerTrace: 1_000_000 });
  const heldBytes = () => {
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  let before = 0;
  for (let round = 1; round <= 5; round++) {
    await fanOut(5_000).run({});
    await expect.poll(() => query(`SELECT count(*) FROM "ExportOutbox"`), { timeout: 30_000 }).toBe(round * 10_003);
    if (round === 1) before = heldBytes();
  }
  // 40,012 spans of about 1,500 bytes each, and the records of 20,004 steps, passed through.
  expect(heldBytes() - before).toBeLessThan(20_000_000);
  expect(await scope.exportStatus()).toMatchObject({ confirmed: 0, parked: 0, dropped: 0 });
}, 120_000);

it("works without a database, and holds spans in memory", async () => {
  await using scope = observe({ database: false, phoenix: backEnd.endpoint });
  expect(scope.database).toBeUndefined();
  await fanOut(10).run({});
  await scope.flush();
  expect(backEnd.stored.size).toBe(23);
  expect(await scope.exportStatus()).toMatchObject({ confirmed: 23, pending: 0 });
});

it("exports nothing with phoenix: false, and records all the same", async () => {
  await using scope = observe({ database, phoenix: false });
  await fanOut(10).run({});
  await scope.flush();
  expect(await scope.exportStatus()).toEqual({ pending: 0, sent: 0, confirmed: 0, parked: 0, dropped: 0 });
  expect(query(`SELECT count(*) FROM "Record" WHERE "kind" = 'step.completed'`)).toBe(11);
  expect([backEnd.requests.length, query(`SELECT count(*) FROM "ExportOutbox"`)]).toEqual([0, 0]);
});

it("keeps the model calls that end when their run is over", async () => {
  await using scope = observe({ database, phoenix: false });
  const answer = Promise.withResolvers<string>();
  let call: Promise<string> | undefined;
  const flow = new Workflow<Record<string, never>, number>({ name: "hasty" });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, () => {
    call = traceLLM({ provider: "p", model: "slow", messages: [] }, () => answer.promise);
    return new StopEvent({ result: 1 });
  });
  await flow.run({});
  await scope.flush();
  answer.resolve("late");
  await call;
  await scope.flush();
  expect(query(`SELECT "name" || ' ' || "status" || ' ' || "executionId" FROM "Span"`)).toBe("chat slow ok x1");
});

it("can be started again after it has ended", async () => {
  for (const round of [1, 2]) {
    const scope = observe({ database, phoenix: backEnd.endpoint });
    await fanOut(2).run({});
    await scope.shutdown();
    expect(backEnd.stored.size).toBe(7 * round);
    // Also once it is over; over the life of the file.
    expect(await scope.exportStatus()).toMatchObject({ confirmed: 7 * round, pending: 0, sent: 0 });
  }
});

it("goes on recording when the database cannot be used, and says why", async () => {
  const scope = observe({ database: folder, phoenix: backEnd.endpoint });
  await expect(scope.ready).rejects.toThrow();
  expect(await fanOut(2).run({})).toBe(2);
  await scope.shutdown();
});

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineHumanResponse, defineInputRequired, registerSink, StartEvent, StopEvent, Workflow } from "../index.ts";
import { sqliteSink } from "../store.ts";

class Question extends defineInputRequired("Question", z.object({})) {}
class Answer extends defineHumanResponse("Answer", z.object({})) {}

const PROGRAM = join(import.meta.dirname, "main.ts");
const RUNS = 60;
const folder = mkdtempSync(join(tmpdir(), "stepscope-prune-"));
const database = join(folder, "traces.db");

beforeAll(async () => {
  const sink = sqliteSink({ database });
  const unregister = registerSink(sink);
  const asking = new Workflow({ name: "asking" });
  asking.step({ accepts: StartEvent, emits: [Question, StopEvent], name: "ask" }, async (_event, ctx) => {
    await ctx.waitForEvent(Answer, { waiterEvent: new Question({}) });
    return new StopEvent({ result: 1 });
  });
  for await (const event of asking.run({}).stream()) if (event instanceof Question) break;
  const flow = new Workflow<{ text: string }, string>({ name: "long" });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "echo" }, (event) => new StopEvent({ result: event.text }));
  for (let n = 0; n < RUNS; n++) await flow.run({ text: `${n} `.repeat(20_000) });
  await sink.shutdown();
  unregister();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function stepscope(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--conditions=source", PROGRAM, "prune", "--db", database, ...args],
      { env: { PATH: process.env["PATH"], NO_COLOR: "1" } },
      (error, out, err) => resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

function statuses(): readonly unknown[] {
  const file = new DatabaseSync(database, { readOnly: true });
  const rows = file.prepare(`SELECT "status" FROM "Run" ORDER BY "number"`).all();
  file.close();
  return rows.map((row) => row["status"]);
}

describe("stepscope prune", () => {
  it("needs a limit, and understands it", async () => {
    expect(await stepscope()).toMatchObject({ code: 2, err: expect.stringContaining("needs --older-than, --keep or") });
    expect(await stepscope("--older-than", "old")).toMatchObject({ code: 2, err: expect.stringContaining("30d") });
  });

  it("says beforehand what it would delete, and deletes nothing", async () => {
    const before = readFileSync(database);
    const { code, out } = await stepscope("--keep", "10", "--dry-run");
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`Would delete ${RUNS - 10} runs`) });
    expect((await stepscope("--older-than", "1h", "--dry-run")).out).toContain("Would delete 0 runs");
    expect((await stepscope("--older-than", "0s", "--dry-run")).out).toContain(`Would delete ${RUNS} runs`);
    expect((await stepscope("--max-size", "1kB", "--dry-run")).out).toMatch(/Would delete about 60 runs/);
    expect(readFileSync(database).equals(before)).toBe(true);
  });

  it("deletes the oldest runs that are over, gives their space back, and says both", async () => {
    const before = statSync(database).size;
    const { code, out, err } = await stepscope("--keep", "10");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Deleted 50 runs and \d+ records from .*; [\d.]+ MB freed, .* left\.\n$/);
    expect(statSync(database).size).toBeLessThan(before / 2);
    expect(statuses()).toEqual(["waiting", ...Array.from({ length: 10 }, () => "completed")]);
    expect((await stepscope("--older-than", "1h")).out).toMatch(
      /^Deleted 0 runs and 0 records from .*; [\d.]+ .B left\.\n$/,
    );
  });
});

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { TraceBackEnd } from "./trace-back-end.ts";

const REGISTER = new URL("../../src/register.ts", import.meta.url).href;
const programPath = (name: string) => fileURLToPath(new URL(`./programs/${name}`, import.meta.url));
const PROGRAM = programPath("ending-program.ts");

let backEnd: TraceBackEnd;
let folder: string;

beforeEach(async () => {
  backEnd = await TraceBackEnd.start();
  folder = mkdtempSync(join(tmpdir(), "stepscope-ends-"));
});
afterEach(async () => {
  await backEnd.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

function runProgram(
  how: string,
  environment: Readonly<Record<string, string>> = {},
  program = PROGRAM,
): Promise<Ending> {
  const child = spawn(process.execPath, ["--conditions=source", "--no-warnings", "--import", REGISTER, program, how], {
    env: {
      PATH: process.env["PATH"],
      STEPSCOPE_DATABASE_URL: join(folder, "traces.db"),
      PHOENIX_COLLECTOR_ENDPOINT: backEnd.endpoint,
      PHOENIX_PROJECT_NAME: "ends",
      ...environment,
    },
  });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  return new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal, output })));
}

/** What is in the file: the kinds of the run's records, its model calls, and the spans that still wait. */
function stored(): { readonly kinds: readonly string[]; readonly calls: number; readonly waiting: readonly string[] } {
  const database = new DatabaseSync(join(folder, "traces.db"), { readOnly: true });
  const column = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]));
  const found = {
    kinds: column(`SELECT "kind" FROM "Record" ORDER BY "seq"`),
    calls: Number(column(`SELECT count(*) FROM "Span" WHERE "kind" = 'LLM'`)[0]),
    waiting: column(`SELECT "spanId" FROM "ExportOutbox"`),
  };
  database.close();
  return found;
}

const KINDS = [
  "run.started",
  "event.sent",
  "step.queued",
  "step.started",
  "llm.called",
  "event.sent",
  "step.completed",
  "run.completed",
];

describe("a process that ends", () => {
  it.each([
    ["naturally", "", { code: 0, signal: null }],
    ["with process.exit", "exit", { code: 0, signal: null }],
    ["with an uncaught error", "throw", { code: 1, signal: null }],
    ["by SIGTERM", "SIGTERM", { code: null, signal: "SIGTERM" }],
    ["by SIGINT", "SIGINT", { code: null, signal: "SIGINT" }],
  ])(
    "%s has stored every record, and lost no span",
    async (_, how, ending) => {
      const ended = await runProgram(how);
      expect(ended, ended.output).toMatchObject(ending);
      const { kinds, calls, waiting } = stored();
      expect(kinds).toEqual(KINDS);
      expect(calls).toBe(1);
      // run, dispatch, step and model call: sent, or in the outbox for the next start.
      expect(new Set([...backEnd.stored.keys(), ...waiting]).size).toBe(4);
    },
    60_000,
  );

  it("naturally has sent its spans, and seen them stored", async () => {
    await runProgram("");
    expect(backEnd.stored.size).toBe(4);
    expect([...backEnd.stored.values()]).toEqual([1, 1, 1, 1]);
    expect(stored().waiting).toEqual([]);
  }, 60_000);

  it("leaves to the next start what could not be sent", async () => {
    await backEnd.close();
    const first = await runProgram("");
    expect(first.output).toContain("result: They float.");
    expect(first.output).toContain("spans cannot be sent");
    expect(stored().waiting).toHaveLength(4);
    await backEnd.listen();
    await runProgram("");
    expect(backEnd.stored.size).toBe(8);
    expect(stored().waiting).toEqual([]);
  }, 60_000);

  it("says how to install what is missing, and keeps its records all the same", async () => {
    const loader = `data:text/javascript,import { registerHooks } from "node:module"; import Module from "node:module";
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (request, ...rest) {
        if (request === "@opentelemetry/sdk-node") throw Object.assign(new Error("Cannot find module '@opentelemetry/sdk-node'"), { code: "MODULE_NOT_FOUND" });
        return resolve.call(this, request, ...rest);
      };`;
    const ended = await runProgram("", {
      NODE_OPTIONS: `--import ${JSON.stringify(loader.replaceAll(/\s*\n\s*/g, " "))}`,
    });
    expect(ended.output).toContain("npm install @opentelemetry/sdk-node @opentelemetry/api");
    expect(ended.output).toContain("result: They float.");
    expect(stored().kinds).toEqual(KINDS);
    expect(stored().calls).toBe(1);
    expect(backEnd.stored.size).toBe(0);
  }, 60_000);
});

describe("an unchanged program", () => {
  it.each(["module-program.ts", "commonjs-program.cjs"])(
    "%s has its model calls traced",
    async (name) => {
      const ended = await runProgram("", {}, programPath(name));
      expect(ended, ended.output).toMatchObject({ code: 0 });
      expect(ended.output).toContain("result: done");
      const file = new DatabaseSync(join(folder, "traces.db"), { readOnly: true });
      const calls = file
        .prepare(`SELECT "provider", "model", "promptTokens" > 0 AS "hasTokens" FROM "Span" ORDER BY "number"`)
        .all();
      file.close();
      expect(calls).toEqual([
        { provider: "openai", model: "gpt-4o-mini", hasTokens: 1 },
        { provider: "anthropic", model: "claude-3-5-haiku-latest", hasTokens: 1 },
      ]);
    },
    60_000,
  );
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ProgramStage } from "./program-stage.ts";

let stage: ProgramStage;
beforeEach(async () => {
  stage = await ProgramStage.open();
});
afterEach(() => stage.close());

/** What is in the file: the kinds of the run's records, its model calls, and the spans that still wait. */
function stored(): {
  readonly kinds: readonly unknown[];
  readonly calls: number;
  readonly waiting: readonly unknown[];
} {
  return {
    kinds: stage.rows(`SELECT "kind" FROM "Record" ORDER BY "seq"`).map((row) => row["kind"]),
    calls: stage.rows(`SELECT 1 FROM "Span" WHERE "kind" = 'LLM'`).length,
    waiting: stage.rows(`SELECT "spanId" FROM "ExportOutbox"`).map((row) => row["spanId"]),
  };
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
      const ended = await stage.run("ending-program.ts", { argument: how });
      expect(ended, ended.output).toMatchObject(ending);
      const { kinds, calls, waiting } = stored();
      expect(kinds).toEqual(KINDS);
      expect(calls).toBe(1);
      // run, dispatch, step and model call: sent, or in the outbox for the next start.
      expect(new Set([...stage.backEnd.stored.keys(), ...waiting]).size).toBe(4);
    },
    60_000,
  );

  it("naturally has sent its spans, and seen them stored", async () => {
    await stage.run("ending-program.ts");
    expect(stage.backEnd.stored.size).toBe(4);
    expect([...stage.backEnd.stored.values()]).toEqual([1, 1, 1, 1]);
    expect(stored().waiting).toEqual([]);
  }, 60_000);

  it("naturally has sent its metrics, where they are to go", async () => {
    const { output } = await stage.run("ending-program.ts", { environment: { OTEL_METRICS_EXPORTER: "console" } });
    for (const name of ["workflow.run.duration", "workflow.step.duration", "gen_ai.client.token.usage"])
      expect(output).toContain(name);
  }, 60_000);

  it("leaves to the next start what could not be sent", async () => {
    await stage.backEnd.close();
    const first = await stage.run("ending-program.ts");
    expect(first.output).toContain("result: They float.");
    expect(first.output).toContain("spans cannot be sent");
    expect(stored().waiting).toHaveLength(4);
    await stage.backEnd.listen();
    await stage.run("ending-program.ts");
    expect(stage.backEnd.stored.size).toBe(8);
    expect(stored().waiting).toEqual([]);
  }, 60_000);

  it("says how to install what is missing, and keeps its records all the same", async () => {
    const loader = `data:text/javascript,import { registerHooks } from "node:module"; import Module from "node:module";
      const resolve = Module._resolveFilename;
      Module._resolveFilename = function (request, ...rest) {
        if (request === "@opentelemetry/sdk-node") throw Object.assign(new Error("Cannot find module '@opentelemetry/sdk-node'"), { code: "MODULE_NOT_FOUND" });
        return resolve.call(this, request, ...rest);
      };`;
    const ended = await stage.run("ending-program.ts", {
      environment: { NODE_OPTIONS: `--import ${JSON.stringify(loader.replaceAll(/\s*\n\s*/g, " "))}` },
    });
    expect(ended.output).toContain("npm install @opentelemetry/sdk-node @opentelemetry/api");
    expect(ended.output).toContain("result: They float.");
    expect(stored().kinds).toEqual(KINDS);
    expect(stored().calls).toBe(1);
    expect(stage.backEnd.stored.size).toBe(0);
  }, 60_000);
});

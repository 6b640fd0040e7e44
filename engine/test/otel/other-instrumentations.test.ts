import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ProgramStage } from "./program-stage.ts";

let stage: ProgramStage;
beforeEach(async () => {
  stage = await ProgramStage.open();
});
afterEach(() => stage.close());

describe("an unchanged program", () => {
  it.each(["module-program.ts", "commonjs-program.cjs"])(
    "%s has its model calls traced",
    async (name) => {
      const ended = await stage.run(name);
      expect(ended, ended.output).toMatchObject({ code: 0 });
      expect(ended.output).toContain("result: done");
      const calls = stage.rows(
        `SELECT "provider", "model", "promptTokens" > 0 AS "hasTokens" FROM "Span" ORDER BY "number"`,
      );
      expect(calls).toEqual([
        { provider: "openai", model: "gpt-4o-mini", hasTokens: 1 },
        { provider: "anthropic", model: "claude-3-5-haiku-latest", hasTokens: 1 },
      ]);
    },
    60_000,
  );
});

it("the AI SDK's own telemetry lands under its step, with LLM kind, tokens and tool, each call once", async () => {
  const ended = await stage.run("ai-sdk-program.ts", { isRegistered: false });
  expect(ended.output, ended.output).toContain("result: They float.");
  const rows = stage.rows(`SELECT * FROM "Span" ORDER BY "number"`);
  const llm = rows.filter((row) => row["kind"] === "LLM");
  expect(llm).toHaveLength(2);
  expect(llm[0]).toMatchObject({ model: "mock-1", promptTokens: 20, completionTokens: 6 });
  expect(String(llm[1]?.["attributes"])).toContain("They float.");
  expect(rows.filter((row) => row["kind"] === "TOOL")).toHaveLength(1);
  expect(stage.rows(`SELECT 1 FROM "Record" WHERE "kind" = 'llm.called'`)).toHaveLength(2);
  expect(stage.rows(`SELECT "promptTokens", "completionTokens" FROM "Run"`)).toEqual([
    { promptTokens: 40, completionTokens: 12 },
  ]);
  const others = rows.filter((row) => row["kind"] !== "LLM");
  expect(others.filter((row) => /token_count|usage/.test(String(row["attributes"])))).toEqual([]);
  // From the call up to the step: every parent is a span of the same execution, the last one the step's own.
  const parents: unknown[] = [];
  for (let at = llm[0]; at !== undefined; at = rows.find((row) => row["spanId"] === parents.at(-1)))
    parents.push(at["parentSpanId"]);
  const [step] = stage.rows(`SELECT "spanId" FROM "Record" WHERE "kind" = 'step.started'`);
  expect(parents.at(-1)).toBe(step?.["spanId"]);
}, 60_000);

it.each([
  ["streams", "stream", { status: "unset", promptTokens: 20, completionTokens: 6 }],
  ["fails", "fail", { status: "error", promptTokens: null }],
])(
  "the AI SDK's own telemetry lands under its step when the call %s",
  async (_, argument, call) => {
    const ended = await stage.run("ai-sdk-program.ts", { isRegistered: false, argument });
    expect(ended.output).toContain(argument === "fail" ? "result: " : "result: They float.");
    const llm = stage.rows(`SELECT * FROM "Span" WHERE "kind" = 'LLM'`);
    expect(llm, ended.output).toMatchObject([{ model: "mock-1", executionId: "x1", ...call }]);
    expect(stage.rows(`SELECT "llmCalls" FROM "Run"`)).toEqual([{ llmCalls: 1 }]);
  },
  60_000,
);

it("the official OpenInference instrumentation beside ours traces each call once, in either order, and alone", async () => {
  const { output } = await stage.run("openinference-program.ts", { isRegistered: false });
  const theirs = "@arizeai/openinference-instrumentation-openai";
  expect(output.trim().split("\n")).toEqual([
    `theirs: 1 by ${theirs}`,
    "ours-above: 1 by stepscope",
    "none: 0 by ",
    `ours-below: 1 by ${theirs}`,
  ]);
  // Whoever traced it, a call is a row and a record of its run, with its tokens.
  expect(
    stage.rows(`SELECT "workflow", "promptTokens", "completionTokens",
      (SELECT count(*) FROM "Span" WHERE "runId" = "Run"."id" AND "kind" = 'LLM') AS "rows",
      (SELECT count(*) FROM "Record" WHERE "runId" = "Run"."id" AND "kind" = 'llm.called') AS "records"
      FROM "Run" ORDER BY "number"`),
  ).toEqual([
    { workflow: "theirs", promptTokens: 12, completionTokens: 4, rows: 1, records: 1 },
    { workflow: "ours-above", promptTokens: 12, completionTokens: 4, rows: 1, records: 1 },
    { workflow: "none", promptTokens: 0, completionTokens: 0, rows: 0, records: 0 },
    { workflow: "ours-below", promptTokens: 12, completionTokens: 4, rows: 1, records: 1 },
  ]);
  // And under its step.
  const steps = stage.rows(`SELECT "spanId" FROM "Record" WHERE "kind" = 'step.started'`).map((row) => row["spanId"]);
  for (const row of stage.rows(`SELECT "parentSpanId" FROM "Span"`)) expect(steps).toContain(row["parentSpanId"]);
}, 60_000);

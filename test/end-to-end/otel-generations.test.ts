/** The published packages work with both generations of OpenTelemetry: API 1.9 with SDK 2, API 1.10 with SDK 3. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TraceBackEnd } from "../../engine/test/otel/trace-back-end.ts";
import { runProgram, tryProgram } from "../../scripts/child-process.ts";
import { unpackWorkspace } from "./unpack-workspace.ts";

/** A step with a span of the application, made through its own copy of the API. */
const PROGRAM = `
import { context, trace } from "@opentelemetry/api";
import { StartEvent, StopEvent, Workflow } from "stepscope";
import { traceLLM } from "stepscope/llm";
const flow = new Workflow({ name: "generations" });
flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  trace.getTracer("mine").startSpan("mine").end();
  await traceLLM({ provider: "p", model: "m", messages: [{ role: "user", content: "hi" }] }, () => "hello");
  return new StopEvent({ result: trace.getSpan(context.active()) === undefined ? "lost" : "inside" });
});
console.log("result:", await flow.run({}));
`;

/** The application sets OpenTelemetry up itself, and adds the span processor. */
const OWN_SDK = `
import { NodeSDK } from "@opentelemetry/sdk-node";
import { stepscopeSpanProcessor } from "stepscope/otel";
const sdk = new NodeSDK({ autoDetectResources: false, logRecordProcessors: [], metricReaders: [], spanProcessors: [stepscopeSpanProcessor()] });
sdk.start();
${PROGRAM}
await sdk.shutdown();
`;

describe.each([
  { generation: "API 1.9 and SDK 2", packages: ["@opentelemetry/api@1.9.0", "@opentelemetry/sdk-node@0.203.0"] },
  { generation: "API 1.10 and SDK 3", packages: ["@opentelemetry/api@1.10.0", "@opentelemetry/sdk-node@0.301.0"] },
])("$generation", ({ packages }) => {
  let folder: string;
  let backEnd: TraceBackEnd;

  beforeAll(async () => {
    backEnd = await TraceBackEnd.start();
    folder = await mkdtemp(join(tmpdir(), "stepscope-generations-"));
    await writeFile(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
    const needed = ["@arizeai/openinference-semantic-conventions@^2.12.0", "uuid@^14.0.3"];
    const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"];
    await runProgram("npm", ["install", ...quiet, ...packages, ...needed], { cwd: folder });
    for (const [workspace, name] of [
      ["engine", "stepscope"],
      ["prisma", "@stepscope/database"],
    ] as const) {
      await unpackWorkspace(workspace, join(folder, "node_modules", name), ["--ignore-scripts"]);
    }
    await writeFile(join(folder, "program.js"), PROGRAM);
    await writeFile(join(folder, "own-sdk.js"), OWN_SDK);
  }, 240_000);

  afterAll(async () => {
    await backEnd.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    { how: "set up by us", args: ["--import", "stepscope/register", "program.js"] },
    { how: "set up by the application", args: ["own-sdk.js"] },
  ])("exports the whole tree, $how", async ({ how, args }) => {
    backEnd.stored.clear();
    const { exitCode, output } = await tryProgram(process.execPath, args, {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        STEPSCOPE_DATABASE_URL: join(folder, `${how.replaceAll(" ", "-")}.db`),
        PHOENIX_COLLECTOR_ENDPOINT: backEnd.endpoint,
      },
    });
    expect(exitCode, output).toBe(0);
    expect(output).toContain("result: inside");
    // run, dispatch, step, the application's own span, model call: each once.
    expect([...backEnd.stored.values()]).toEqual([1, 1, 1, 1, 1]);
  });
});

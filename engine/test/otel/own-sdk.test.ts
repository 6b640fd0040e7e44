import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { trace } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { afterAll, beforeAll, expect, it } from "vitest";

import { StartEvent, StopEvent, Workflow } from "../../src/index.ts";
import { traceLLM } from "../../src/llm.ts";
import { stepscopeSpanProcessor } from "../../src/otel.ts";
import { TraceBackEnd } from "./trace-back-end.ts";

let backEnd: TraceBackEnd;
let sdk: NodeSDK;
const folder = mkdtempSync(join(tmpdir(), "stepscope-own-sdk-"));
const database = join(folder, "traces.db");

beforeAll(async () => {
  backEnd = await TraceBackEnd.start();
  sdk = new NodeSDK({
    resource: resourceFromAttributes({ "service.name": "mine" }),
    autoDetectResources: false,
    logRecordProcessors: [],
    metricReaders: [],
    spanProcessors: [stepscopeSpanProcessor({ database, phoenix: backEnd.endpoint, projectName: "fleet" })],
  });
  sdk.start();
});
afterAll(async () => {
  await backEnd.close();
  rmSync(folder, { recursive: true, force: true });
});

it("joins an SDK of the application: its spans go through the outbox, once, and into the run they belong to", async () => {
  const flow = new Workflow<{ topic: string }, string>({ name: "own" });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
    const span = trace
      .getTracer("mine")
      .startSpan("look up", { attributes: { "openinference.span.kind": "RETRIEVER" } });
    span.end();
    return new StopEvent({
      result: await traceLLM(
        { provider: "local", model: "tiny", messages: [{ role: "user", content: "hi" }] },
        () => "hello",
      ),
    });
  });
  const outside = trace.getTracer("mine").startSpan("outside");
  outside.end();
  await flow.run({ topic: "x" });
  await sdk.shutdown();

  expect(backEnd.stored.size).toBe(6);
  expect([...backEnd.stored.values()].every((times) => times === 1)).toBe(true);
  // The resource is the application's; the project is added to it.
  const bodies = Buffer.concat(backEnd.bodies).toString("latin1");
  expect(bodies.match(/openinference\.project\.name.{1,6}fleet.{1,20}service\.name.{1,6}mine/gs)).toHaveLength(6);
  const file = new DatabaseSync(database, { readOnly: true });
  const rows = file
    .prepare(`SELECT "name", "kind", "runId" IS NOT NULL AS "hasRun" FROM "Span" ORDER BY "number"`)
    .all();
  const waiting = file.prepare(`SELECT count(*) AS "count" FROM "ExportOutbox"`).get();
  file.close();
  expect(rows).toEqual([
    { name: "look up", kind: "RETRIEVER", hasRun: 1 },
    { name: "chat tiny", kind: "LLM", hasRun: 1 },
  ]);
  expect(waiting).toEqual({ count: 0 });
});

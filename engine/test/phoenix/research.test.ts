/** The research example, recorded with a real Phoenix up: what its trace looks like there. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@arizeai/phoenix-client";
import { getSpans } from "@arizeai/phoenix-client/spans";
import { instrumentOpenAI } from "../../src/llm.ts";
import { type Observation, observe } from "../../src/otel.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectModel, type ModelConnection } from "../../../examples/model/src/connect-model.ts";
import { Research } from "../../../examples/research/src/research.ts";
import { startSearchService, type SearchService } from "../../../examples/research/src/search-service.ts";
import { type Phoenix, phoenixMissing, startPhoenix } from "../../../scripts/phoenix.ts";

const PROJECT = "research";

describe.skipIf((await phoenixMissing()) !== undefined)("research, in a real Phoenix", () => {
  const folder = mkdtempSync(join(tmpdir(), "stepscope-research-"));
  let phoenix: Phoenix;
  let scope: Observation;
  let model: ModelConnection;
  let search: SearchService;
  let traceId: string;

  beforeAll(async () => {
    phoenix = await startPhoenix();
    scope = observe({
      database: join(folder, "traces.db"),
      phoenix: phoenix.endpoint,
      projectName: PROJECT,
    });
    model = await connectModel({ environment: {}, pace: 0 });
    search = await startSearchService();
    const run = new Research({
      client: instrumentOpenAI(model.client),
      model: model.model,
      searchUrl: search.url,
    }).run({
      topic: "trees in hot cities",
    });
    await run;
    traceId = run.traceId ?? "";
    await vi.waitFor(async () => expect(await scope.exportStatus()).toMatchObject({ pending: 0, sent: 0 }), {
      timeout: 60_000,
      interval: 250,
    });
  }, 240_000);

  afterAll(async () => {
    await scope.shutdown();
    await search.close();
    await model.close();
    await phoenix.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function readBack() {
    const client = createClient({ options: { baseUrl: phoenix.endpoint } });
    const { spans } = await getSpans({ client, project: { projectName: PROJECT }, traceIds: [traceId], limit: 1000 });
    return spans;
  }

  it("has the run as its root, the steps as its children, and model calls under their step", async () => {
    const spans = await readBack();
    const [root, ...otherRoots] = spans.filter((span) => span.parent_id === null);
    expect(otherRoots).toEqual([]);
    expect(root).toMatchObject({ name: "run research", span_kind: "AGENT", status_code: "OK" });
    const steps = spans.filter((span) => span.span_kind === "CHAIN");
    expect(new Set(steps.map((span) => span.parent_id))).toEqual(new Set([root?.context.span_id]));
    expect(steps.filter((span) => span.name.startsWith("search"))).toHaveLength(6);
    const stepIds = new Set(steps.map((span) => span.context.span_id));
    const calls = spans.filter((span) => span.span_kind === "LLM");
    expect(calls.length).toBeGreaterThan(10);
    for (const { parent_id: parentId, attributes } of calls) {
      expect(stepIds).toContain(parentId);
      expect(attributes?.["llm.token_count.prompt"]).toBeGreaterThan(0);
      expect(attributes?.["llm.input_messages.0.message.content"]).toEqual(expect.any(String));
      expect(attributes?.["llm.output_messages.0.message.content"]).toEqual(expect.any(String));
    }
  });

  it("has the failed attempt as its one error, and its next attempt beside it", async () => {
    const spans = await readBack();
    const failed = spans.filter((span) => span.status_code === "ERROR");
    expect(failed.map((span) => span.name)).toEqual(["search"]);
    expect(spans.filter((span) => span.name === "search (attempt 2)")).toMatchObject([
      { status_code: "OK", parent_id: failed[0]?.parent_id },
    ]);
  });
});

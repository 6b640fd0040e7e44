/** A run with everything in it reads back from a real Phoenix as it was designed: root, parents, kinds, tokens, session, statuses. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@arizeai/phoenix-client";
import { getSpans } from "@arizeai/phoenix-client/spans";
import OpenAI from "openai";
import { type Observation, observe } from "../../src/otel.ts";
import { startScriptedModel, type ScriptedModel } from "../../src/testing.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { browserMissing, launchBrowser } from "../../../scripts/browser.ts";
import { type Phoenix, phoenixMissing, startPhoenix } from "../../../scripts/phoenix.ts";
import { Approval, BRANCHES, everythingFlow } from "./everything-flow.ts";

const PROJECT = "tree";

const noBrowser = await browserMissing();

describe.skipIf((await phoenixMissing()) !== undefined)("a run with everything in it", () => {
  let phoenix: Phoenix;
  let model: ScriptedModel;
  let scope: Observation;
  let folder: string;
  let traceId: string | undefined;
  let runId: string;

  async function readBack() {
    const client = createClient({ options: { baseUrl: phoenix.endpoint } });
    const { spans } = await getSpans({
      client,
      project: { projectName: PROJECT },
      traceIds: [traceId ?? ""],
      limit: 1000,
    });
    return spans;
  }

  beforeAll(async () => {
    phoenix = await startPhoenix();
    folder = mkdtempSync(join(tmpdir(), "stepscope-tree-"));
    model = await startScriptedModel({
      replies: (request) =>
        request.prompt === "plan"
          ? {
              toolCalls: [{ id: "c1", name: "search", arguments: { q: "ships" } }],
              usage: { promptTokens: 20, completionTokens: 5 },
            }
          : { text: `the answer to ${request.prompt}`, usage: { promptTokens: 10, completionTokens: 4 } },
    });
    scope = observe({
      database: join(folder, "traces.db"),
      phoenix: phoenix.endpoint,
      projectName: PROJECT,
      instrument: [OpenAI],
    });
    const flow = everythingFlow(new OpenAI({ baseURL: model.baseURL, apiKey: "k" }));
    const handler = flow.run(
      { topic: "ships" },
      { tags: ["demo"], sessionId: "session-1", userId: "user-1", metadata: { team: "a" } },
    );
    await vi.waitFor(() => expect(handler.status()).toBe("waiting"), { timeout: 60_000 });
    await handler.sendEvent(new Approval({ verdict: "yes" }));
    expect(await handler).toBe("yes: the answer to questi");
    ({ traceId, runId } = handler);
    await scope.flush();
    await vi.waitFor(async () => expect(await scope.exportStatus()).toMatchObject({ pending: 0, sent: 0 }), {
      timeout: 60_000,
      interval: 250,
    });
  }, 240_000);

  afterAll(async () => {
    await scope.shutdown();
    await model.close();
    await phoenix.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is there whole, once, and confirmed", async () => {
    const spans = await readBack();
    const count = (pattern: RegExp) => spans.filter((span) => pattern.test(span.name)).length;
    expect({
      run: count(/^run /),
      plan: count(/^plan/),
      search: count(/^search$/),
      retried: count(/^search \(attempt 2\)$/),
      write: count(/^write$/),
      approve: count(/^approve$/),
      dispatch: count(/^dispatch /),
      wait: count(/^wait /),
      llm: count(/^chat /),
    }).toEqual({
      run: 2,
      plan: 1,
      search: BRANCHES,
      retried: 3,
      write: BRANCHES,
      approve: 1,
      dispatch: 2 * BRANCHES + 3,
      wait: 1,
      llm: 4,
    });
    expect(new Set(spans.map((span) => span.context.span_id)).size).toBe(spans.length);
    expect((await scope.exportStatus()).confirmed).toBeGreaterThanOrEqual(spans.length);
  });

  it("has one root, and every other span hangs where it belongs", async () => {
    const spans = await readBack();
    const byId = new Map(spans.map((span) => [span.context.span_id, span]));
    const roots = spans.filter((span) => span.parent_id === null);
    expect(roots.map((span) => span.name)).toEqual(["run everything"]);
    const parents = new Set(spans.map((span) => `${byId.get(span.parent_id ?? "")?.name ?? "-"} > ${span.name}`));
    expect([...parents].sort()).toEqual(
      [
        "- > run everything",
        "approve > run polish",
        "plan > chat gpt-4o-mini",
        "run everything > approve",
        "run everything > dispatch Answer",
        "run everything > dispatch Draft",
        "run everything > dispatch Question",
        "run everything > dispatch StartEvent",
        "run everything > plan",
        "run everything > search",
        "run everything > search (attempt 2)",
        "run everything > wait Approval",
        "run everything > write",
        "run polish > dispatch StartEvent",
        "run polish > shorten",
        "search > chat gpt-4o-mini",
      ].sort(),
    );
  });

  it("has kinds and statuses: a failed attempt is an error, the run is not", async () => {
    const spans = await readBack();
    const kinds = new Set(
      spans.map((span) => `${span.name.replace(/^(dispatch|run|chat) .*/, "$1")}: ${span.span_kind}`),
    );
    expect([...kinds].sort()).toEqual([
      "approve: CHAIN",
      "chat: LLM",
      "dispatch: UNKNOWN",
      "plan: CHAIN",
      "run: AGENT",
      "search (attempt 2): CHAIN",
      "search: CHAIN",
      "shorten: CHAIN",
      "wait Approval: CHAIN",
      "write: CHAIN",
    ]);
    const failed = spans.filter((span) => span.status_code === "ERROR");
    expect(failed.map((span) => span.name)).toEqual(["search", "search", "search"]);
    expect(failed[0]?.events?.map((event) => event.name)).toEqual(["exception"]);
    expect(spans.find((span) => span.parent_id === null)?.status_code).toBe("OK");
  });

  it("has messages, tool calls and tokens on model calls, and only there", async () => {
    const spans = await readBack();
    const calls = spans.filter((span) => span.span_kind === "LLM");
    const tokens = calls.map((span) => [
      span.attributes?.["llm.token_count.prompt"],
      span.attributes?.["llm.token_count.completion"],
    ]);
    expect(tokens.toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      [10, 4],
      [10, 4],
      [10, 4],
      [20, 5],
    ]);
    const [streamed] = calls.filter((span) => span.attributes?.["output.value"] === "the answer to question 0");
    expect(streamed?.attributes).toMatchObject({
      "llm.model_name": "gpt-4o-mini",
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.content": "question 0",
      "llm.output_messages.0.message.content": "the answer to question 0",
    });
    const [tooled] = calls.filter((span) => span.attributes?.["llm.token_count.prompt"] === 20);
    expect(JSON.stringify(tooled?.attributes)).toContain("tool_call.function.name");
    const others = spans.filter((span) => span.span_kind !== "LLM");
    expect(others.filter((span) => JSON.stringify(span.attributes).includes("token_count"))).toEqual([]);
  });

  it("belongs to its session, with input and output that read well", async () => {
    const root = (await readBack()).find((span) => span.parent_id === null);
    expect(root?.attributes).toMatchObject({
      "session.id": "session-1",
      "user.id": "user-1",
      "input.value": "ships",
      "output.value": "yes: the answer to questi",
      "workflow.run.id": runId,
      "workflow.run.outcome": "completed",
    });
    const answer: unknown = await (await fetch(`${phoenix.endpoint}/v1/projects/${PROJECT}/sessions`)).json();
    expect(JSON.stringify(answer)).toContain("session-1");
  });

  it.skipIf(noBrowser !== undefined)("opens in the browser and shows the tree", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
      await page.goto(`${phoenix.endpoint}/redirects/traces/${traceId}`);
      for (const name of ["run everything", "plan", "chat gpt-4o-mini", "dispatch Question", "search"])
        await page.getByText(name, { exact: true }).last().waitFor({ timeout: 60_000 });
      // The picture in the guide: PHOENIX_PICTURE=docs/images/phoenix-trace.png
      const path = process.env["PHOENIX_PICTURE"];
      if (path !== undefined) await page.screenshot({ path });
    } finally {
      await browser.close();
    }
  });
});

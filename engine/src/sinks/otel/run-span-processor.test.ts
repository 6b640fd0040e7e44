import { SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, describe, expect, it } from "vitest";

import { createRedactor, type Redactor } from "../../codec/redactor.ts";
import type { RedactionSettings } from "../../codec/redact-settings.ts";
import { setExecutionScopeSource, type ExecutionScope } from "../../trace/execution-scope.ts";
import type { RecordBody } from "../../trace/record.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { OutboxSpan } from "../otel-export/outbox.ts";
import { createRunSpanProcessor } from "./run-span-processor.ts";

class Stage {
  readonly rows: SpanData[] = [];
  readonly records: RecordBody[] = [];
  readonly outbox: OutboxSpan[] = [];
  readonly redactor: Redactor;
  readonly provider: TracerProvider;

  constructor(settings: RedactionSettings = {}) {
    this.redactor = createRedactor({ environment: {}, ...settings });
    const processor = createRunSpanProcessor(() => ({
      redactor: this.redactor,
      costOf: (_model, usage) => (usage.promptTokens ?? 0) / 1e6,
      append: (span) => this.outbox.push(span),
      flush: () => Promise.resolve(),
    }));
    this.provider = new TracerProvider({ spanProcessors: [processor] });
  }

  inStep(code: () => void): this {
    const scope: ExecutionScope = {
      runId: "r1",
      workflow: "flow",
      executionId: "x1",
      step: "ask",
      attempt: 0,
      record: (body) => void this.records.push(body),
      recordSpan: (span) => void this.rows.push(span),
    };
    setExecutionScopeSource({ currentScope: () => scope });
    code();
    setExecutionScopeSource({ currentScope: () => undefined });
    return this;
  }

  span(name: string, attributes: Attributes, scope = "other"): this {
    return this.inStep(() => this.provider.getTracer(scope).startSpan(name, { attributes }).end());
  }

  /** Everything that left the process, as text. */
  get text(): string {
    return (
      JSON.stringify([this.rows, this.records]) +
      this.outbox.map((span) => Buffer.from(span.body).toString("latin1")).join("")
    );
  }
}

afterEach(() => {
  setExecutionScopeSource({ currentScope: () => undefined });
});

describe("spans of other instrumentations inside a step", () => {
  it("land in the run's rows and in the outbox, with the run they belong to", () => {
    const stage = new Stage().span("search", { "openinference.span.kind": "RETRIEVER", "input.value": "ships" });
    expect(stage.rows).toMatchObject([
      {
        runId: "r1",
        executionId: "x1",
        name: "search",
        kind: "RETRIEVER",
        status: "unset",
        attributes: { "input.value": "ships" },
      },
    ]);
    expect(stage.outbox).toMatchObject([{ runId: "r1", spanId: stage.rows[0]?.spanId }]);
    expect(stage.records).toEqual([]);
  });

  it("become records too when they are model calls", () => {
    const stage = new Stage().span("ChatOpenAI", {
      "openinference.span.kind": "LLM",
      "llm.model_name": "m",
      "llm.provider": "openai",
      "llm.token_count.prompt": 10,
      "llm.token_count.completion": 2,
      "llm.token_count.total": 12,
    });
    expect(stage.rows[0]).toMatchObject({
      kind: "LLM",
      model: "m",
      provider: "openai",
      promptTokens: 10,
      completionTokens: 2,
      costUsd: 1e-5,
    });
    expect(stage.records).toMatchObject([
      {
        kind: "llm.called",
        data: { spanId: stage.rows[0]?.spanId, executionId: "x1", promptTokens: 10, totalTokens: 12 },
      },
    ]);
  });

  it("keep their error", () => {
    const stage = new Stage();
    stage.inStep(() => {
      const span = stage.provider.getTracer("other").startSpan("tool");
      span.recordException(new TypeError("bad sk-canary-abcdefghijklmnop"));
      span.setStatus({ code: SpanStatusCode.ERROR, message: "bad sk-canary-abcdefghijklmnop" });
      span.end();
    });
    expect(stage.rows[0]).toMatchObject({ status: "error", error: { name: "TypeError", message: "bad [redacted]" } });
    expect(stage.text).not.toContain("canary");
  });
});

it("takes no rows of the spans that this package makes: their makers wrote them", () => {
  const stage = new Stage().span("chat m", { "openinference.span.kind": "LLM", "workflow.run.id": "r9" }, "stepscope");
  expect(stage.rows).toEqual([]);
  expect(stage.outbox).toMatchObject([{ runId: "r9" }]);
});

it("exports spans outside of runs without a run", () => {
  const stage = new Stage();
  stage.provider.getTracer("http").startSpan("GET /").end();
  expect(stage.rows).toEqual([]);
  expect(stage.outbox).toHaveLength(1);
  expect(stage.outbox[0]).not.toHaveProperty("runId");
});

describe("GenAI conventions, as the AI SDK speaks them", () => {
  const CALL: Attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.usage.output_tokens": 4,
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be brief." }]),
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: "Ships?" }] }]),
    "gen_ai.output.messages": JSON.stringify([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "They float." },
          { type: "tool_call", id: "c1", name: "search", arguments: { q: 1 } },
        ],
      },
    ]),
  };

  it("give an LLM span with model, tokens and messages", () => {
    const [row] = new Stage().span("chat gpt-4o-mini", CALL).rows;
    expect(row).toMatchObject({
      kind: "LLM",
      model: "gpt-4o-mini-2024-07-18",
      provider: "openai",
      promptTokens: 12,
      completionTokens: 4,
    });
    expect(row?.attributes).toMatchObject({
      "openinference.span.kind": "LLM",
      "llm.token_count.total": 16,
      "llm.finish_reason": "stop",
      "llm.input_messages.0.message.role": "system",
      "llm.input_messages.0.message.content": "Be brief.",
      "llm.input_messages.1.message.content": "Ships?",
      "llm.output_messages.0.message.content": "They float.",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"q":1}',
      "input.value": "Ships?",
      "output.value": "They float.",
    });
  });

  it("count no tokens on the agent around the calls", () => {
    const stage = new Stage().span("invoke_agent", { ...CALL, "gen_ai.operation.name": "invoke_agent" });
    expect(stage.rows[0]?.kind).toBe("AGENT");
    expect(stage.text).not.toMatch(/usage|token_count/);
  });

  it("name tools with what they got and gave", () => {
    const [row] = new Stage().span("execute_tool search", {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.tool.call.arguments": '{"q":1}',
      "gen_ai.tool.call.result": "found",
    }).rows;
    expect(row).toMatchObject({
      kind: "TOOL",
      attributes: { "tool.name": "search", "input.value": '{"q":1}', "output.value": "found" },
    });
  });

  it("are read in the AI SDK's older dialect too", () => {
    const [row] = new Stage().span("ai.generateText.doGenerate", {
      "ai.operationId": "ai.generateText.doGenerate",
      "ai.model.id": "m",
      "ai.model.provider": "openai.chat",
      "ai.prompt.messages": JSON.stringify([{ role: "user", content: [{ type: "text", text: "Ships?" }] }]),
      "ai.response.text": "They float.",
      "ai.usage.promptTokens": 3,
      "ai.usage.completionTokens": 2,
    }).rows;
    expect(row).toMatchObject({
      kind: "LLM",
      model: "m",
      promptTokens: 3,
      attributes: { "input.value": "Ships?", "output.value": "They float." },
    });
  });
});

describe("privacy of spans that other code makes", () => {
  const SECRET = "sk-canary-abcdefghijklmnop";
  const ATTRIBUTES: Attributes = {
    "input.value": `key ${SECRET}`,
    "llm.input_messages.0.message.content": SECRET,
    "http.request.header.authorization": "canary basic",
    "db.password": "canary 1",
    list: ["a", SECRET],
    "gen_ai.tool.call.arguments": '{"password":"canary 2"}',
  };

  it("hides secrets in every attribute", () => {
    const stage = new Stage().span("x", ATTRIBUTES);
    expect(stage.rows[0]?.attributes["input.value"]).toBe("key [redacted]");
    expect(stage.text).not.toContain("canary");
  });

  it("hides secrets in names, links and events", () => {
    const stage = new Stage();
    stage.inStep(() => {
      const tracer = new Stage().provider.getTracer("other");
      const context = tracer.startSpan("before").spanContext();
      const links = [{ context, attributes: { url: `/?key=${SECRET}` } }];
      const span = stage.provider.getTracer("other").startSpan(`GET /?key=${SECRET}`, { links });
      span.addEvent(`used ${SECRET}`, { header: SECRET }).end();
    });
    expect(stage.rows[0]?.name).toBe("GET /?key=[redacted]");
    expect(stage.outbox).toHaveLength(1);
    expect(stage.text).not.toContain("canary");
  });

  it("leaves numbers and lists of them as they are, unless their place is hidden", () => {
    const vector = { "embedding.embeddings.0.embedding.vector": [0.5, -1], "mine.flags": [true, false] };
    expect(new Stage().span("x", vector).rows[0]?.attributes).toEqual(vector);
    const hidden = new Stage({ hide: { outputs: true } }).span("x", vector);
    expect(hidden.rows[0]?.attributes).toEqual({ "mine.flags": [true, false] });
  });

  it("honours the hiding switches", () => {
    const stage = new Stage({ hide: { inputs: true, outputs: true } }).span("x", {
      "openinference.span.kind": "LLM",
      "input.value": "canary",
      "output.value": "canary",
      "llm.input_messages.0.message.content": "canary",
      "llm.output_messages.0.message.content": "canary",
      "llm.tools.0.tool.json_schema": "canary",
      "gen_ai.input.messages": "canary",
      "llm.token_count.prompt": 3,
    });
    expect(stage.text).not.toContain("canary");
    expect(stage.rows[0]?.attributes).toEqual({
      "openinference.span.kind": "LLM",
      "input.value": "[redacted: hidden]",
      "output.value": "[redacted: hidden]",
      "llm.token_count.prompt": 3,
    });
  });

  it("honours captureContent", () => {
    const stage = new Stage({ captureContent: "none" }).span("x", { "input.value": "canary", "http.route": "/x" });
    expect(stage.rows[0]?.attributes).toEqual({ "input.value": "[redacted: not captured]", "http.route": "/x" });
  });
});

it("does not let a broken span reach the application", () => {
  const stage = new Stage();
  const processor = createRunSpanProcessor(() => {
    throw new Error("no");
  });
  const provider = new TracerProvider({ spanProcessors: [processor] });
  expect(() => stage.inStep(() => provider.getTracer("x").startSpan("x").end())).not.toThrow();
  expect(trace.getActiveSpan()).toBeUndefined();
});

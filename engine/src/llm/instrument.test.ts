import Anthropic from "@anthropic-ai/sdk";
import { SpanStatusCode } from "@opentelemetry/api";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { LlmStage } from "../../test/otel/llm-stage.ts";
import { startScriptedModel, type ScriptedModel } from "../testing/scripted-model.ts";
import type { ScriptedReplies } from "../testing/scripted-reply.ts";
import { instrumentAnthropic } from "./instrument-anthropic.ts";
import { instrumentOpenAI } from "./instrument-openai.ts";

const stage = new LlmStage();
beforeAll(() => {
  stage.listen();
});
afterAll(() => {
  stage.close();
});

let model: ScriptedModel | undefined;
afterEach(async () => {
  stage.reset();
  await model?.close();
});

async function serve(replies: ScriptedReplies): Promise<ScriptedModel> {
  model = await startScriptedModel({ replies });
  return model;
}

/** The same questions, asked through each API. */
interface Api {
  readonly name: string;
  readonly make: (served: ScriptedModel) => {
    ask(options?: { readonly signal?: AbortSignal }): Promise<unknown>;
    stream(options?: {
      readonly signal?: AbortSignal;
    }): Promise<AsyncIterable<unknown> & { readonly controller: AbortController }>;
  };
}

const PROMPT = "Tell me about ships.";
const tool = { type: "object" as const, properties: { topic: { type: "string" as const } }, required: ["topic"] };

const APIS: readonly Api[] = [
  {
    name: "openai chat completions",
    make: (served) => {
      const client = instrumentOpenAI(new OpenAI({ baseURL: served.baseURL, apiKey: "k", maxRetries: 0 }));
      const body = {
        model: "gpt-4o-mini",
        temperature: 0.5,
        messages: [
          { role: "system" as const, content: "Be brief." },
          { role: "user" as const, content: PROMPT },
        ],
        tools: [{ type: "function" as const, function: { name: "search", parameters: { ...tool } } }],
      };
      return {
        ask: async (options) => client.chat.completions.create(body, options),
        stream: async (options) =>
          client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }, options),
      };
    },
  },
  {
    name: "openai responses",
    make: (served) => {
      const client = instrumentOpenAI(new OpenAI({ baseURL: served.baseURL, apiKey: "k", maxRetries: 0 }));
      const body = {
        model: "gpt-4o-mini",
        temperature: 0.5,
        instructions: "Be brief.",
        input: PROMPT,
        tools: [{ type: "function" as const, name: "search", parameters: { ...tool }, strict: false }],
      };
      return {
        ask: async (options) => client.responses.create(body, options),
        stream: async (options) => client.responses.create({ ...body, stream: true }, options),
      };
    },
  },
  {
    name: "anthropic messages",
    make: (served) => {
      const client = instrumentAnthropic(
        new Anthropic({ baseURL: served.anthropicBaseURL, apiKey: "k", maxRetries: 0 }),
      );
      const body = {
        model: "claude-3-5-haiku-20241022",
        max_tokens: 100,
        temperature: 0.5,
        system: "Be brief.",
        messages: [{ role: "user" as const, content: PROMPT }],
        tools: [{ name: "search", input_schema: tool }],
      };
      return {
        ask: async (options) => client.messages.create(body, options),
        stream: async (options) => client.messages.create({ ...body, stream: true }, options),
      };
    },
  },
];

const USAGE = { promptTokens: 12, completionTokens: 4 };

describe.each(APIS)("$name", ({ make, name }) => {
  const price = name.startsWith("anthropic") ? [0.8, 4] : [0.15, 0.6];
  const costUsd = (12 * (price[0] ?? 0) + 4 * (price[1] ?? 0)) / 1e6;

  it("records a plain answer in span, row and journal alike", async () => {
    const api = make(await serve([{ text: "They float.", usage: USAGE }]));
    await stage.step(async () => api.ask());
    const { span, row, record } = stage.only();
    expect(span.attributes).toMatchObject({
      "openinference.span.kind": "LLM",
      "llm.token_count.prompt": 12,
      "llm.token_count.completion": 4,
      "llm.token_count.total": 16,
      "input.value": PROMPT,
      "output.value": "They float.",
      "output.mime_type": "text/plain",
      "llm.input_messages.0.message.role": "system",
      "llm.input_messages.0.message.content": "Be brief.",
      "llm.input_messages.1.message.role": "user",
      "llm.input_messages.1.message.content": PROMPT,
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": "They float.",
      "llm.outcome": "ok",
      "workflow.step.name": "ask",
    });
    expect(span.attributes["llm.cost.total"]).toBeCloseTo(costUsd, 10);
    expect(JSON.parse(String(span.attributes["llm.invocation_parameters"]))).toMatchObject({ temperature: 0.5 });
    expect(JSON.parse(String(span.attributes["llm.tools.0.tool.json_schema"]))).toBeTypeOf("object");
    expect(span.attributes["llm.finish_reason"]).toMatch(/stop|completed|end_turn/);
    expect(span.status.code).toBe(SpanStatusCode.OK);
    expect(row).toMatchObject({
      kind: "LLM",
      status: "ok",
      executionId: "x1",
      spanId: span.spanContext().spanId,
      traceId: span.spanContext().traceId,
      promptTokens: 12,
      completionTokens: 4,
    });
    expect(row.attributes["llm.output_messages.0.message.content"]).toBe("They float.");
    expect(record).toMatchObject({
      spanId: row.spanId,
      executionId: "x1",
      status: "ok",
      promptTokens: 12,
      completionTokens: 4,
      totalTokens: 16,
    });
    expect(record.costUsd).toBeCloseTo(costUsd, 10);
  });

  it("keeps the order: model, tokens and output before the history", async () => {
    const api = make(await serve([{ text: "They float.", usage: USAGE }]));
    await stage.step(async () => api.ask());
    const keys = Object.keys(stage.only().span.attributes);
    expect(keys.indexOf("llm.token_count.prompt")).toBeLessThan(keys.indexOf("llm.output_messages.0.message.content"));
    expect(keys.indexOf("llm.output_messages.0.message.content")).toBeLessThan(
      keys.indexOf("llm.input_messages.0.message.content"),
    );
  });

  it("records tool calls", async () => {
    const api = make(
      await serve([{ toolCalls: [{ id: "call_1", name: "search", arguments: { topic: "ships" } }], usage: USAGE }]),
    );
    await stage.step(async () => api.ask());
    expect(stage.only().span.attributes).toMatchObject({
      "llm.output_messages.0.message.tool_calls.0.tool_call.id": "call_1",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"topic":"ships"}',
    });
  });

  it("records a stream read to its end: text, usage and time to first token", async () => {
    const api = make(await serve([{ pieces: ["They ", "float."], usage: USAGE }]));
    let chunks = 0;
    await stage.step(async () => {
      for await (const chunk of await api.stream()) if (chunk !== undefined) chunks++;
    });
    const { span, row } = stage.only();
    expect(chunks).toBeGreaterThan(1);
    expect(span.attributes).toMatchObject({
      "output.value": "They float.",
      "llm.token_count.prompt": 12,
      "llm.token_count.completion": 4,
      "llm.outcome": "ok",
    });
    expect(row.timeToFirstTokenMs).toBeGreaterThan(0);
    expect(row.timeToFirstTokenMs).toBeLessThanOrEqual(row.endTimeMs - row.startTimeMs);
  });

  it("records streamed tool calls", async () => {
    const api = make(
      await serve([{ toolCalls: [{ id: "call_1", name: "search", arguments: { topic: "ships" } }], usage: USAGE }]),
    );
    await stage.step(async () => {
      for await (const chunk of await api.stream()) void chunk;
    });
    expect(stage.only().span.attributes).toMatchObject({
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"topic":"ships"}',
    });
  });

  it("records a stream left half-way, and closes the upstream instead of draining it", async () => {
    const served = await serve([{ pieces: Array.from({ length: 500 }, (_, index) => `w${index} `), pieceDelayMs: 20 }]);
    const api = make(served);
    await stage.step(async () => {
      for await (const chunk of await api.stream()) if (JSON.stringify(chunk).includes("w1 ")) break;
    });
    const { span, row, record } = stage.only();
    expect(record.status).toBe("abandoned");
    expect(row.status).toBe("unset");
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(String(span.attributes["output.value"])).toMatch(/^w0 w1 /);
    await expect.poll(() => served.requests[0]?.outcome).toBe("closedByClient");
  });

  it("records a stream whose controller is aborted", async () => {
    const api = make(await serve([{ pieces: ["a ", "b ", "c "], pieceDelayMs: 50 }]));
    await stage.step(async () => {
      const stream = await api.stream();
      for await (const chunk of stream) if (JSON.stringify(chunk).includes("a ")) stream.controller.abort();
    });
    expect(stage.only().record.status).toBe("aborted");
  });

  it("records a stream that breaks", async () => {
    const api = make(await serve([{ pieces: ["a ", "b ", "c "], pieceDelayMs: 20, breakAfterPieces: 2 }]));
    const reading = stage.step(async () => {
      for await (const chunk of await api.stream()) void chunk;
    });
    await expect(reading).rejects.toThrow();
    const { span, record } = stage.only();
    expect(record.status).toBe("error");
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes["output.value"]).toMatch(/^a /);
  });

  it("records a refusal (429) with status and message, and throws it on as it is", async () => {
    const api = make(await serve([{ status: 429, message: "slow down" }]));
    await expect(stage.step(async () => api.ask())).rejects.toMatchObject({ status: 429 });
    const { span, row, record } = stage.only();
    expect(record.status).toBe("error");
    expect(row.error).toMatchObject({ status: 429 });
    expect(row.error?.message).toContain("slow down");
    expect(span.attributes["http.response.status_code"]).toBe(429);
    expect(span.events.map((event) => event.name)).toEqual(["exception"]);
    expect(span.attributes["input.value"]).toBe(PROMPT);
  });

  it("records an abort, which is no error", async () => {
    const served = await serve([{ hang: true }]);
    const api = make(served);
    const controller = new AbortController();
    const asking = stage.step(async () => api.ask({ signal: controller.signal }));
    await expect.poll(() => served.requests.length).toBe(1);
    controller.abort();
    await expect(asking).rejects.toThrow();
    expect(stage.only().record.status).toBe("aborted");
    expect(stage.only().span.status.code).toBe(SpanStatusCode.UNSET);
  });
});

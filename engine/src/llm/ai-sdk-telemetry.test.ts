import { generateText, simulateReadableStream, stepCountIs, streamText, tool } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { z } from "zod";

import { LlmStage } from "../../test/otel/llm-stage.ts";
import { aiSdkTelemetry } from "./ai-sdk-telemetry.ts";

const stage = new LlmStage();
beforeAll(() => {
  stage.listen();
});
afterAll(() => {
  stage.close();
});
afterEach(() => {
  stage.reset();
});

const telemetry = { integrations: [aiSdkTelemetry()] };
const usage = {
  inputTokens: { total: 20, noCache: 15, cacheRead: 5, cacheWrite: 0 },
  outputTokens: { total: 6, text: 4, reasoning: 2 },
};
const stop = { unified: "stop" as const, raw: "stop" };

it("traces each call of generateText, with tools, tokens and what the tool gave", async () => {
  let calls = 0;
  const model = new MockLanguageModelV4({
    modelId: "mock-1",
    provider: "mock.chat",
    doGenerate: async () =>
      calls++ === 0
        ? {
            finishReason: { unified: "tool-calls", raw: "tool_calls" },
            usage,
            warnings: [],
            content: [{ type: "tool-call", toolCallId: "c1", toolName: "search", input: '{"q":"ships"}' }],
          }
        : { finishReason: stop, usage, warnings: [], content: [{ type: "text", text: "They float." }] },
  });
  await stage.step(async () =>
    generateText({
      model,
      telemetry,
      temperature: 0.5,
      instructions: "Be brief.",
      prompt: "Do ships float?",
      stopWhen: stepCountIs(3),
      tools: { search: tool({ inputSchema: z.object({ q: z.string() }), execute: async () => "yes" }) },
    }),
  );
  const [first, second] = stage.rows;
  expect(stage.rows).toHaveLength(2);
  expect(first).toMatchObject({
    model: "mock-1",
    provider: "mock",
    promptTokens: 20,
    completionTokens: 6,
    cacheReadTokens: 5,
    reasoningTokens: 2,
  });
  expect(first?.attributes).toMatchObject({
    "llm.input_messages.0.message.content": "Be brief.",
    "llm.input_messages.1.message.content": "Do ships float?",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"q":"ships"}',
    "llm.invocation_parameters": '{"temperature":0.5}',
  });
  expect(second?.attributes).toMatchObject({
    "output.value": "They float.",
    "llm.input_messages.3.message.role": "tool",
    "llm.input_messages.3.message.content": "yes",
    "llm.input_messages.3.message.tool_call_id": "c1",
  });
  expect(stage.spans()).toHaveLength(2);
  expect(stage.records.map((record) => record.status)).toEqual(["ok", "ok"]);
});

it("traces a streamed call", async () => {
  const model = new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream({
        chunks: [
          { type: "text-start", id: "1" },
          { type: "text-delta", id: "1", delta: "They " },
          { type: "text-delta", id: "1", delta: "float." },
          { type: "text-end", id: "1" },
          { type: "finish", finishReason: stop, usage },
        ],
      }),
    }),
  });
  await stage.step(async () => streamText({ model, telemetry, prompt: "Ships?" }).text);
  expect(stage.only().row).toMatchObject({ status: "ok", promptTokens: 20 });
  expect(stage.only().span.attributes["output.value"]).toBe("They float.");
});

it("traces a call that fails", async () => {
  const model = new MockLanguageModelV4({
    doGenerate: () => Promise.reject(new TypeError("no")),
  });
  await expect(
    stage.step(async () => generateText({ model, telemetry, prompt: "Ships?", maxRetries: 0 })),
  ).rejects.toThrow("no");
  expect(stage.only().record.status).toBe("error");
  expect(stage.only().row.error).toMatchObject({ message: "no" });
});

// A program that sets up OpenTelemetry, then uses the AI SDK with its own telemetry inside a step: a tool call and an
// answer; or, as its argument says, an answer in a stream, or a call that fails.

import { OpenTelemetry } from "@ai-sdk/otel";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { generateText, registerTelemetry, simulateReadableStream, stepCountIs, streamText, tool } from "ai";
import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";

import { StartEvent, StopEvent, Workflow } from "../../../src/index.ts";
import { stepscopeSpanProcessor } from "../../../src/otel.ts";

const sdk = new NodeSDK({
  autoDetectResources: false,
  logRecordProcessors: [],
  metricReaders: [],
  spanProcessors: [stepscopeSpanProcessor()],
});
sdk.start();
// After the SDK: its copy of the API looks for a provider once.
registerTelemetry(new OpenTelemetry());

const usage = {
  inputTokens: { total: 20, noCache: 20, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 6, text: 6, reasoning: 0 },
};
let calls = 0;
const model = new MockLanguageModelV4({
  modelId: "mock-1",
  provider: "mock",
  doStream: async () => {
    if (process.argv[2] === "fail") throw new Error("overloaded");
    return {
      stream: simulateReadableStream({
        chunks: [
          { type: "text-start", id: "1" },
          { type: "text-delta", id: "1", delta: "They " },
          { type: "text-delta", id: "1", delta: "float." },
          { type: "text-end", id: "1" },
          { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage },
        ],
      }),
    };
  },
  doGenerate: async () =>
    calls++ === 0
      ? {
          finishReason: { unified: "tool-calls", raw: "tool_calls" },
          usage,
          warnings: [],
          content: [{ type: "tool-call", toolCallId: "c1", toolName: "search", input: '{"q":"ships"}' }],
        }
      : {
          finishReason: { unified: "stop", raw: "stop" },
          usage,
          warnings: [],
          content: [{ type: "text", text: "They float." }],
        },
});

const flow = new Workflow<Record<string, never>, string>({ name: "ai-sdk" });
flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
  if (process.argv[2] !== "") {
    const streamed = streamText({ model, prompt: "Do ships float?", maxRetries: 0, onError: () => undefined });
    return new StopEvent({ result: await streamed.text });
  }
  const { text } = await generateText({
    model,
    prompt: "Do ships float?",
    stopWhen: stepCountIs(3),
    tools: { search: tool({ inputSchema: z.object({ q: z.string() }), execute: async () => "yes" }) },
  });
  return new StopEvent({ result: text });
});
console.log(`result: ${await flow.run({}).catch(String)}`);
await sdk.shutdown();

import { metrics, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { LlmStage } from "../../test/otel/llm-stage.ts";
import { createRedactor, setRedactor } from "../codec/redactor.ts";
import { startScriptedModel } from "../testing/scripted-model.ts";
import { instrumentOpenAI } from "./instrument-openai.ts";
import type { LlmMessage, LlmRequest } from "./llm-message.ts";
import { setModelPrices } from "./prices.ts";
import { traceLLM } from "./trace-llm.ts";

const stage = new LlmStage();
const request: LlmRequest = { provider: "local", model: "tiny", messages: [{ role: "user", content: "hi" }] };

async function* words(count: number): AsyncGenerator<string, void> {
  for (let index = 0; index < count; index++) yield `w${index} `;
}

describe("with an SDK", () => {
  beforeAll(() => {
    stage.listen();
  });
  afterAll(() => {
    stage.close();
  });
  afterEach(() => {
    stage.reset();
  });

  it("takes a returned text as the answer, and what the code says of it", async () => {
    setModelPrices({ tiny: { promptUsd: 1, completionUsd: 2 } });
    const result = await stage.step(async () =>
      traceLLM(request, (call) => {
        call.answered({ usage: { promptTokens: 3, completionTokens: 2 }, finishReason: "stop" });
        return "hello";
      }),
    );
    expect(result).toBe("hello");
    const { span, row } = stage.only();
    expect(span.attributes).toMatchObject({
      "output.value": "hello",
      "llm.token_count.total": 5,
      "llm.finish_reason": "stop",
    });
    expect(row.costUsd).toBeCloseTo(7e-6, 12);
  });

  it("throws on what the code throws", async () => {
    const thrown = new TypeError("no");
    await expect(stage.step(async () => traceLLM(request, () => Promise.reject(thrown)))).rejects.toBe(thrown);
    expect(stage.only().row.error).toMatchObject({ name: "TypeError", message: "no" });
  });

  it("ends with the stream that the code gives: read to its end", async () => {
    const stream = await stage.step(async () => traceLLM(request, () => words(3)));
    const read: string[] = [];
    for await (const word of stream) read.push(word);
    expect(read).toEqual(["w0 ", "w1 ", "w2 "]);
    expect(stage.only().span.attributes["output.value"]).toBe("w0 w1 w2 ");
    expect(stage.only().row.timeToFirstTokenMs).toBeGreaterThan(0);
  });

  it("ends with the stream that the code gives: left half-way, which closes it", async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<string, void> {
      try {
        yield* words(100);
      } finally {
        isClosed = true;
      }
    }
    for await (const word of await stage.step(async () => traceLLM(request, () => source()))) if (word === "w1 ") break;
    expect(isClosed).toBe(true);
    expect(stage.only().record.status).toBe("abandoned");
    expect(stage.only().span.attributes["output.value"]).toBe("w0 w1 ");
  });

  it("is not traced twice when the code calls an instrumented client", async () => {
    await using model = await startScriptedModel({ replies: ["hello"] });
    const client = instrumentOpenAI(new OpenAI({ baseURL: model.baseURL, apiKey: "k" }));
    await stage.step(async () =>
      traceLLM(request, async () =>
        client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "hi" }] }),
      ),
    );
    expect(stage.only().span.name).toBe("chat tiny");
  });

  it("makes spans of the code under its own", async () => {
    await stage.step(async () =>
      traceLLM(request, () => {
        trace.getTracer("user").startSpan("mine").end();
        return "x";
      }),
    );
    const [mine, llm] = stage.spans();
    expect(mine?.parentSpanContext?.spanId).toBe(llm?.spanContext().spanId);
  });

  it("keeps a long history within the span's budget, and whole in the store", async () => {
    const messages: LlmMessage[] = Array.from({ length: 200 }, (_, index) => ({
      role: index === 0 ? "system" : "user",
      content: `message ${index}`,
    }));
    await stage.step(async () => traceLLM({ ...request, messages }, () => "ok"));
    const { span, row } = stage.only();
    const contents = Object.entries(span.attributes)
      .filter(([key]) => /^llm\.input_messages\.\d+\.message\.content$/.test(key))
      .map(([, value]) => value);
    expect(Object.keys(span.attributes).length).toBeLessThanOrEqual(128);
    expect(span.droppedAttributesCount).toBe(0);
    expect(contents[0]).toBe("message 0");
    expect(contents[1]).toMatch(/^\[\d+ messages left out\]$/);
    expect(contents.at(-1)).toBe("message 199");
    expect(row.attributes["llm.input_messages.100.message.content"]).toBe("message 100");
  });

  it("hides secrets of messages, answers, tools and errors", async () => {
    const secret = "sk-canary-abcdefghijklmnop";
    const messages: readonly LlmMessage[] = [
      { role: "user", content: `use ${secret}` },
      { role: "assistant", toolCalls: [{ name: "login", arguments: '{"password":"canary 1"}' }] },
      {
        role: "user",
        content: [
          { type: "text", text: secret },
          { type: "image", url: `https://x.io/?api_key=${secret}` },
        ],
      },
    ];
    const tools = [{ name: "t", apiKey: "canary 2" }];
    await stage.step(async () =>
      traceLLM({ ...request, messages, tools, parameters: { apiKey: "canary 3" } }, () => `it is ${secret}`),
    );
    await stage
      .step(async () => traceLLM(request, () => Promise.reject(new Error(`bad ${secret}`))))
      .catch(() => undefined);
    const left = JSON.stringify([
      stage.spans().map((span) => [span.attributes, span.events, span.status]),
      stage.rows,
      stage.records,
    ]);
    expect(left).toContain("[redacted]");
    expect(left).not.toContain("canary");
  });

  it("honours the hiding switches", async () => {
    const before = setRedactor(
      createRedactor({ environment: { OPENINFERENCE_HIDE_INPUTS: "true", OPENINFERENCE_HIDE_OUTPUTS: "true" } }),
    );
    try {
      await stage.step(async () => traceLLM({ ...request, tools: [{ name: "secret tool" }] }, () => "secret answer"));
    } finally {
      setRedactor(before);
    }
    const { span, row } = stage.only();
    expect(JSON.stringify([span.attributes, row])).not.toMatch(/"hi"|secret/);
    expect(span.attributes).toMatchObject({
      "input.value": "[redacted: hidden]",
      "output.value": "[redacted: hidden]",
    });
    expect(Object.keys(span.attributes).filter((key) => /messages|tools/.test(key))).toEqual([]);
  });

  it("counts tokens as a metric", async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    await traceLLM(request, (call) => call.answered({ usage: { promptTokens: 3, completionTokens: 2 } }));
    await reader.forceFlush();
    metrics.disable();
    const scopes = exporter.getMetrics().flatMap((resource) => resource.scopeMetrics);
    const points: { attributes: Record<string, unknown>; value: unknown }[] = [];
    for (const metric of scopes.flatMap((scope) => scope.metrics)) points.push(...metric.dataPoints);
    await provider.shutdown();
    expect(points.map((point) => [point.attributes["gen_ai.token.type"], point.value])).toMatchObject([
      ["input", { sum: 3 }],
      ["output", { sum: 2 }],
    ]);
  });
});

describe("without an SDK", () => {
  it("writes the same row and record", async () => {
    const silent = new LlmStage();
    await silent.step(async () =>
      traceLLM(request, (call) => {
        call.answered({ usage: { promptTokens: 3, completionTokens: 2 } });
        return "hello";
      }),
    );
    silent.close();
    expect(silent.spans()).toEqual([]);
    expect(silent.rows).toMatchObject([
      {
        runId: "018f0000-0000-7000-8000-000000000001",
        traceId: "018f0000000070008000000000000001",
        name: "chat tiny",
        kind: "LLM",
        model: "tiny",
        promptTokens: 3,
        attributes: { "output.value": "hello", "llm.input_messages.0.message.content": "hi" },
      },
    ]);
    expect(silent.rows[0]?.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(silent.records[0]?.spanId).toBe(silent.rows[0]?.spanId);
  });

  it("costs a call outside a run nothing but the call", async () => {
    expect(await traceLLM(request, () => 42)).toBe(42);
  });
});

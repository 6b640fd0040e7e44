// A program with the official OpenInference instrumentation beside ours: prints how many LLM spans each order gives.

import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import OpenAI from "openai";

import { StartEvent, StopEvent, Workflow } from "../../../src/index.ts";
import { instrumentOpenAI } from "../../../src/llm.ts";
import { stepscopeSpanProcessor } from "../../../src/otel.ts";
import { startScriptedModel } from "../../../src/testing/scripted-model.ts";

const exporter = new InMemorySpanExporter();
const sdk = new NodeSDK({
  autoDetectResources: false,
  logRecordProcessors: [],
  metricReaders: [],
  spanProcessors: [stepscopeSpanProcessor({ phoenix: false }), new SimpleSpanProcessor({ exporter })],
});
sdk.start();
const model = await startScriptedModel({
  replies: () => ({ text: "They float.", usage: { promptTokens: 12, completionTokens: 4 } }),
});

async function ask(name: string, client: OpenAI): Promise<void> {
  exporter.reset();
  const flow = new Workflow<Record<string, never>, string>({ name });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
    await client.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Ships?" }] });
    return new StopEvent({ result: "done" });
  });
  await flow.run({});
  const spans = exporter.getFinishedSpans();
  const llm = spans.filter((span) => span.attributes["openinference.span.kind"] === "LLM");
  console.log(`${name}: ${llm.length} by ${llm.map((span) => span.instrumentationScope.name).join(", ")}`);
}

const make = () => new OpenAI({ baseURL: model.baseURL, apiKey: "k" });
const theirs = new OpenAIInstrumentation();
theirs.setTracerProvider(trace.getTracerProvider());
theirs.manuallyInstrument(OpenAI);
await ask("theirs", make());
await ask("ours-above", instrumentOpenAI(make()));
theirs.disable();
await ask("none", make());
instrumentOpenAI(OpenAI);
theirs.manuallyInstrument(OpenAI);
await ask("ours-below", make());
await sdk.shutdown();
await model.close();

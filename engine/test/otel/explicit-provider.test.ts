import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, it } from "vitest";

import { StartEvent, StopEvent, Workflow } from "../../src/index.ts";
import { traceLLM } from "../../src/llm.ts";
import { observe } from "../../src/otel.ts";

it("makes every span through the provider it is given, model calls under their step, with nothing registered", async () => {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  await using scope = observe({ database: false, phoenix: false, tracerProvider });
  const flow = new Workflow<Record<string, never>, string>({ name: "explicit" });
  flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async () => {
    await Promise.resolve();
    const messages = [{ role: "user", content: "hi" }];
    return new StopEvent({ result: await traceLLM({ provider: "p", model: "m", messages }, () => "hello") });
  });
  expect(await flow.run({})).toBe("hello");
  await scope.flush();
  const spans = exporter.getFinishedSpans();
  const nameOf = (spanId: string | undefined) =>
    spans.find((span) => span.spanContext().spanId === spanId)?.name ?? "-";
  expect(spans.map((span) => `${nameOf(span.parentSpanContext?.spanId)} > ${span.name}`)).toEqual([
    "run explicit > dispatch StartEvent",
    "ask > chat m",
    "run explicit > ask",
    "- > run explicit",
  ]);
  expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
});

import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";

import { defineEvent, fixed, retryPolicy, StartEvent, StopEvent, Workflow } from "../../src/index.ts";
import { traceLLM } from "../../src/llm.ts";

const exporter = new InMemorySpanExporter();

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
});
afterAll(() => {
  trace.disable();
  context.disable();
});
beforeEach(() => {
  exporter.reset();
});

class Query extends defineEvent("Query", z.object({ n: z.number() })) {}
class Found extends defineEvent("Found", z.object({ n: z.number() })) {}

/** `parent > child` for each span, sorted. */
function tree(): readonly string[] {
  const spans = exporter.getFinishedSpans();
  const nameOf = (span: ReadableSpan) =>
    spans.find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId)?.name ?? "-";
  return spans.map((span) => `${nameOf(span)} > ${span.name}`).sort();
}

it("traces a fan-out with a retry, LLM calls and callbacks in steps, joined by collectEvents", async () => {
  const flow = new Workflow<{ topic: string }, number>({ name: "research" });
  flow.step({ accepts: StartEvent, emits: Query, name: "plan" }, () => [1, 2, 3].map((n) => new Query({ n })));
  flow.step(
    { accepts: Query, emits: Found, name: "search", retry: retryPolicy({ wait: fixed(1) }) },
    async (event, ctx) => {
      if (event.n === 2 && ctx.attempt.number === 0) throw new Error("flaky");
      await traceLLM(
        { provider: "local", model: "tiny", messages: [{ role: "user", content: String(event.n) }] },
        () => "ok",
      );
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          trace.getTracer("user").startSpan("in a timer").end();
          resolve();
        }, 1);
      });
      return new Found({ n: event.n });
    },
  );
  flow.step({ accepts: Found, emits: StopEvent, name: "join" }, (event, ctx) => {
    const all = ctx.collectEvents(event, [Found, Found, Found]);
    return all === undefined ? undefined : new StopEvent({ result: all.reduce((sum, found) => sum + found.n, 0) });
  });

  const handler = flow.run({ topic: "ships" });
  expect(await handler).toBe(6);
  expect(tree()).toEqual(
    [
      "- > run research",
      ...Array.from({ length: 3 }, () => "run research > dispatch Query"),
      ...Array.from({ length: 3 }, () => "run research > dispatch Found"),
      "run research > dispatch StartEvent",
      "run research > plan",
      ...Array.from({ length: 3 }, () => "run research > search"),
      "run research > search (attempt 2)",
      ...Array.from({ length: 3 }, () => "run research > join"),
      "search > chat tiny",
      "search > chat tiny",
      "search (attempt 2) > chat tiny",
      "search > in a timer",
      "search > in a timer",
      "search (attempt 2) > in a timer",
    ].sort(),
  );
  expect(new Set(exporter.getFinishedSpans().map((span) => span.spanContext().traceId))).toEqual(
    new Set([handler.traceId]),
  );
});

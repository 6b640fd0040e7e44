import {
  context,
  INVALID_SPAN_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type TracerProvider as Provider,
} from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { AlwaysOffSampler, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  completed,
  finished,
  graph,
  playResearch,
  Script,
  sent,
  Stage,
  started,
  T0,
} from "../../../test/otel/run-stage.ts";
import type { RecordBody } from "../../trace/record.ts";
import type { RunOpening } from "../../trace/sink.ts";
import { createOtelTracer } from "./otel-tracer.ts";

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});

describe("the tree of a run", () => {
  const stage = new Stage();
  beforeAll(() => {
    playResearch(stage.open());
  });

  it("is a root with steps and dispatches as siblings, one step span per attempt", () => {
    expect(stage.tree()).toEqual([
      "run research > dispatch StartEvent",
      "run research > plan",
      "run research > plan (attempt 2)",
      "run research > dispatch Query",
      "run research > search",
      "- > run research",
    ]);
  });

  it("marks kinds: AGENT, CHAIN, and none on dispatch", () => {
    const kinds = stage.spans().map((span) => span.attributes["openinference.span.kind"]);
    expect(kinds).toEqual([undefined, "CHAIN", "CHAIN", undefined, "CHAIN", "AGENT"]);
    expect(stage.span("dispatch Query").kind).toBe(SpanKind.PRODUCER);
  });

  it("says how each ended: the failed attempt ERROR with its exception, everything else OK", () => {
    const failed = stage.span("plan");
    expect(failed.status).toEqual({ code: SpanStatusCode.ERROR, message: "RateLimitError: 429 slow down" });
    expect(failed.events.map((event) => [event.name, event.attributes?.["exception.type"]])).toEqual([
      ["exception", "RateLimitError"],
    ]);
    expect(failed.attributes).toMatchObject({
      "workflow.step.will_retry": true,
      "workflow.step.attempt": 0,
      "workflow.step.max_attempts": 3,
    });
    for (const name of ["plan (attempt 2)", "search", "run research"])
      expect(stage.span(name).status.code).toBe(SpanStatusCode.OK);
  });

  it("carries identity on the run", () => {
    expect(stage.span("run research").attributes).toMatchObject({
      "session.id": "s1",
      "user.id": "u1",
      "tag.tags": ["demo"],
      "workflow.name": "research",
      "workflow.version": "2",
      "workflow.run.id": "r1",
      "workflow.run.outcome": "completed",
      "gen_ai.operation.name": "invoke_workflow",
      "gen_ai.workflow.name": "research",
      "input.value": "pirates",
      "input.mime_type": "text/plain",
      "output.value": "arr",
      "output.mime_type": "text/plain",
    });
    expect(JSON.parse(String(stage.span("run research").attributes["metadata"]))).toMatchObject({
      team: "a",
      run_id: "r1",
      workflow: "research",
    });
  });

  it("names the cause of a step by link, by metadata and as graph parent", () => {
    const search = stage.span("search");
    const sender = stage.span("plan (attempt 2)").spanContext();
    expect(search.links.map((link) => link.context.spanId)).toEqual([sender.spanId]);
    expect(JSON.parse(String(search.attributes["metadata"]))).toMatchObject({
      step: "search",
      attempt: 0,
      execution_id: "x2",
      caused_by: {
        kind: "execution",
        execution_id: "x1",
        step: "plan",
        span_id: sender.spanId,
        event_id: "e2",
        event_type: "Query",
      },
    });
    expect(search.attributes).toMatchObject({
      "graph.node.id": "search",
      "graph.node.name": "search",
      "graph.node.parent_id": "plan",
    });
    expect(search.attributes).toMatchObject({
      "input.value": '{"q":"ships","n":2}',
      "input.mime_type": "application/json",
      "session.id": "s1",
    });
    expect(stage.span("plan (attempt 2)").attributes).toMatchObject({
      "output.value": '{"q":"ships","n":2}',
      "output.mime_type": "application/json",
    });
  });

  it("shows the queue wait as the length of the dispatch span and on the step", () => {
    const dispatch = stage.span("dispatch Query");
    expect(dispatch.duration).toEqual([0, 1e6]);
    expect(stage.span("search").startTime).toEqual(dispatch.endTime);
    expect(stage.span("search").attributes["workflow.queue.delay_ms"]).toBeCloseTo(1);
  });

  it("takes its times from the records", () => {
    const run = stage.span("run research");
    expect(run.startTime).toEqual([T0 / 1000, 0]);
    expect(run.duration).toEqual([0, 12e6]);
  });
});

describe("observe", () => {
  it("gives each record the ids of the span it belongs to", () => {
    const stage = new Stage();
    const script = stage.open().start();
    const step = script.play(started("x1:plan", ["e1"]));
    expect(script.play(sent("e2:Query", {}, "x1"))).toEqual(step);
    expect(script.play({ kind: "log", data: { level: "info", message: "m", executionId: "x1" } })).toEqual(step);
    const run = script.play({ kind: "timer.due", data: { timerId: "t1" } });
    expect(run?.traceId).toBe(step?.traceId);
    expect(run?.spanId).not.toBe(step?.spanId);
    script.play(completed("x1:plan", ["e2"]), finished);
    expect(stage.span("plan").spanContext().spanId).toBe(step?.spanId);
  });

  it("gives nothing and does nothing without an SDK", () => {
    const stage = new Stage();
    const noop: Provider = {
      getTracer: () =>
        ({ startSpan: () => trace.wrapSpanContext(INVALID_SPAN_CONTEXT), startActiveSpan: () => undefined }) as never,
    };
    const script = stage.open({ tracerProvider: noop }).start();
    expect(script.play(started("x1:plan", ["e1"]))).toBeUndefined();
    expect(script.tracer.enter("x1", () => 7)).toBe(7);
  });

  it("lets spans inside know that the sampler left the run out", () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({
      sampler: new AlwaysOffSampler(),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    const script = new Stage().open({ tracerProvider: provider }).start();
    expect(script.play(started("x1:plan", ["e1"]))).toBeUndefined();
    const flags = script.tracer.enter("x1", () => trace.getActiveSpan()?.spanContext().traceFlags);
    expect(flags).toBe(0);
  });

  it("finds a provider that was registered after the tracer was made", () => {
    const stage = new Stage();
    const tracer = createOtelTracer();
    trace.setGlobalTracerProvider(stage.provider);
    try {
      const opening: RunOpening = { runId: "r1", segment: 0, graph, definitionHash: "h" };
      new Script(tracer.openRun(opening), opening).start().play(finished);
    } finally {
      trace.disable();
    }
    expect(stage.tree()).toContain("- > run research");
  });

  it("never throws into the run", () => {
    const stage = new Stage();
    const script = stage.open().start();
    const broken: RecordBody = {
      kind: "step.failed",
      data: { executionId: "x1", step: "plan", attempt: 0, error: JSON.parse("null"), attempts: 1, elapsedMs: 1 },
    };
    script.play(started("x1:plan", ["e1"]));
    expect(() => script.play(broken)).not.toThrow();
  });
});

import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { describe, expect, it } from "vitest";

import {
  completed,
  finished,
  graph,
  playResearch,
  queued,
  sent,
  Stage,
  started,
} from "../../../test/otel/run-stage.ts";

describe("dispatch", () => {
  it("names every span in the journal: queued records carry the dispatch, waiting ones the wait", () => {
    const stage = new Stage();
    const script = stage.open().start();
    const plan = script.play(started("x1:plan", ["e1"]));
    const waiting = script.play({
      kind: "step.waiting",
      data: { executionId: "x1", step: "plan", attempt: 0, waiterId: "w1", eventType: "Answer" },
    });
    script.play(
      sent("e2:Answer", { text: "yes" }),
      { kind: "wait.matched", data: { executionId: "x1", step: "plan", waiterId: "w1", eventId: "e2" } },
      sent("e3:Query", {}, "x1"),
    );
    const queuedIds = script.play(queued("x2:search", ["e3"], "Query"));
    script.play(started("x2:search", ["e3"]), finished);
    expect(stage.span("wait Answer").spanContext().spanId).toBe(waiting?.spanId);
    expect(stage.span("dispatch Query").spanContext().spanId).toBe(queuedIds?.spanId);
    expect(stage.span("plan").spanContext().spanId).toBe(plan?.spanId);
  });

  it("as events: on the span that sent", () => {
    const stage = new Stage();
    playResearch(stage.open({ dispatch: "event" }));
    expect(stage.tree().filter((line) => line.includes("dispatch"))).toEqual([]);
    expect(stage.span("plan (attempt 2)").events.map((event) => event.name)).toEqual(["sent Query"]);
    expect(stage.span("search").attributes["workflow.queue.delay_ms"]).toBeCloseTo(1);
  });

  it("off: neither spans nor events", () => {
    const stage = new Stage();
    playResearch(stage.open({ dispatch: "off" }));
    expect(
      stage
        .spans()
        .flatMap((span) => [span.name, ...span.events.map((event) => event.name)])
        .filter((name) => /dispatch|sent/.test(name)),
    ).toEqual([]);
  });

  it("falls back to events in a trace that grows too large, and the run says how many", () => {
    const stage = new Stage();
    const script = stage.open({ maxSpansPerTrace: 20 }).start();
    script.play(started("x1:plan", ["e1"]));
    const ids = Array.from({ length: 50 }, (_, index) => `e${index + 2}`);
    for (const id of ids) script.play(sent(`${id}:Query`, { id }, "x1"), queued(`x-${id}:search`, [id], "Query"));
    script.play(completed("x1:plan", ids));
    for (const id of ids) script.play(started(`x-${id}:search`, [id]), completed(`x-${id}:search`, []));
    script.play(finished);
    const dispatches = stage.spans().filter((span) => span.name === "dispatch Query").length;
    const events = stage.span("plan").events.filter((event) => event.name === "sent Query").length;
    expect(dispatches).toBeGreaterThan(0);
    expect(dispatches).toBeLessThan(20);
    expect(dispatches + events).toBe(50);
    expect(stage.span("run research").attributes["workflow.dispatch.collapsed"]).toBe(events);
    expect(stage.spans().filter((span) => span.name === "search")).toHaveLength(50);
  });
});

it("counts the spans of child runs with those of their parent: it is one trace", () => {
  const stage = new Stage();
  const parent = stage.open({ maxSpansPerTrace: 12 }).start();
  parent.play(started("x1:plan", ["e1"]));
  for (const runId of ["c1", "c2", "c3", "c4"]) {
    const child = stage.open({ maxSpansPerTrace: 12 }, { runId, graph: { ...graph, name: runId } });
    child.start({ parent: { runId: "r1", executionId: "x1" } });
    child.play(sent("e2:Query", {}), queued("x2:search", ["e2"], "Query"), started("x2:search", ["e2"]));
    child.play(completed("x2:search", []), finished);
  }
  parent.play(completed("x1:plan", []), finished);
  const dispatches = stage.tree().filter((line) => line.endsWith("> dispatch Query"));
  expect(dispatches).toEqual(["run c1 > dispatch Query", "run c2 > dispatch Query"]);
  expect(stage.span("run c4").attributes["workflow.dispatch.collapsed"]).toBeGreaterThan(0);
});

it("measures runs, steps, queues and retries", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  playResearch(new Stage().open({ meterProvider }));
  await reader.forceFlush();
  const metrics = new Map(
    exporter
      .getMetrics()
      .flatMap((resource) =>
        resource.scopeMetrics.flatMap((scope) =>
          scope.metrics.map((metric) => [metric.descriptor.name, metric.dataPoints] as const),
        ),
      ),
  );
  await meterProvider.shutdown();
  expect([...metrics.keys()].sort()).toEqual([
    "workflow.queue.delay",
    "workflow.queue.depth",
    "workflow.run.duration",
    "workflow.runs.active",
    "workflow.step.duration",
    "workflow.step.retries",
  ]);
  expect(metrics.get("workflow.runs.active")?.map((point) => point.value)).toEqual([0]);
  expect(metrics.get("workflow.queue.depth")?.map((point) => point.value)).toEqual([0, 0]);
  expect(metrics.get("workflow.step.retries")?.map((point) => point.value)).toEqual([1]);
  expect(metrics.get("workflow.run.duration")?.map((point) => point.value)).toMatchObject([{ count: 1, sum: 0.012 }]);
});

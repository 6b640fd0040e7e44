import { context, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { completed, error, finished, graph, sent, Stage, started, T0 } from "../../../test/otel/run-stage.ts";
import { createRedactor } from "../../codec/redactor.ts";
import type { RecordBody } from "../../trace/record.ts";
import type { OutboxSpan } from "../otel-export/outbox.ts";
import { interruptLiveRuns } from "./live-runs.ts";
import { observedSpans } from "./observed-spans.ts";

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterAll(() => {
  context.disable();
});

describe("code inside a step", () => {
  it("makes its spans under the step, also later and in callbacks, with the run's identity in the context", async () => {
    const stage = new Stage();
    const script = stage.open().start({ userId: "u1", sessionId: "s1" });
    script.play(started("x1:plan", ["e1"]));
    const tracer = stage.provider.getTracer("user");
    const session = await script.tracer.enter("x1", async () => {
      tracer.startSpan("at once").end();
      await new Promise((resolve) => setTimeout(resolve, 1));
      tracer.startSpan("later").end();
      return context.active().getValue(Symbol.for("OpenInference SDK Context Key session.id"));
    });
    script.play(completed("x1:plan", []), finished);
    expect(stage.tree()).toEqual(expect.arrayContaining(["plan > at once", "plan > later"]));
    expect(session).toBe("s1");
  });

  it("nests a child run under the step that awaits it, in the same session and for the same user", () => {
    const stage = new Stage();
    const parent = stage.open().start({ sessionId: "s1", userId: "u1" });
    parent.play(started("x1:plan", ["e1"]));
    const child = stage.open({}, { runId: "r2", graph: { ...graph, name: "child" } });
    child.start({ parent: { runId: "r1", executionId: "x1" } }).play(finished);
    parent.play(completed("x1:plan", []), finished);
    expect(stage.tree()).toContain("plan > run child");
    expect(stage.span("run child").attributes).toMatchObject({ "session.id": "s1", "user.id": "u1" });
  });
});

describe("the caller's span", () => {
  it("is the parent when it is local and open", () => {
    const stage = new Stage();
    const mine = stage.provider.getTracer("user").startSpan("mine");
    context.with(trace.setSpan(ROOT_CONTEXT, mine), () => stage.open().start().play(finished));
    mine.end();
    expect(stage.tree()).toContain("mine > run research");
  });

  it("is only linked when it is remote: Phoenix would never see it", () => {
    const stage = new Stage();
    const remote = {
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
      traceFlags: 1,
      isRemote: true,
    };
    context.with(trace.setSpanContext(ROOT_CONTEXT, remote), () => stage.open().start().play(finished));
    const run = stage.span("run research");
    expect(run.parentSpanContext).toBeUndefined();
    expect(run.spanContext().traceId).not.toBe(remote.traceId);
    expect(run.links.map((link) => link.context.traceId)).toEqual([remote.traceId]);
  });
});

describe("waits", () => {
  it("are written when they end, with their true times and the answer", () => {
    const stage = new Stage();
    const script = stage.open().start();
    script.play(started("x1:plan", ["e1"]));
    const from = script.atMs;
    script.play({
      kind: "step.waiting",
      data: { executionId: "x1", step: "plan", attempt: 0, waiterId: "w1", eventType: "Approval" },
    });
    script.atMs += 100;
    script.play(sent("e2:Approval", { answer: "yes" }), {
      kind: "wait.matched",
      data: { executionId: "x1", step: "plan", waiterId: "w1", eventId: "e2" },
    });
    script.play(completed("x1:plan", []), finished);
    const wait = stage.span("wait Approval");
    expect(stage.tree()).toContain("run research > wait Approval");
    expect(wait.startTime).toEqual([T0 / 1000, from * 1e6]);
    expect(wait.duration).toEqual([0, 102e6]);
    expect(wait.attributes).toMatchObject({
      "openinference.span.kind": "CHAIN",
      "output.value": "yes",
      "workflow.wait.outcome": "matched",
    });
    expect(wait.status.code).toBe(SpanStatusCode.OK);
  });

  it("are no errors when they time out or the run is cancelled", () => {
    const stage = new Stage();
    const script = stage.open().start();
    script.play(started("x1:plan", ["e1"]), {
      kind: "step.waiting",
      data: { executionId: "x1", step: "plan", attempt: 0, waiterId: "w1", eventType: "Approval" },
    });
    script.play(
      { kind: "run.cancelled", data: { reason: "enough" } },
      { kind: "step.cancelled", data: { executionId: "x1", step: "plan", attempt: 0, reason: "run cancelled" } },
    );
    expect(stage.span("wait Approval").attributes["workflow.wait.outcome"]).toBe("cancelled");
    expect(stage.span("plan").attributes["workflow.step.outcome"]).toBe("cancelled");
    expect(stage.span("plan").status.code).toBe(SpanStatusCode.UNSET);
    expect(stage.span("run research").status.code).toBe(SpanStatusCode.OK);
    expect(stage.span("run research").attributes["workflow.run.outcome"]).toBe("cancelled");
  });
});

describe("the end of a run", () => {
  it.each([
    ["run.failed", "failed", { error }],
    ["run.timedOut", "timed_out", { error, afterMs: 1, activeSteps: [] }],
    ["run.stalled", "stalled", { error, report: null }],
  ] as const)("%s is an error with an exception event", (kind, outcome, data) => {
    const stage = new Stage();
    const script = stage.open().start();
    const end: RecordBody = JSON.parse(JSON.stringify({ kind, data }));
    script.play(started("x1:plan", ["e1"]), end);
    const run = stage.span("run research");
    expect(run.status.code).toBe(SpanStatusCode.ERROR);
    expect(run.attributes["workflow.run.outcome"]).toBe(outcome);
    expect(run.events.map((event) => event.name)).toEqual(["exception"]);
    expect(stage.span("plan").ended).toBe(true);
  });

  it("comes for every open run when the process gives up", () => {
    const stage = new Stage();
    stage
      .open({}, { runId: "r7" })
      .start()
      .play(started("x1:plan", ["e1"]));
    interruptLiveRuns();
    expect(stage.span("run research").attributes["workflow.run.outcome"]).toBe("interrupted");
    expect(stage.span("plan").ended).toBe(true);
  });
});

it("writes the spans that a crashed segment never ended, with the ids they had", () => {
  const stage = new Stage();
  const sent: OutboxSpan[] = [];
  observedSpans.current = {
    redactor: createRedactor(),
    costOf: () => undefined,
    append: (span) => sent.push(span),
    flush: () => Promise.resolve(),
  };
  const previous = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    startedAtMs: T0,
    lastRecordAtMs: T0 + 5,
  };
  const root = { ...previous, workflow: "research", segment: 0 };
  const attempt = { executionId: "x1", step: "plan", attempt: 1, spanId: "c7ad6b7169203331", startedAtMs: T0 + 1 };
  const interrupted = [
    { runId: "r1", root, endedAtMs: T0 + 5 },
    { runId: "r1", root, attempt, endedAtMs: T0 + 5 },
  ];
  const script = stage.open({}, { segment: 1, previous, interrupted });
  script.play({ kind: "run.resumed", data: { segment: 1, reason: "start", inFlight: [] } }, finished);
  observedSpans.current = undefined;
  expect(sent).toMatchObject([
    { runId: "r1", traceId: previous.traceId, spanId: previous.spanId },
    { runId: "r1", traceId: previous.traceId, spanId: attempt.spanId },
  ]);
  const [run, step] = sent.map(({ body }) => Buffer.from(body).toString("latin1"));
  expect(run).toMatch(/run research.*AGENT.*interrupted/s);
  expect(step).toMatch(/plan \(attempt 2\).*CHAIN.*interrupted/s);
});

it("makes a resumed segment a new trace with the same session and a link to the one before", () => {
  const stage = new Stage();
  const previous = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    startedAtMs: T0,
    lastRecordAtMs: T0 + 5,
    sessionId: "s1",
  };
  const script = stage.open({}, { segment: 1, previous });
  script.play(
    { kind: "run.resumed", data: { segment: 1, reason: "start", inFlight: ["x1"] } },
    started("x1:plan", ["e1"]),
    completed("x1:plan", []),
    finished,
  );
  const run = stage.span("run research");
  expect(run.parentSpanContext).toBeUndefined();
  expect(run.links.map((link) => link.context.spanId)).toEqual([previous.spanId]);
  expect(run.attributes).toMatchObject({ "session.id": "s1", "workflow.run.segment": 1 });
  expect(JSON.parse(String(run.attributes["metadata"]))).toMatchObject({
    resumed_from: { run_id: "r1", segment: 0, trace_id: previous.traceId, span_id: previous.spanId },
  });
  expect(stage.tree()).toContain("run research > plan");
});

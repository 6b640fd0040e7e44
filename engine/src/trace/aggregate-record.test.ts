import { expect, test } from "vitest";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import { aggregateRecord } from "./aggregate-record.ts";
import type { RecordBody, RunRecord } from "./record.ts";
import { RunAggregate } from "./run-aggregate.ts";

const GRAPH: WorkflowGraph = {
  formatVersion: 1,
  name: "approval",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [],
  events: [{ type: "Question", role: "inputRequired" }],
};

/** Records in a row, each with the time it happens at. */
function aggregate(...timed: readonly (readonly [atMs: number, body: RecordBody, segment?: number])[]): RunAggregate {
  const run = new RunAggregate("r1", GRAPH, "h1");
  timed.forEach(([atMs, body, segment = 0], index) => {
    const record: RunRecord = {
      runId: "r1",
      seq: index + 1,
      timeMs: 1_000_000 + atMs,
      monotonicNs: (segment === 0 ? atMs : atMs - 60_000) * 1_000_000,
      segment,
      ...body,
    };
    aggregateRecord(run, record);
  });
  return run;
}

const started: RecordBody = {
  kind: "run.started",
  data: {
    workflow: "approval",
    definitionHash: "h1",
    reducerVersion: 1,
    input: { topic: "x" },
    tags: ["a"],
    userId: "u1",
  },
};
const queued = (executionId: string): RecordBody => ({
  kind: "step.queued",
  data: { executionId, step: "ask", eventIds: ["e1"], eventType: "StartEvent" },
});
const begun = (executionId: string, attempt = 0): RecordBody => ({
  kind: "step.started",
  data: { executionId, step: "ask", attempt, worker: 0, eventIds: ["e1"], queuedAtMs: 1_000_000 },
});
const completed = (executionId: string, attempt = 0): RecordBody => ({
  kind: "step.completed",
  data: { executionId, step: "ask", attempt, eventIds: [] },
});
const retry = (executionId: string, attempt: number): RecordBody => ({
  kind: "step.retryScheduled",
  data: { executionId, step: "ask", attempt, error: { name: "Error", message: "no" }, delayMs: 10, dueMs: 0 },
});
const done: RecordBody = { kind: "run.completed", data: { eventId: "e9", result: 42 } };

test("time on a worker leaves out queue, back-off and waiting", () => {
  const run = aggregate(
    [0, started],
    [0, queued("x1")],
    [5, begun("x1")],
    [15, retry("x1", 0)],
    [115, begun("x1", 1)],
    [
      125,
      { kind: "step.waiting", data: { executionId: "x1", step: "ask", attempt: 1, waiterId: "w1", eventType: "A" } },
    ],
    [125, { kind: "run.idle", data: { waitingFor: ["A"] } }],
    [1_125, { kind: "wait.matched", data: { executionId: "x1", step: "ask", waiterId: "w1", eventId: "e2" } }],
    [
      1_126,
      {
        kind: "step.resumed",
        data: { executionId: "x1", step: "ask", attempt: 1, waiterId: "w1", worker: 0, outcome: "matched" },
      },
    ],
    [1_130, completed("x1", 1)],
    [1_130, done],
  );
  const step = run.step("ask");
  expect(step.durations.totalMs).toBeCloseTo(10 + 10 + 4);
  expect(step.queueMs).toBe(5);
  expect({ executions: step.executions, open: step.open, retries: step.retries }).toEqual({
    executions: 1,
    open: 0,
    retries: 1,
  });
  expect(run).toMatchObject({
    status: "completed",
    attempts: 2,
    maxAttempts: 2,
    backingOff: 0,
    waitingMs: 1_000,
    result: 42,
  });
  expect(run.durationMs).toBe(1_130);
  expect(run.activeMs).toBe(130);
});

test("a run that waits says for what, and stops saying so with the answer", () => {
  const question: RecordBody = {
    kind: "event.sent",
    data: { eventId: "e2", type: "Question", payload: { text: "Really?" }, cause: { kind: "run" }, origin: "sent" },
  };
  const idle: RecordBody = { kind: "run.idle", data: { waitingFor: ["Answer"] } };
  const answer: RecordBody = {
    kind: "event.sent",
    data: { eventId: "e3", type: "Answer", payload: {}, cause: { kind: "external" }, origin: "external" },
  };
  const log: RecordBody = { kind: "log", data: { level: "info", message: "still here" } };
  const waiting = aggregate([0, started], [1, question], [2, idle], [50, log]);
  expect(waiting).toMatchObject({
    status: "waiting",
    waitingFor: ["Answer"],
    question: { text: "Really?" },
    lastSeq: 4,
  });
  const answered = aggregate([0, started], [1, question], [2, idle], [50, log], [102, answer]);
  expect(answered).toMatchObject({ status: "running", waitingFor: [], waitingMs: 100 });
});

test("backing off is counted while it lasts", () => {
  const run = aggregate([0, started], [0, queued("x1")], [0, begun("x1")], [1, retry("x1", 0)]);
  expect(run.backingOff).toBe(1);
  expect(run.busiestStep()).toMatchObject({ step: { name: "ask", open: 1 }, attempt: 0 });
});

test("tokens and cost add up, per model too", () => {
  const call = (model: string, promptTokens: number): RecordBody => ({
    kind: "llm.called",
    data: {
      spanId: "s",
      provider: "openai",
      model,
      status: "ok",
      durationMs: 5,
      promptTokens,
      completionTokens: 10,
      costUsd: 0.5,
    },
  });
  const run = aggregate([0, started], [1, call("a", 1)], [2, call("a", 2)], [3, call("b", 3)]);
  expect(run).toMatchObject({ llmCalls: 3, promptTokens: 6, completionTokens: 30, totalTokens: 36, costUsd: 1.5 });
  expect(run.models.get("a")).toMatchObject({ calls: 2, totalTokens: 23 });
});

test("a resumed run goes on: work in flight is not counted across the gap", () => {
  const resumed: RecordBody = { kind: "run.resumed", data: { segment: 1, reason: "restart", inFlight: ["x1"] } };
  const run = aggregate(
    [0, started],
    [0, queued("x1")],
    [0, begun("x1")],
    [60_000, resumed, 1],
    [60_000, begun("x1"), 1],
    [60_007, completed("x1"), 1],
    [60_007, done, 1],
  );
  expect(run.step("ask").durations.totalMs).toBe(7);
  expect(run).toMatchObject({ segments: 2, durationMs: 60_007 });
});

test("what comes after the end does not change the outcome", () => {
  const late: RecordBody = {
    kind: "step.lateResult",
    data: { executionId: "x1", step: "ask", attempt: 0, outcome: "completed" },
  };
  const run = aggregate([0, started], [1, { kind: "run.cancelled", data: {} }], [2, late], [3, done]);
  expect(run).toMatchObject({ status: "cancelled", endedAtMs: 1_000_001, lastSeq: 4 });
});

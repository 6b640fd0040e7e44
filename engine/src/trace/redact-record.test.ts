import { expect, it } from "vitest";

import { createRedactor } from "../codec/redactor.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { RecordBody } from "./record.ts";
import { recordRedactor } from "./redact-record.ts";

const graph: WorkflowGraph = {
  formatVersion: 1,
  name: "flow",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [],
  events: [
    { type: "StartEvent", role: "start" },
    { type: "StopEvent", role: "stop" },
    { type: "Login", role: "plain", sensitive: ["pin"] },
  ],
};

const CANARY = "sk-canary-abcdefghijklmnop";
const error = { name: "Error", message: `bad ${CANARY}`, stack: `Error: bad ${CANARY}\n    at x` };
const attempt = { executionId: "x1", step: "a", attempt: 0 };

const BODIES: readonly RecordBody[] = [
  {
    kind: "run.started",
    data: {
      workflow: "flow",
      definitionHash: "h",
      reducerVersion: 1,
      input: { topic: CANARY },
      store: { k: CANARY },
      metadata: { m: CANARY },
    },
  },
  {
    kind: "event.sent",
    data: {
      eventId: "e1",
      type: "Login",
      payload: { pin: "canary 12", note: CANARY },
      cause: { kind: "run" },
      origin: "input",
    },
  },
  { kind: "stream.published", data: { type: "Login", payload: { pin: "canary 12" } } },
  { kind: "run.completed", data: { eventId: "e2", result: { text: CANARY } } },
  { kind: "state.changed", data: { operation: "set", path: ["user", "password"], value: "canary horse" } },
  { kind: "once.stored", data: { executionId: "x1", step: "a", key: "k", value: { key: CANARY } } },
  { kind: "log", data: { level: "info", message: `using ${CANARY}`, attributes: { apiKey: "canary" } } },
  { kind: "run.failed", data: { error } },
  { kind: "run.timedOut", data: { error, afterMs: 1, activeSteps: [] } },
  { kind: "run.stalled", data: { error, report: { last: CANARY } } },
  { kind: "run.cancelled", data: { reason: CANARY } },
  { kind: "run.resumed", data: { segment: 1, reason: "start", inFlight: [], snapshot: { s: CANARY } } },
  { kind: "step.waiting", data: { ...attempt, waiterId: "w1", eventType: "Login", where: { password: "canary 12" } } },
  { kind: "step.retryScheduled", data: { ...attempt, error, delayMs: 1, dueMs: 1 } },
  { kind: "step.failed", data: { ...attempt, error, attempts: 1, elapsedMs: 1 } },
  { kind: "step.lateResult", data: { ...attempt, outcome: "failed", error } },
];

it.each(BODIES)("hides every secret of $kind", (body) => {
  const redact = recordRedactor(createRedactor({ environment: {} }), graph);
  expect(JSON.stringify(body)).toMatch(/canary/);
  expect(JSON.stringify(redact(body))).not.toMatch(/canary/);
});

it("gives a record without secrets back as it is", () => {
  const redact = recordRedactor(createRedactor({ environment: {} }), graph);
  const body: RecordBody = {
    kind: "event.sent",
    data: { eventId: "e1", type: "Login", payload: { a: 1 }, cause: { kind: "run" }, origin: "input" },
  };
  expect(redact(body)).toBe(body);
});

it("hides the input of a run, not its result, where only inputs are hidden", () => {
  const redact = recordRedactor(createRedactor({ environment: {}, hide: { inputs: true } }), graph);
  const [started] = BODIES;
  expect(started && JSON.stringify(redact(started))).toContain('"input":{"$":"Redacted","why":"hidden"}');
  const result: RecordBody = { kind: "run.completed", data: { eventId: "e2", result: "fine" } };
  expect(redact(result)).toBe(result);
});

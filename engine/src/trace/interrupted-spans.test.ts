import { expect, it } from "vitest";

import { OpenSpans } from "./interrupted-spans.ts";
import type { RecordBody, RunRecord } from "./record.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

/** A record of the segment, at its sequence number's time, belonging to the span given. */
function at(seq: number, spanId: string, body: RecordBody): RunRecord {
  const segment = body.kind === "run.resumed" ? body.data.segment : 0;
  return { runId: "r1", seq, timeMs: seq, monotonicNs: seq, segment, traceId: TRACE, spanId, ...body };
}

const started = (executionId: string, attempt = 0): RecordBody => ({
  kind: "step.started",
  data: { executionId, step: "work", attempt, worker: 0, eventIds: [], queuedAtMs: 0 },
});

function open(...records: readonly RunRecord[]): readonly string[] {
  const input = { workflow: "w", definitionHash: "h", reducerVersion: 1, input: null };
  const spans = new OpenSpans("r1");
  for (const record of [at(1, "root", { kind: "run.started", data: input }), ...records]) spans.observe(record);
  return spans.list().map(({ attempt, root, endedAtMs }) => `${attempt?.spanId ?? root.spanId} until ${endedAtMs}`);
}

it("keeps the root and the latest attempt of each execution", () => {
  const error = { name: "Error", message: "no" };
  expect(
    open(
      at(2, "a", started("x1")),
      at(3, "a", {
        kind: "step.retryScheduled",
        data: { executionId: "x1", step: "work", attempt: 0, error, delayMs: 0, dueMs: 0 },
      }),
      at(4, "b", started("x1", 1)),
      at(5, "c", started("x2")),
      at(6, "c", { kind: "step.completed", data: { executionId: "x2", step: "work", attempt: 0, eventIds: [] } }),
    ),
  ).toEqual(["root until 6", "b until 6"]);
});

it("has nothing open after the end, and only the last segment's after a resume", () => {
  expect(open(at(2, "a", started("x1")), at(3, "root", { kind: "run.cancelled", data: {} }))).toEqual([]);
  const resumed: RecordBody = { kind: "run.resumed", data: { segment: 1, reason: "", inFlight: [] } };
  expect(open(at(2, "a", started("x1")), at(3, "root2", resumed))).toEqual(["root2 until 3"]);
});

// The drawing of a run shows what happened, not what could have.

import { describe, expect, it } from "vitest";
import { executionDrawing } from "./execution-drawing.ts";
import type { RecordBody } from "./record.ts";

const started: RecordBody = {
  kind: "run.started",
  data: { workflow: "research", definitionHash: "h", reducerVersion: 1, input: {} },
};

function sent(eventId: string, type: string, executionId?: string): RecordBody {
  const cause = executionId === undefined ? ({ kind: "run" } as const) : ({ kind: "execution", executionId } as const);
  return {
    kind: "event.sent",
    data: { eventId, type, payload: {}, cause, origin: executionId === undefined ? "input" : "returned" },
  };
}

function ran(executionId: string, step: string, eventId: string): readonly RecordBody[] {
  return [
    { kind: "step.queued", data: { executionId, step, eventIds: [eventId], eventType: "?" } },
    { kind: "step.started", data: { executionId, step, attempt: 0, worker: 0, eventIds: [eventId], queuedAtMs: 0 } },
    { kind: "step.completed", data: { executionId, step, attempt: 0, eventIds: [] } },
  ];
}

describe("the drawing of a run", () => {
  it("has a box per execution, an arrow per event, and the ends it touched", () => {
    const records: RecordBody[] = [
      started,
      sent("e1", "StartEvent"),
      ...ran("x1", "plan", "e1"),
      sent("e2", "Query", "x1"),
      sent("e3", "Query", "x1"),
      ...ran("x2", "read", "e2"),
      ...ran("x3", "read", "e3"),
      {
        kind: "step.started",
        data: { executionId: "x3", step: "read", attempt: 1, worker: 0, eventIds: ["e3"], queuedAtMs: 0 },
      },
      {
        kind: "step.failed",
        data: {
          executionId: "x3",
          step: "read",
          attempt: 1,
          attempts: 2,
          elapsedMs: 5,
          error: { name: "Error", message: "429" },
        },
      },
      {
        kind: "step.queued",
        data: { executionId: "x4", step: "rescue", eventIds: ["e4"], eventType: "StepFailedEvent" },
      },
      {
        kind: "recovery.started",
        data: { executionId: "x4", step: "rescue", failedExecutionId: "x3", failedStep: "read", recovery: 1 },
      },
      { kind: "step.completed", data: { executionId: "x4", step: "rescue", attempt: 0, eventIds: ["e5"] } },
      sent("e5", "StopEvent", "x4"),
      { kind: "run.completed", data: { eventId: "e5", result: null } },
    ];
    const { title, nodes, edges } = executionDrawing(records);
    expect(title).toBe("research");
    expect(
      nodes.map(({ label, kind, state, detail }) =>
        [label, kind, state, detail].filter((part) => part !== undefined).join(" "),
      ),
    ).toStrictEqual([
      "plan step completed",
      "read step completed",
      "read step failed 2 attempts",
      "rescue recovery completed",
      "start start",
      "StopEvent stop",
    ]);
    expect(edges.map(({ from, to, label, kind }) => `${from} ${kind} ${to}: ${label ?? ""}`)).toStrictEqual([
      "start event x1: StartEvent",
      "x1 event x2: Query",
      "x1 event x3: Query",
      "x3 failure x4: fails",
      "x4 event stop: StopEvent",
    ]);
  });

  it("draws waits and their answers, and a run that is not over", () => {
    const records: RecordBody[] = [
      started,
      sent("e1", "StartEvent"),
      ...ran("x1", "ask", "e1").slice(0, 2),
      {
        kind: "step.waiting",
        data: { executionId: "x1", step: "ask", attempt: 0, waiterId: "w1", eventType: "Answer" },
      },
    ];
    expect(executionDrawing(records).nodes[0]?.state).toBe("waiting");
    const answered: RecordBody[] = [
      ...records,
      {
        kind: "event.sent",
        data: { eventId: "e2", type: "Answer", payload: {}, cause: { kind: "external" }, origin: "external" },
      },
      { kind: "wait.matched", data: { executionId: "x1", step: "ask", waiterId: "w1", eventId: "e2" } },
    ];
    expect(executionDrawing(answered).edges).toContainEqual({
      from: "outside",
      to: "x1",
      kind: "outside",
      label: "Answer",
    });
  });

  it("draws a large run by step, with counts", () => {
    const records: RecordBody[] = [started, sent("e0", "StartEvent"), ...ran("x0", "split", "e0")];
    for (let number = 1; number <= 400; number++)
      records.push(sent(`e${number}`, "Part", "x0"), ...ran(`x${number}`, "work", `e${number}`));
    const { nodes, edges } = executionDrawing(records);
    expect(nodes.map(({ label, detail }) => [label, detail])).toStrictEqual([
      ["split", undefined],
      ["work", "×400"],
      ["start", undefined],
    ]);
    expect(edges).toContainEqual({ from: "step:split", to: "step:work", kind: "event", label: "Part ×400" });
  });

  it("draws nothing of nothing", () => {
    expect(executionDrawing([])).toStrictEqual({ title: "", of: "execution", nodes: [], edges: [] });
  });
});

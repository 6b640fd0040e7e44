import { expect, test } from "vitest";
import type { RecordBody } from "../trace/record.ts";
import { RecordRing } from "./record-ring.ts";

const ORIGIN = { runId: "r", segment: 1 };
const byExecution = { kind: "execution", executionId: "x7" } as const;

const bodies: readonly RecordBody[] = [
  {
    kind: "event.sent",
    data: { eventId: "e1", type: "Hop", payload: { n: 1 }, cause: byExecution, origin: "returned" },
  },
  { kind: "event.sent", data: { eventId: "e20", type: "Hop", payload: {}, cause: byExecution, origin: "sent" } },
  { kind: "event.sent", data: { eventId: "e3", type: "Ask", payload: {}, cause: byExecution, origin: "waiter" } },
  { kind: "event.sent", data: { eventId: "e4", type: "Hop", payload: {}, cause: { kind: "run" }, origin: "input" } },
  {
    kind: "event.sent",
    data: { eventId: "e5", type: "Hop", payload: {}, cause: byExecution, origin: "sent", target: "b", key: "k" },
  },
  {
    kind: "event.sent",
    data: { eventId: "e6", type: "Own", payload: {}, cause: byExecution, origin: "returned", role: "inputRequired" },
  },
  { kind: "step.queued", data: { executionId: "x1", step: "a", eventIds: ["e1"], eventType: "Hop" } },
  { kind: "step.queued", data: { executionId: "x2", step: "join", eventIds: ["e1", "e2"], eventType: "Hop" } },
  { kind: "step.queued", data: { executionId: "x3", step: "join", eventIds: [], eventType: "Hop" } },
  {
    kind: "step.started",
    data: { executionId: "x1", step: "a", attempt: 2, worker: 3, eventIds: ["e1"], queuedAtMs: 1_800_000_000_000.5 },
  },
  {
    kind: "step.started",
    data: { executionId: "x2", step: "join", attempt: 0, worker: 0, eventIds: ["e1", "e2"], queuedAtMs: 5 },
  },
  { kind: "step.completed", data: { executionId: "x1", step: "a", attempt: 1, eventIds: ["e9"] } },
  { kind: "step.completed", data: { executionId: "x1", step: "a", attempt: 0, eventIds: [] } },
  { kind: "step.completed", data: { executionId: "x1", step: "a", attempt: 0, eventIds: ["e9"], isFanOut: true } },
  { kind: "step.completed", data: { executionId: "x1", step: "a", attempt: 0, eventIds: ["e9", "e10"] } },
  { kind: "step.cancelled", data: { executionId: "x1", step: "a", attempt: 0, reason: "over" } },
];

function momentOf(position: number): { readonly seq: number; readonly timeMs: number; readonly monotonicNs: number } {
  return { seq: position + 1, timeMs: 1_800_000_000_000 + position / 4, monotonicNs: position * 1_000_003 };
}

function bodyAt(position: number): RecordBody {
  const body = bodies[position % bodies.length];
  if (body === undefined) throw new Error("there is always one");
  return body;
}

function filled(count: number): RecordRing {
  const ring = new RecordRing(ORIGIN, 1);
  for (let position = 0; position < count; position++) ring.push(bodyAt(position), momentOf(position));
  return ring;
}

test("every record comes back as it was, whatever stands beside it", () => {
  const ring = filled(3_000);
  for (let position = 0; position < 3_000; position++) {
    expect(ring.at(position)).toEqual({ ...bodyAt(position), ...ORIGIN, ...momentOf(position) });
    expect(JSON.stringify(ring.at(position)?.data)).toBe(JSON.stringify(bodyAt(position).data));
  }
  expect(ring.at(3_000)).toBeUndefined();
});

test("ids of any form stay as they are", () => {
  for (const id of ["x01", "x0", "x", "y1", "x1a", "X1", `x${"9".repeat(20)}`, "x1.5", ""]) {
    const ring = new RecordRing(ORIGIN, 16);
    const queued: RecordBody = {
      kind: "step.queued",
      data: { executionId: id, step: "a", eventIds: ["e1"], eventType: "A" },
    };
    const completed: RecordBody = {
      kind: "step.completed",
      data: { executionId: "x1", step: "a", attempt: 0, eventIds: [id] },
    };
    ring.push(queued, momentOf(0));
    ring.push(completed, momentOf(1));
    expect([ring.at(0)?.data, ring.at(1)?.data]).toEqual([queued.data, completed.data]);
  }
});

test("the last 10,000 records stay and older ones go, at every length", () => {
  const ring = new RecordRing(ORIGIN, 16);
  for (let position = 0; position < 25_000; position++) {
    ring.push(bodyAt(position), momentOf(position));
    if (position % 997 !== 0) continue;
    const oldest = Math.max(0, position - 9_999);
    expect(ring.start).toBe(oldest);
    expect(ring.startSeq).toBe(oldest + 1);
    expect(ring.at(oldest - 1)).toBeUndefined();
    expect(ring.at(oldest)).toEqual({ ...bodyAt(oldest), ...ORIGIN, ...momentOf(oldest) });
    expect(ring.at(position)?.seq).toBe(position + 1);
  }
});

test("an empty ring has nothing", () => {
  const ring = new RecordRing(ORIGIN, 16);
  expect([ring.start, ring.startSeq, ring.at(0)]).toEqual([0, 0, undefined]);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SUITE_GRAPH } from "../../testing/store-under-test.ts";
import type { RecordBody, RecordPlace, RunRecord } from "../../trace/record.ts";
import { openWriterDatabase } from "./open-writer-database.ts";
import { RecordPacker } from "./packed-records.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

let folder: string;
let database: DatabaseSync;
let writer: SqliteWriter;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stepscope-block-"));
  const path = join(folder, "traces.db");
  ({ database } = openWriterDatabase({ path, init: false, allowNetworkFileSystem: false, durability: "buffered" }));
  writer = new SqliteWriter(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const RUN = "01900000-0000-7000-8000-000000000001";
const START_MS = 1_790_000_000_000;

/** Bodies that the short form says whole, and such as it cannot. */
const BODIES: readonly RecordBody[] = [
  { kind: "run.started", data: { workflow: "w", definitionHash: "h", reducerVersion: 1, input: { text: 'ü"\n' } } },
  { kind: "event.sent", data: event({ cause: { kind: "run" }, origin: "input" }) },
  { kind: "event.sent", data: event({}) },
  { kind: "event.sent", data: event({ origin: "sent", payload: ["日本", "\u2028", "x".repeat(400)] }) },
  { kind: "event.sent", data: event({ eventId: "e007" }) },
  { kind: "event.sent", data: event({ cause: { kind: "execution", executionId: "mine" } }) },
  { kind: "event.sent", data: event({ target: "plan", role: "inputRequired", key: "k" }) },
  { kind: "step.queued", data: { executionId: "x1", step: 'pl"än', eventIds: ["e1"], eventType: "Ask" } },
  { kind: "step.queued", data: { executionId: "x2", step: "join", eventIds: ["e1", "e2"], eventType: "Ask" } },
  {
    kind: "step.started",
    data: { executionId: "x1", step: "plan", attempt: 2, worker: 3, eventIds: ["e1"], queuedAtMs: START_MS - 5 },
  },
  { kind: "step.completed", data: { executionId: "x1", step: "plan", attempt: 2, eventIds: [] } },
  { kind: "step.completed", data: { executionId: "x3", step: "plan", attempt: 0, eventIds: ["e3"], isFanOut: true } },
  { kind: "state.changed", data: { operation: "set", path: ["a", 0], value: 1.5, executionId: "x1" } },
  { kind: "log", data: { level: "info", message: "said" } },
];

function event(differs: Partial<Extract<RecordBody, { kind: "event.sent" }>["data"]>) {
  const cause = { kind: "execution", executionId: "x9007199" } as const;
  return { eventId: "e12", type: "Ask", payload: { value: 1 }, cause, origin: "returned", ...differs } as const;
}

function journalOf(
  bodies: readonly RecordBody[],
  place: (seq: number) => Partial<RecordPlace> = () => ({}),
): RunRecord[] {
  return bodies.map((body, index) => {
    const seq = index + 1;
    // The clock jumps back, the monotonic one passes every size of number.
    const [timeMs, monotonicNs] = [START_MS + (index % 3) * 7 - 1, 10 ** (index % 14) + index];
    return { ...body, runId: RUN, seq, timeMs, monotonicNs, segment: 0, ...place(seq) };
  });
}

function store(records: readonly RunRecord[]): void {
  const packer = new RecordPacker();
  for (const record of records) packer.push(record);
  const opening = { op: "open", runId: RUN, segment: 0, definitionHash: "h", graph: SUITE_GRAPH } as const;
  expect(writer.take([opening, { op: "records", ...packer.take() }])).toEqual([]);
  writer.commit();
}

/** What SQL shows of the journal. */
function shown(): unknown[] {
  return database
    .prepare(`SELECT * FROM "Record" ORDER BY "seq"`)
    .all()
    .map((row) => ({ ...row }));
}

function rowOf({ runId, seq, kind, timeMs, monotonicNs, segment, traceId, spanId, data }: RunRecord): unknown {
  return {
    runId,
    seq,
    kind,
    timeMs,
    monotonicNs,
    segment,
    traceId: traceId ?? null,
    spanId: spanId ?? null,
    executionId: "executionId" in data ? data.executionId : null,
    step: "step" in data ? data.step : null,
    attempt: "attempt" in data ? data.attempt : null,
    data: JSON.stringify(data),
  };
}

test("a journal comes back as it was, in the short form and in the long one, and SQL shows the same", () => {
  const records = journalOf(BODIES);
  store(records);
  expect(writer.readRecords(RUN, 1, 100)).toEqual(records);
  expect(shown()).toEqual(records.map(rowOf));
});

test("so do the ids of spans, also where a trace begins, is left out, and changes", () => {
  const records = journalOf(BODIES, (seq) =>
    seq % 4 === 2 ? {} : { traceId: seq < 8 ? "a".repeat(32) : "b".repeat(32), spanId: `${seq}`.padStart(16, "0") },
  );
  store(records);
  expect(writer.readRecords(RUN, 1, 100)).toEqual(records);
  expect(shown()).toEqual(records.map(rowOf));
});

test("a long journal is cut into blocks, and any stretch of it can be read", () => {
  const bodies = Array.from({ length: 3_000 }, (_, index) => BODIES[1 + (index % (BODIES.length - 1))]);
  const records = journalOf([...BODIES.slice(0, 1), ...bodies.filter((body) => body !== undefined)]);
  store(records);
  const blocks = database.prepare(`SELECT "firstSeq", "lastSeq" FROM "JournalBlock" ORDER BY "lastSeq"`).all();
  expect(blocks.length).toBeGreaterThan(4);
  for (const [fromSeq, limit] of [
    [1, 5_000],
    [511, 4],
    [2_999, 10],
    [3_002, 1],
  ] as const)
    expect(writer.readRecords(RUN, fromSeq, limit)).toEqual(records.slice(fromSeq - 1, fromSeq - 1 + limit));
});

// A record as a row of the Record table, and back.

import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { parseRecord } from "../../trace/parse-record.ts";
import type { RunRecord } from "../../trace/record.ts";

/** The values of a record's row, in the order of `RECORD_COLUMNS`. */
export function recordValues(record: RunRecord, dataText: string): SQLInputValue[] {
  const { data } = record;
  return [
    record.runId,
    record.seq,
    record.kind,
    Math.round(record.timeMs),
    Math.round(record.monotonicNs),
    record.segment,
    record.traceId ?? null,
    record.spanId ?? null,
    "executionId" in data ? (data.executionId ?? null) : null,
    "step" in data ? (data.step ?? null) : null,
    "attempt" in data ? data.attempt : null,
    dataText,
  ];
}

/** The record that a row holds. */
export function recordOfRow(row: Readonly<Record<string, SQLOutputValue>>): RunRecord {
  return parseRecord({
    runId: String(row["runId"]),
    seq: Number(row["seq"]),
    kind: String(row["kind"]),
    timeMs: Number(row["timeMs"]),
    monotonicNs: Number(row["monotonicNs"]),
    segment: Number(row["segment"]),
    ...(typeof row["traceId"] === "string" ? { traceId: row["traceId"] } : {}),
    ...(typeof row["spanId"] === "string" ? { spanId: row["spanId"] } : {}),
    dataText: String(row["data"]),
  });
}

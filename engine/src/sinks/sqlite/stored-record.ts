// A record as a row of the Record table, and back.

import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { parseRecord } from "../../trace/parse-record.ts";
import type { RunRecord } from "../../trace/record.ts";
import type { ReceivedRecord } from "./record-cells.ts";

/** In the order in which {@link pushRecordValues} appends them. */
export const RECORD_COLUMNS = [
  "runId",
  "seq",
  "kind",
  "timeMs",
  "monotonicNs",
  "segment",
  "traceId",
  "spanId",
  "executionId",
  "step",
  "attempt",
  "data",
] as const;

/** Appends the values of a record's row. */
export function pushRecordValues(values: SQLInputValue[], { record, head }: ReceivedRecord, dataText: string): void {
  values.push(
    record.runId,
    record.seq,
    record.kind,
    record.timeMs,
    record.monotonicNs,
    record.segment,
    record.traceId ?? null,
    record.spanId ?? null,
    head.executionId ?? null,
    head.step ?? null,
    head.attempt ?? null,
    dataText,
  );
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
    traceId: typeof row["traceId"] === "string" ? row["traceId"] : undefined,
    spanId: typeof row["spanId"] === "string" ? row["spanId"] : undefined,
    dataText: String(row["data"]),
  });
}

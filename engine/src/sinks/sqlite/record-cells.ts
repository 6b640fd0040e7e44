// Records as flat cells, in which they cross to the writer thread: texts and numbers cross far faster than objects.

import { lazyRecord } from "../../trace/parse-record.ts";
import type { RunRecord } from "../../trace/record.ts";
import { headOf, type RecordHead } from "../../trace/record-head.ts";

/** Cells of one record. */
export const CELLS_PER_RECORD = 13;

/** One cell. */
export type RecordCell = string | number | undefined;

/** Records of any runs, in order. */
export interface RecordCells {
  /** What the first cell of each record points into. */
  readonly runIds: string[];
  readonly cells: RecordCell[];
}

/** A record as it came across. */
export interface ReceivedRecord {
  /** Parses its data only when asked for it. */
  readonly record: RunRecord;
  readonly head: RecordHead;
  readonly dataText: string;
}

/** Appends a record of the run at `runIndex`; gives the length of its data's text. */
export function pushRecord({ cells }: RecordCells, runIndex: number, record: RunRecord): number {
  const dataText = JSON.stringify(record.data);
  const { executionId, step, attempt, eventType } = headOf(record);
  cells.push(
    runIndex,
    record.kind,
    record.seq,
    Math.round(record.timeMs),
    Math.round(record.monotonicNs),
    record.segment,
    record.traceId,
    record.spanId,
    executionId,
    step,
    attempt,
    eventType,
    dataText,
  );
  return dataText.length;
}

/** The record whose cells begin at `offset`. */
export function recordAt({ runIds, cells }: RecordCells, offset: number): ReceivedRecord {
  const text = (cell: number): string | undefined => {
    const value = cells[offset + cell];
    return typeof value === "string" ? value : undefined;
  };
  const number = (cell: number): number => Number(cells[offset + cell] ?? 0);
  const dataText = text(12) ?? "{}";
  const record = lazyRecord({
    runId: runIds[number(0)] ?? "",
    kind: text(1) ?? "",
    seq: number(2),
    timeMs: number(3),
    monotonicNs: number(4),
    segment: number(5),
    traceId: text(6),
    spanId: text(7),
    dataText,
  });
  const attempt = cells[offset + 10] === undefined ? undefined : number(10);
  return { record, head: { executionId: text(8), step: text(9), attempt, eventType: text(11) }, dataText };
}

// The journal of one run: its records, its spans, and the bodies they refer to.

import type { ErrorData } from "../../errors/error-data.ts";
import { parseRecord } from "../../trace/parse-record.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { RecordChunk, RecordQuery, SpanQuery, StoredSpan } from "../../view/reader.ts";
import type { Client } from "./run-query.ts";
import { present } from "./run-rows.ts";

const DEFAULT_LIMIT = 2_000;
const MAX_LIMIT = 10_000;
/** A chunk ends early once its texts are this long together. */
const CHUNK_CHARACTERS = 8 * 1_024 * 1_024;

/** Reads a stretch of a journal. */
export async function readRecords(client: Client, runId: string, query: RecordQuery): Promise<RecordChunk> {
  const fromSeq = Math.max(1, query.fromSeq ?? 1);
  const limit = clampLimit(query.limit);
  const seq = { gte: fromSeq, ...(query.toSeq === undefined ? {} : { lte: query.toSeq }) };
  const rows = await client.runRecord.findMany({ where: { runId, seq }, orderBy: { seq: "asc" }, take: limit });
  let characters = 0;
  const kept = rows.findIndex((row) => (characters += row.data.length) > CHUNK_CHARACTERS);
  const chosen = kept === -1 ? rows : rows.slice(0, Math.max(1, kept));
  const records = chosen.map((row) =>
    parseRecord({
      runId: row.runId,
      seq: row.seq,
      kind: row.kind,
      timeMs: Number(row.timeMs),
      monotonicNs: Number(row.monotonicNs),
      segment: row.segment,
      ...present({ traceId: row.traceId, spanId: row.spanId }),
      dataText: row.data,
    }),
  );
  const last = records.at(-1)?.seq;
  const isCut = chosen.length < rows.length || rows.length === limit;
  const hasMore = isCut && last !== undefined && last !== query.toSeq && (await hasRecord(client, runId, last + 1));
  return { records, ...(hasMore ? { nextSeq: last + 1 } : {}) };
}

/** Reads spans in the order in which they were stored. */
export async function readSpans(client: Client, runId: string, query: SpanQuery): Promise<readonly StoredSpan[]> {
  const { afterNumber = 0, executionId, withAttributes = true } = query;
  const rows = await client.span.findMany({
    where: { runId, number: { gt: afterNumber }, ...(executionId === undefined ? {} : { executionId }) },
    orderBy: { number: "asc" },
    take: clampLimit(query.limit),
    omit: { attributes: !withAttributes, events: !withAttributes },
  });
  return rows.map(spanOf);
}

/** Reads one span of a run. */
export async function readSpan(client: Client, runId: string, spanId: string): Promise<StoredSpan | undefined> {
  const row = await client.span.findFirst({ where: { runId, spanId } });
  return row === null ? undefined : spanOf(row);
}

/** Reads a body by its hash. */
export async function readPayload(client: Client, hash: string): Promise<string | undefined> {
  const row = await client.payload.findUnique({ where: { hash }, select: { body: true } });
  return row?.body;
}

async function hasRecord(client: Client, runId: string, seq: number): Promise<boolean> {
  const row = await client.runRecord.findUnique({ where: { runId_seq: { runId, seq } }, select: { seq: true } });
  return row !== null;
}

function clampLimit(limit = DEFAULT_LIMIT): number {
  return Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit)));
}

type FullSpanRow = Awaited<ReturnType<Client["span"]["findMany"]>>[number];
type SpanRow = Omit<FullSpanRow, "attributes" | "events"> & Partial<Pick<FullSpanRow, "attributes" | "events">>;

function spanOf(row: SpanRow): StoredSpan {
  return {
    number: row.number,
    runId: row.runId,
    traceId: row.traceId,
    spanId: row.spanId,
    name: row.name,
    kind: row.kind as SpanData["kind"],
    startTimeMs: row.startTimeMs,
    endTimeMs: row.endTimeMs,
    status: row.status as SpanData["status"],
    attributes: row.attributes === undefined ? {} : (JSON.parse(row.attributes) as SpanData["attributes"]),
    ...present({
      executionId: row.executionId,
      parentSpanId: row.parentSpanId,
      model: row.model,
      provider: row.provider,
      promptTokens: row.promptTokens,
      completionTokens: row.completionTokens,
      cacheReadTokens: row.cacheReadTokens,
      reasoningTokens: row.reasoningTokens,
      costUsd: row.costUsd,
      timeToFirstTokenMs: row.timeToFirstTokenMs,
    }),
    ...(row.error === null ? {} : { error: JSON.parse(row.error) as ErrorData }),
    ...(row.events === undefined || row.events === null
      ? {}
      : { events: JSON.parse(row.events) as NonNullable<SpanData["events"]> }),
  };
}

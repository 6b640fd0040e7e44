// The journal of one run: its records, its spans, and the bodies they refer to.

import type { ErrorData } from "../../errors/error-data.ts";
import { parseRecords } from "../../trace/parse-record.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { RecordChunk, RecordQuery, RecordText, SpanQuery, StoredSpan } from "../../view/reader.ts";
import { type Client, rowsOf } from "./run-query.ts";
import { present } from "./run-rows.ts";
import { rawSql, sql } from "./sql-text.ts";

const DEFAULT_LIMIT = 2_000;
const MAX_LIMIT = 10_000;
/** A chunk ends early once its texts are this long together, in bytes. */
const CHUNK_BYTES = 8 * 1_024 * 1_024;

const RECORD_AS_JSON = rawSql(`'{"runId":' || json_quote("runId") || ',"seq":' || "seq" || ',"timeMs":' || "timeMs"
  || ',"monotonicNs":' || "monotonicNs" || ',"segment":' || "segment"
  || iif("traceId" IS NULL, '', ',"traceId":' || json_quote("traceId"))
  || iif("spanId" IS NULL, '', ',"spanId":' || json_quote("spanId"))
  || ',"kind":' || json_quote("kind") || ',"data":' || "data" || '}'`);

/** Reads a stretch of a journal. */
export async function readRecords(client: Client, runId: string, query: RecordQuery): Promise<RecordChunk> {
  const { text, ...more } = await readRecordText(client, runId, query);
  return { records: parseRecords(text), ...more };
}

/**
 * Reads a stretch of a journal as text. SQLite puts it together from the bodies, which are JSON as they are stored:
 * one value instead of a row with nine values for each record, and nothing is parsed that is only handed on.
 */
export async function readRecordText(client: Client, runId: string, query: RecordQuery): Promise<RecordText> {
  const { fromSeq = 1, toSeq = Number.MAX_SAFE_INTEGER } = query;
  const limit = clampLimit(query.limit);
  const stretch = sql`SELECT *, sum(octet_length("data")) OVER (ORDER BY "seq") - octet_length("data") AS "before"
    FROM "Record" WHERE "runId" = ${runId} AND "seq" BETWEEN ${fromSeq} AND ${toSeq} ORDER BY "seq" LIMIT ${limit}`;
  const [row] = await rowsOf(
    client,
    sql`SELECT '[' || group_concat(${RECORD_AS_JSON}, ',') || ']' AS text, max("seq") AS last
      FROM (${stretch}) WHERE "before" < ${CHUNK_BYTES}`,
  );
  if (typeof row?.["text"] !== "string") return { text: "[]" };
  const last = Number(row["last"]);
  const hasMore = last < toSeq && (await hasRecord(client, runId, last + 1));
  return { text: row["text"], ...(hasMore ? { nextSeq: last + 1 } : {}) };
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

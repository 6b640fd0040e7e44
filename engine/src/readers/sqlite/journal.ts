// The journal of one run: its records, its spans, and the bodies they refer to.

import type { ErrorData } from "../../errors/error-data.ts";
import { blockOfRow, type JournalBlock, recordsOfBlock, textOfBlocks } from "../../trace/journal-block.ts";
import type { RunRecord } from "../../trace/record.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { JournalText, RecordChunk, RecordQuery, SpanQuery, StoredSpan } from "../../view/reader.ts";
import { type Client, rowsOf } from "./run-query.ts";
import { present } from "./run-rows.ts";
import { sql } from "./sql-text.ts";

const DEFAULT_LIMIT = 2_000;
const MAX_LIMIT = 10_000;
/** A chunk ends early once its texts are this long together, as they are stored. */
const CHUNK_CHARACTERS = 8 * 1_024 * 1_024;
/** Blocks read at a time, at most. Of a run that writes now and then, each holds a few records only. */
const BLOCKS_AT_ONCE = 64;
/** A text is as long as a page can take in without a pause that is felt. */
const TEXT_RECORDS = 4_000;
const TEXT_BLOCKS_AT_ONCE = 8;
/** What a full block holds. */
const BLOCK_RECORDS = 512;

/** Reads a stretch of a journal. */
export async function readRecords(client: Client, runId: string, query: RecordQuery): Promise<RecordChunk> {
  const fromSeq = Math.max(1, query.fromSeq ?? 1);
  const toSeq = Math.min(query.toSeq ?? Infinity, fromSeq + clampLimit(query.limit) - 1);
  const records: RunRecord[] = [];
  let characters = 0;
  let lastSeq = fromSeq - 1;
  // As many as it takes where all are full, then more at a time.
  let wanted = Math.ceil((toSeq - lastSeq) / BLOCK_RECORDS) + 1;
  while (lastSeq < toSeq && characters < CHUNK_CHARACTERS) {
    const limit = Math.min(wanted, BLOCKS_AT_ONCE);
    const blocks = await readBlocks(client, runId, { fromSeq: lastSeq + 1, limit });
    wanted *= 4;
    for (const block of blocks) {
      if (lastSeq >= toSeq || characters >= CHUNK_CHARACTERS) break;
      characters += block.entries.length;
      records.push(...recordsOfBlock(block, fromSeq, toSeq));
      lastSeq = block.lastSeq;
    }
    if (blocks.length < limit) break;
  }
  const last = records.at(-1)?.seq;
  const hasMore = last !== undefined && last !== query.toSeq && (await hasRecord(client, runId, last + 1));
  return { records, ...(hasMore ? { nextSeq: last + 1 } : {}) };
}

/** Reads a stretch of a journal as text, the blocks as they are stored. */
export async function readJournalText(client: Client, runId: string, fromSeq: number): Promise<JournalText> {
  const blocks: JournalBlock[] = [];
  let characters = 0;
  let nextSeq: number | undefined = fromSeq;
  while (nextSeq !== undefined && nextSeq < fromSeq + TEXT_RECORDS && characters < CHUNK_CHARACTERS) {
    const found = await readBlocks(client, runId, { fromSeq: nextSeq, limit: TEXT_BLOCKS_AT_ONCE });
    blocks.push(...found);
    characters += found.reduce((sum, block) => sum + block.entries.length, 0);
    const last: JournalBlock | undefined = found.at(-1);
    nextSeq = last === undefined || found.length < TEXT_BLOCKS_AT_ONCE ? undefined : last.lastSeq + 1;
  }
  return { text: textOfBlocks(blocks), ...(nextSeq === undefined ? {} : { nextSeq }) };
}

async function readBlocks(
  client: Client,
  runId: string,
  { fromSeq, limit }: { readonly fromSeq: number; readonly limit: number },
): Promise<readonly JournalBlock[]> {
  const rows = await rowsOf(
    client,
    sql`SELECT * FROM "JournalBlock" WHERE "runId" = ${runId} AND "lastSeq" >= ${fromSeq}
      ORDER BY "lastSeq" LIMIT ${limit}`,
  );
  return rows.map(blockOfRow);
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
  const rows = await rowsOf(
    client,
    sql`SELECT 1 FROM "JournalBlock" WHERE "runId" = ${runId} AND "lastSeq" >= ${seq} LIMIT 1`,
  );
  return rows.length > 0;
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

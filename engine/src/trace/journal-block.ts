// A stretch of a journal as stores keep it: many records in one JSON text, the kinds that every hop writes in short.

import { RECORD_CLASS, type RecordBody, type RecordKind, type RecordPlace, type RunRecord } from "./record.ts";

/** Records of one segment, without a gap. */
export interface JournalBlock {
  readonly runId: string;
  readonly segment: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** What the times of its records count from. */
  readonly timeMs: number;
  readonly monotonicNs: number;
  /** Of those records that have a span. */
  readonly traceId?: string | undefined;
  /** A JSON list of {@link BlockEntry}. */
  readonly entries: string;
}

/** The block that a row of the database holds. */
export function blockOfRow(row: Readonly<Record<string, unknown>>): JournalBlock {
  return {
    runId: String(row["runId"]),
    segment: Number(row["segment"]),
    firstSeq: Number(row["firstSeq"]),
    lastSeq: Number(row["lastSeq"]),
    timeMs: Number(row["timeMs"]),
    monotonicNs: Number(row["monotonicNs"]),
    traceId: typeof row["traceId"] === "string" ? row["traceId"] : undefined,
    entries: String(row["entries"]),
  };
}

/** What the first place of a short entry says. */
export const SHORT = { returned: 0, sent: 1, queued: 2, started: 3, completed: 4 } as const;

/** Stands for no event. Ids inside a run are counted from 1. */
export const NO_EVENT = 0;

type Moment = [timeMs: number, monotonicNs: number];
type SpanId = string | null | undefined;

/** One record: kind, times from the block's, then what differs, then its span. Ids such as `x12` stand as 12. */
export type BlockEntry =
  | readonly [kind: 0 | 1, ...Moment, execution: number, event: number, type: string, payload: unknown, span?: SpanId]
  | readonly [kind: 2, ...Moment, execution: number, event: number, step: string, eventType: string, span?: SpanId]
  | readonly [
      ...[kind: 3, ...Moment, execution: number, event: number, step: string],
      ...[attempt: number, worker: number, queuedAtMs: number, span?: SpanId],
    ]
  | readonly [kind: 4, ...Moment, execution: number, event: number, step: string, attempt: number, span?: SpanId]
  | readonly [kind: string, ...Moment, data: object, span?: SpanId];

/** The records of a block from `fromSeq` to `toSeq`. @throws Error when a kind is not one of this version's. */
export function recordsOfBlock(block: JournalBlock, fromSeq = 1, toSeq = Infinity): RunRecord[] {
  const entries: readonly BlockEntry[] = JSON.parse(block.entries);
  return recordsOfEntries(block, entries, { fromSeq, toSeq });
}

/** Where a block stands, without its entries. */
type BlockHead = Omit<JournalBlock, "entries">;

function recordsOfEntries(
  head: BlockHead,
  entries: readonly BlockEntry[],
  { fromSeq, toSeq }: { readonly fromSeq: number; readonly toSeq: number },
): RunRecord[] {
  const first = Math.max(0, fromSeq - head.firstSeq);
  const wanted = entries.slice(first, Math.max(0, toSeq - head.firstSeq + 1));
  return wanted.map((entry, index) => recordOf(entry, head.firstSeq + first + index, head));
}

/** Blocks as one text, for {@link recordsOfText}: the entries go into it as they are stored. */
export function textOfBlocks(blocks: readonly JournalBlock[]): string {
  const texts = blocks.map(({ entries, ...head }) => `${JSON.stringify(head).slice(0, -1)},"entries":${entries}}`);
  return `[${texts.join(",")}]`;
}

/**
 * The records in a text that a reader gave as `journalText`: a JSON list of records, or of blocks of them.
 *
 * @throws Error when a kind is not one of this version's, or the text is not JSON.
 *
 * @example
 * ```ts
 * import { recordsOfText, type TraceReader } from "stepscope/view";
 *
 * declare const reader: TraceReader;
 * const { text } = await reader.journalText("01900000-0000-7000-8000-000000000001", 1);
 * console.log(recordsOfText(text).length);
 * ```
 */
export function recordsOfText(text: string, fromSeq = 1): RunRecord[] {
  const list: readonly (RunRecord | (BlockHead & { readonly entries: readonly BlockEntry[] }))[] = JSON.parse(text);
  const records: RunRecord[] = [];
  for (const item of list) {
    if (!("entries" in item)) records.push(item);
    else for (const record of recordsOfEntries(item, item.entries, { fromSeq, toSeq: Infinity })) records.push(record);
  }
  return records;
}

function recordOf(entry: BlockEntry, seq: number, block: BlockHead): RunRecord {
  const { runId, segment, traceId } = block;
  const { kind, data } =
    typeof entry[0] === "string" ? wholeBody(entry, { runId, seq }) : shortBody(entry, block.timeMs);
  const [timeMs, monotonicNs] = [block.timeMs + entry[1], block.monotonicNs + entry[2]];
  const record = { runId, seq, timeMs, monotonicNs, segment, kind, data };
  const spanId = spanOf(entry);
  // Kind and data come from one body, so they belong together.
  return (spanId === undefined || traceId === undefined ? record : { ...record, traceId, spanId }) as RunRecord;
}

function wholeBody(
  [kind, , , data]: Extract<BlockEntry, readonly [string, ...unknown[]]>,
  { runId, seq }: Pick<RecordPlace, "runId" | "seq">,
): RecordBody {
  if (!isRecordKind(kind)) throw new Error(`record ${seq} of run ${runId} is of an unknown kind: ${kind}`);
  // The data was checked against its kind when the record was made; here it only comes back.
  return { kind, data } as RecordBody;
}

/** The body that a short entry stands for. */
export function shortBody(entry: Exclude<BlockEntry, readonly [string, ...unknown[]]>, baseMs: number): RecordBody {
  const executionId = `x${entry[3]}`;
  const eventIds = entry[4] === NO_EVENT ? [] : [`e${entry[4]}`];
  switch (entry[0]) {
    case SHORT.returned:
    case SHORT.sent: {
      const [kind, , , , event, type, payload] = entry;
      const origin = kind === SHORT.sent ? "sent" : "returned";
      const data = { eventId: `e${event}`, type, payload, cause: { kind: "execution", executionId }, origin };
      return { kind: "event.sent", data } as RecordBody;
    }
    case SHORT.queued:
      return { kind: "step.queued", data: { executionId, step: entry[5], eventIds, eventType: entry[6] } };
    case SHORT.started: {
      const [, , , , , step, attempt, worker, queuedAtMs] = entry;
      const data = { executionId, step, attempt, worker, eventIds, queuedAtMs: baseMs + queuedAtMs };
      return { kind: "step.started", data };
    }
    case SHORT.completed:
      return { kind: "step.completed", data: { executionId, step: entry[5], attempt: entry[6], eventIds } };
  }
}

function spanOf(entry: BlockEntry): string | undefined {
  const span = entry[lengthOf(entry[0])];
  return typeof span === "string" ? span : undefined;
}

/** Where the span stands. */
function lengthOf(kind: BlockEntry[0]): number {
  if (typeof kind === "string") return 4;
  return kind === SHORT.started ? 9 : 7;
}

const KINDS: ReadonlySet<string> = new Set(Object.keys(RECORD_CLASS));

/** Whether this version knows a kind of record. */
export function isRecordKind(kind: string): kind is RecordKind {
  return KINDS.has(kind);
}

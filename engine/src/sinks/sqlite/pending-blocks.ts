// Gathers the records of runs into blocks: one row of the database for many records.

import { SHORT } from "../../trace/journal-block.ts";
import { externalText, type PayloadTaker, recordText } from "./externalize.ts";
import { JsonBytes } from "./json-bytes.ts";
import { CELL, WHOLE } from "./packed-records.ts";
import type { ReceivedRecord } from "./received-records.ts";

/** A block is full with so many records, or so many bytes. */
const BLOCK_RECORDS = 512;
const BLOCK_BYTES = 64 * 1_024;

const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const ZERO = 48;

/** A block that is not stored yet. */
export interface PendingBlock {
  readonly runId: string;
  readonly segment: number;
  readonly firstSeq: number;
  lastSeq: number;
  readonly timeMs: number;
  readonly monotonicNs: number;
  traceId: string | undefined;
  /** The entries, in pieces. */
  pieces: string[];
  bytes: number;
}

/** The blocks between two commits. */
export class PendingBlocks {
  #blocks: PendingBlock[] = [];
  /** The last block of each run. */
  readonly #open = new Map<string, PendingBlock>();
  /** The one that is being written to, and what of it is in no piece yet. */
  #current: PendingBlock | undefined;
  readonly #bytes = new JsonBytes();
  /** Names as JSON texts. */
  readonly #quoted = new Map<string, string>();
  #records = 0;

  get records(): number {
    return this.#records;
  }

  get all(): readonly PendingBlock[] {
    this.#seal();
    return this.#blocks;
  }

  /** Adds a record, which is its run's next. */
  add(received: ReceivedRecord, takePayload: PayloadTaker): void {
    const block = this.#blockFor(received);
    const bytes = this.#bytes;
    bytes.character(block.lastSeq < block.firstSeq ? OPEN : COMMA);
    bytes.character(OPEN);
    if (received.form === WHOLE) this.#writeWhole(received, block, takePayload);
    else this.#writeShort(received, block, takePayload);
    const { spanId } = received;
    if (spanId !== undefined) bytes.json(JSON.stringify(spanId));
    bytes.character(CLOSE);
    block.traceId ??= received.traceId;
    block.lastSeq = received.seq;
    this.#records += 1;
  }

  /** Takes out the blocks of one run; returns how many records that were. */
  removeRun(runId: string): number {
    this.#seal();
    this.#current = undefined;
    const before = this.#records;
    this.#blocks = this.#blocks.filter((block) => {
      if (block.runId === runId) this.#records -= block.lastSeq - block.firstSeq + 1;
      return block.runId !== runId;
    });
    this.#open.delete(runId);
    return before - this.#records;
  }

  clear(): void {
    this.#seal();
    this.#blocks = [];
    this.#open.clear();
    this.#current = undefined;
    this.#records = 0;
  }

  #blockFor(record: ReceivedRecord): PendingBlock {
    const current = this.#current;
    if (current?.runId === record.runId && this.#takes(current, record, this.#bytes.length)) return current;
    this.#seal();
    const open = this.#open.get(record.runId);
    this.#current = open !== undefined && this.#takes(open, record, 0) ? open : this.#begin(record);
    return this.#current;
  }

  #takes(block: PendingBlock, { traceId, segment }: ReceivedRecord, unsealedBytes: number): boolean {
    return (
      block.lastSeq - block.firstSeq + 1 < BLOCK_RECORDS &&
      block.bytes + unsealedBytes < BLOCK_BYTES &&
      block.segment === segment &&
      (traceId === undefined || block.traceId === undefined || traceId === block.traceId)
    );
  }

  #begin({ runId, segment, seq, timeMs, monotonicNs, traceId }: ReceivedRecord): PendingBlock {
    const block: PendingBlock = {
      runId,
      segment,
      firstSeq: seq,
      lastSeq: seq - 1,
      timeMs,
      monotonicNs,
      traceId,
      pieces: [],
      bytes: 0,
    };
    this.#blocks.push(block);
    this.#open.set(runId, block);
    return block;
  }

  #writeWhole(received: ReceivedRecord, block: PendingBlock, takePayload: PayloadTaker): void {
    const bytes = this.#bytes;
    bytes.raw(this.#quote(received.name(CELL.name)));
    bytes.number(received.timeMs - block.timeMs);
    bytes.number(received.monotonicNs - block.monotonicNs);
    bytes.json(recordText(received.name(CELL.name), received.text, takePayload));
  }

  #writeShort(received: ReceivedRecord, block: PendingBlock, takePayload: PayloadTaker): void {
    const bytes = this.#bytes;
    const { form } = received;
    bytes.character(ZERO + form);
    bytes.number(received.timeMs - block.timeMs);
    bytes.number(received.monotonicNs - block.monotonicNs);
    bytes.number(received.cell(CELL.execution));
    bytes.number(received.cell(CELL.event));
    bytes.json(this.#quote(received.name(CELL.name)));
    if (form <= SHORT.sent) return bytes.json(externalText(received.text, takePayload));
    if (form === SHORT.queued) return bytes.json(this.#quote(received.name(CELL.more)));
    bytes.number(received.cell(CELL.more));
    if (form !== SHORT.started) return;
    bytes.number(received.cell(CELL.worker));
    bytes.number(received.cell(CELL.queuedAtMs) - block.timeMs);
  }

  #quote(name: string): string {
    const known = this.#quoted.get(name);
    if (known !== undefined) return known;
    const text = JSON.stringify(name);
    // Names are few; should they not be, they are not kept for ever.
    if (this.#quoted.size > 1_000) this.#quoted.clear();
    this.#quoted.set(name, text);
    return text;
  }

  #seal(): void {
    const block = this.#current;
    if (block === undefined || this.#bytes.length === 0) return;
    block.bytes += this.#bytes.length;
    block.pieces.push(this.#bytes.take());
  }
}

/** The entries of a block, as one JSON list. */
export function entriesText({ pieces }: PendingBlock): string {
  return `${pieces.length === 1 ? pieces[0] : pieces.join("")}]`;
}

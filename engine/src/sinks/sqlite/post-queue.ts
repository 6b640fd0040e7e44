// Gathers operations and posts them to the writer in batches; says when there is no room for more.

import { setTimeout as delay } from "node:timers/promises";
import type { RunRecord } from "../../trace/record.ts";
import type { RunOpening } from "../../trace/sink.ts";
import { RecordPacker } from "./packed-records.ts";
import type {
  CloseOperation,
  OutboxOperation,
  SpanOperation,
  WriterOperation,
  WriterReport,
} from "./writer-protocol.ts";
import type { WriterThread } from "./writer-thread.ts";

/** A batch goes off with so many records, or so long after its first operation. */
const BATCH_RECORDS = 2_000;
const BATCH_MS = 20;
/** Estimated bytes that a record, or a span, takes beside its text. */
const OVERHEAD_BYTES = 150;
/** Between two reports of dropped records. */
const REPORT_MS = 10_000;

/** A backlog above this share of the most makes runs wait, until half of that is left. */
const CROWDED_SHARE = 1 / 4;
/** A run waits this long at a time, then goes on for a turn: where the writer is stuck, it slows down and does not stop. */
const LONGEST_WAIT_MS = 250;
const LOOK_AGAIN_MS = 5;

/** Options of {@link PostQueue}. */
export interface PostQueueOptions {
  readonly maxBacklogBytes: number;
  readonly onDropping: (report: WriterReport) => void;
}

interface PostedBatch {
  readonly batchId: number;
  readonly records: number;
  readonly bytes: number;
}

/** The operations between two posts. */
export class PostQueue {
  readonly #thread: WriterThread;
  readonly #options: PostQueueOptions;
  /** In the order in which they go: runs that begin, all records, what else there is, runs that end. */
  #openings: WriterOperation[] = [];
  readonly #packer = new RecordPacker();
  #others: WriterOperation[] = [];
  readonly #closings = new Map<string, WriterOperation>();
  readonly #sentGraphs = new Set<string>();
  #records = 0;
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #posted: PostedBatch[] = [];
  /** Estimated size of what is posted and not committed. */
  #postedBytes = 0;
  #droppedRecords = 0;
  #room: Promise<void> | undefined;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(thread: WriterThread, options: PostQueueOptions) {
    this.#thread = thread;
    this.#options = options;
  }

  get droppedRecords(): number {
    return this.#droppedRecords;
  }

  /** Estimated size of what is not in the file yet. */
  get backlogBytes(): number {
    this.#forgetCommitted();
    return this.#postedBytes + this.#bytes;
  }

  /** Whether records must be dropped, because the writer cannot keep up or is gone. */
  get isFull(): boolean {
    const { state } = this.#thread;
    if (state === "failed" || state === "closed") return true;
    // The exact sum only when the last known one is too high.
    const { maxBacklogBytes } = this.#options;
    return this.#postedBytes + this.#bytes > maxBacklogBytes && this.backlogBytes > maxBacklogBytes;
  }

  /** Resolves when the writer has caught up, or has not within a moment; `undefined` while it keeps up or is gone. */
  room(): Promise<void> | undefined {
    const crowdedBytes = this.#options.maxBacklogBytes * CROWDED_SHARE;
    if (!this.#isWriting || this.#postedBytes + this.#bytes <= crowdedBytes) return undefined;
    if (this.backlogBytes <= crowdedBytes) return undefined;
    this.#room ??= this.#waitForRoom(crowdedBytes / 2).finally(() => {
      this.#room = undefined;
    });
    return this.#room;
  }

  /** A writer that is broken or gone is not waited for. */
  get #isWriting(): boolean {
    const { state } = this.#thread;
    return state === "open" || state === "opening";
  }

  async #waitForRoom(bytes: number): Promise<void> {
    const untilMs = performance.now() + LONGEST_WAIT_MS;
    this.post();
    while (this.#isWriting && this.backlogBytes > bytes && performance.now() < untilMs) await delay(LOOK_AGAIN_MS);
  }

  /** Announces a run; its graph goes along the first time only. */
  open({ runId, segment, definitionHash, graph }: RunOpening): void {
    const isNew = !this.#sentGraphs.has(definitionHash);
    if (isNew) this.#sentGraphs.add(definitionHash);
    // The same run again, in its next segment: that comes after its end.
    if (this.#closings.has(runId)) this.post();
    this.#openings.push({ op: "open", runId, segment, definitionHash, graph: isNew ? graph : undefined });
    this.#count(0, 0);
  }

  /** Says that no more will come of a run. */
  close(closing: CloseOperation): void {
    this.#closings.set(closing.runId, closing);
    this.#count(0, 0);
  }

  /** Adds a group of records of one run. A batch is one transaction, so groups stay whole. */
  addRecords(records: readonly RunRecord[]): void {
    let length = 0;
    for (const record of records) length += this.#packer.push(record);
    this.#count(records.length, length);
  }

  /** Adds an operation with so many records or spans; the batch it is in goes off soon. */
  add(operation: SpanOperation | OutboxOperation, records: number, length = 0): void {
    this.#others.push(operation);
    this.#count(records, length);
  }

  #count(records: number, length: number): void {
    this.#records += records;
    this.#bytes += length + records * OVERHEAD_BYTES;
    if (this.#records >= BATCH_RECORDS) this.post();
    else this.#timer ??= setTimeout(() => this.post(), BATCH_MS).unref();
  }

  /** Posts what is there now. `wantsAnswer`: somebody waits for its commit. */
  post(wantsAnswer = false): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    const operations = this.#takeOperations();
    if (operations.length === 0) return;
    const { state } = this.#thread;
    if (state === "failed" || state === "closed") {
      this.countDropped(this.#records);
    } else {
      this.#thread.post(operations, wantsAnswer);
      this.#posted.push({ batchId: this.#thread.lastBatchId, records: this.#records, bytes: this.#bytes });
      this.#postedBytes += this.#bytes;
      if (this.#posted.length > 64) this.#forgetCommitted();
    }
    this.#records = 0;
    this.#bytes = 0;
  }

  #takeOperations(): readonly WriterOperation[] {
    const operations = this.#openings;
    if (!this.#packer.isEmpty) operations.push({ op: "records", ...this.#packer.take() });
    operations.push(...this.#others, ...this.#closings.values());
    this.#openings = [];
    this.#others = [];
    this.#closings.clear();
    return operations;
  }

  countDropped(records: number): void {
    if (records === 0) return;
    this.#droppedRecords += records;
    const nowMs = Date.now();
    if (nowMs - this.#reportedAtMs < REPORT_MS || this.#thread.state === "failed") return;
    this.#reportedAtMs = nowMs;
    const message = `records cannot be stored as fast as they come; ${this.#droppedRecords} were dropped so far`;
    this.#options.onDropping({ kind: "dropped", message, records: this.#droppedRecords });
  }

  /** Records posted or waiting here that are not in the file. */
  uncommittedRecords(): number {
    this.#forgetCommitted();
    return this.#posted.reduce((sum, batch) => sum + batch.records, this.#records);
  }

  #forgetCommitted(): void {
    const committed = this.#thread.committedBatchId;
    const kept = this.#posted.findIndex((batch) => batch.batchId > committed);
    const done = this.#posted.splice(0, kept === -1 ? this.#posted.length : kept);
    for (const batch of done) this.#postedBytes -= batch.bytes;
  }
}

// Gathers operations and posts them to the writer in batches; says when there is no room for more.

import type { RunRecord } from "../../trace/record.ts";
import type { RunOpening } from "../../trace/sink.ts";
import type { WriterOperation, WriterReport } from "./writer-protocol.ts";
import type { WriterThread } from "./writer-thread.ts";

/** A batch goes off with so many records, or so long after its first operation. */
const BATCH_RECORDS = 500;
const BATCH_MS = 20;
/** Batches on their way to a writer that does not take them. */
const MAX_BATCHES_IN_TRANSIT = 256;
/** Between two reports of dropped records. */
const REPORT_MS = 10_000;

/** Options of {@link PostQueue}. */
export interface PostQueueOptions {
  readonly maxBacklogBytes: number;
  readonly onDropping: (report: WriterReport) => void;
}

interface PostedBatch {
  readonly batchId: number;
  readonly records: number;
}

/** The operations between two posts. */
export class PostQueue {
  readonly #thread: WriterThread;
  readonly #options: PostQueueOptions;
  #operations: WriterOperation[] = [];
  /** The records of the last operation, while more may join it. */
  #open: RunRecord[] | undefined;
  readonly #sentGraphs = new Set<string>();
  #records = 0;
  #timer: NodeJS.Timeout | undefined;
  #posted: PostedBatch[] = [];
  #droppedRecords = 0;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(thread: WriterThread, options: PostQueueOptions) {
    this.#thread = thread;
    this.#options = options;
  }

  get droppedRecords(): number {
    return this.#droppedRecords;
  }

  /** Whether records must be dropped, because the writer cannot keep up or is gone. */
  get isFull(): boolean {
    const { state, backlogBytes, batchesInTransit } = this.#thread;
    if (state === "failed" || state === "closed") return true;
    return backlogBytes > this.#options.maxBacklogBytes || batchesInTransit > MAX_BATCHES_IN_TRANSIT;
  }

  /** Announces a run; its graph goes along the first time only. */
  open({ runId, segment, definitionHash, graph }: RunOpening): void {
    const isNew = !this.#sentGraphs.has(definitionHash);
    if (isNew) this.#sentGraphs.add(definitionHash);
    this.add({ op: "open", runId, segment, definitionHash, graph: isNew ? graph : undefined }, 0);
  }

  /** Adds a group of records. A batch is one transaction, so groups stay whole. */
  addRecords(records: readonly RunRecord[]): void {
    if (this.#open === undefined) {
      this.#open = [...records];
      this.add({ op: "records", records: this.#open }, records.length);
      return;
    }
    this.#open.push(...records);
    this.#count(records.length);
  }

  /** Adds an operation with so many records; the batch it is in goes off soon. */
  add(operation: WriterOperation, records: number): void {
    if (operation.op !== "records") this.#open = undefined;
    this.#operations.push(operation);
    this.#count(records);
  }

  #count(records: number): void {
    this.#records += records;
    if (this.#records >= BATCH_RECORDS) this.post();
    else this.#timer ??= setTimeout(() => this.post(), BATCH_MS).unref();
  }

  /** Posts what is there now. `wantsAnswer`: somebody waits for its commit. */
  post(wantsAnswer = false): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#operations.length === 0) return;
    const { state } = this.#thread;
    if (state === "failed" || state === "closed") {
      this.countDropped(this.#records);
    } else {
      this.#thread.post(this.#operations, wantsAnswer);
      this.#remember({ batchId: this.#thread.lastBatchId, records: this.#records });
    }
    this.#operations = [];
    this.#open = undefined;
    this.#records = 0;
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

  #remember(batch: PostedBatch): void {
    this.#posted.push(batch);
    if (this.#posted.length % 64 === 0) this.#forgetCommitted();
  }

  #forgetCommitted(): void {
    const committed = this.#thread.committedBatchId;
    this.#posted = this.#posted.filter((batch) => batch.batchId > committed);
  }
}

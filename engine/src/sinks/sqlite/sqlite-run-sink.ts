// One run's records on their way to the writer: whole, or cut off at one point and counted from there.

import { StepscopeError } from "../../errors/stepscope-error.ts";
import type { RecordKind, RunRecord } from "../../trace/record.ts";
import type { RunOpening, RunSink } from "../../trace/sink.ts";
import type { SpanData } from "../../trace/span-data.ts";
import type { PostQueue } from "./post-queue.ts";

const ENDS: ReadonlySet<RecordKind> = new Set<RecordKind>([
  "run.completed",
  "run.failed",
  "run.timedOut",
  "run.cancelled",
  "run.stalled",
]);

/** What a run's sink asks of the sink it belongs to. */
export interface SqliteRunSinkOwner {
  onClose(): void;
  readonly path: string;
  /** Resolves with whether everything added so far is stored; `false` when it cannot be. */
  isCommitted(): Promise<boolean>;
}

/** A {@link RunSink} over a {@link PostQueue}. */
export class SqliteRunSink implements RunSink {
  readonly #runId: string;
  readonly #queue: PostQueue;
  readonly #owner: SqliteRunSinkOwner;
  #lastSeq = 0;
  /** Records up to this one are known to be stored. */
  #durableSeq = 0;
  #dropped = 0;
  #isCutOff = false;
  #isClosed = false;
  #end: RunRecord | undefined;

  constructor(opening: RunOpening, queue: PostQueue, owner: SqliteRunSinkOwner) {
    this.#runId = opening.runId;
    this.#queue = queue;
    this.#owner = owner;
    queue.open(opening);
  }

  append(records: readonly RunRecord[]): void {
    if (this.#isClosed || records.length === 0) return;
    // A journal with a hole could not be replayed: after the first loss the rest of the run is left out too.
    if (!this.#isCutOff && this.#queue.isFull) this.#isCutOff = true;
    if (this.#isCutOff) return this.#drop(records);
    this.#lastSeq = records.at(-1)?.seq ?? this.#lastSeq;
    this.#queue.addRecords(records);
  }

  /** Also once the run is over: what its steps did not wait for ends later. */
  appendSpan(span: SpanData): void {
    if (this.#isCutOff || this.#queue.isFull) return;
    let length = 0;
    for (const value of Object.values(span.attributes)) length += typeof value === "string" ? value.length : 0;
    this.#queue.add({ op: "span", runId: this.#runId, span }, 1, length);
  }

  async durable(seq: number): Promise<void> {
    if (seq > this.#durableSeq) {
      const upTo = this.#lastSeq;
      if (!(await this.#owner.isCommitted()) || this.#isCutOff) throw this.#unavailable(seq);
      this.#durableSeq = Math.max(this.#durableSeq, upTo);
    }
  }

  room(): Promise<void> | undefined {
    return this.#isCutOff ? undefined : this.#queue.room();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#queue.close({ op: "close", runId: this.#runId, dropped: this.#dropped, last: this.#end });
    this.#owner.onClose();
  }

  /** The writer could not store this run: nothing more of it is sent. */
  reject(): void {
    this.#isCutOff = true;
  }

  #unavailable(seq: number): StepscopeError {
    const { path } = this.#owner;
    const message = `record ${seq} of run ${this.#runId} could not be stored in ${path}. The sink's report says why; check the disk and who holds the file.`;
    return new StepscopeError("STORE_UNAVAILABLE", message, { details: { runId: this.#runId, seq, path } });
  }

  #drop(records: readonly RunRecord[]): void {
    this.#dropped += records.length;
    this.#end ??= records.find((record) => ENDS.has(record.kind));
    this.#queue.countDropped(records.length);
  }
}

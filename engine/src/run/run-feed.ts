// The stream of a run: its records, as readers see them, for any number of readers at their own pace.

import { StreamGap } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { EventBook } from "./event-book.ts";
import { RecordRing, type RingOrigin } from "./record-ring.ts";
import { publicTypes, isPublic, StreamProjection } from "./stream-event.ts";

/** How many stored records are read at a time. */
const JOURNAL_CHUNK = 500;
/** A small run has about so many records, */
const FEW_RECORDS = 16;
/** and one of them that every reader sees: its end. */
const FEW_PUBLIC_RECORDS = 1;

/** What a feed is made of. */
export interface FeedSource extends RingOrigin {
  readonly book: EventBook;
  readonly definition: WorkflowDefinition;
}

/** Everything a run has said, for its readers. */
export class RunFeed {
  readonly #source: FeedSource;
  readonly #all: RecordRing;
  readonly #public: RecordRing;
  readonly #publicTypes: ReadonlySet<string>;
  #readers: (() => void)[] = [];
  #isClosed = false;
  /** Of the segment that this process carries. */
  #firstSeq = 0;

  constructor(source: FeedSource) {
    this.#source = source;
    this.#all = new RecordRing(source, FEW_RECORDS);
    this.#public = new RecordRing(source, FEW_PUBLIC_RECORDS);
    this.#publicTypes = publicTypes(source.definition);
  }

  push(body: RecordBody, place: { readonly seq: number; readonly timeMs: number; readonly monotonicNs: number }): void {
    if (this.#firstSeq === 0) this.#firstSeq = place.seq;
    this.#all.push(body, place);
    if (isPublic(body, this.#publicTypes)) this.#public.push(body, place);
  }

  /** Wakes the readers that wait for news. */
  announce(): void {
    if (this.#readers.length === 0) return;
    const readers = this.#readers;
    this.#readers = [];
    for (const wake of readers) wake();
  }

  /** Nothing more will come. */
  close(): void {
    this.#isClosed = true;
    this.announce();
  }

  /** The records that are still here, oldest first. */
  *records(): Generator<RunRecord, undefined, undefined> {
    for (let position = this.#all.start; ; position++) {
      const record = this.#all.at(position);
      if (record === undefined) return undefined;
      yield record;
    }
  }

  /** Reads from the first record on. */
  async *read(includeInternal: boolean, source: ReadSource): AsyncGenerator<WorkflowEvent, undefined, undefined> {
    const { book, definition } = this.#source;
    const ring = includeInternal ? this.#all : this.#public;
    const projection = new StreamProjection(book, definition, includeInternal);
    let position = 0;
    let seq = this.#firstSeq;
    for (;;) {
      if (position < ring.start) {
        const [missed, next] = [ring.start - position, ring.startSeq];
        position = ring.start;
        yield* this.#readJournal({ fromSeq: seq, toSeq: next, missed, includeInternal }, projection, source);
      }
      const record = ring.at(position);
      if (record === undefined) {
        if (this.#isClosed) return undefined;
        await new Promise<void>((resolve) => this.#readers.push(resolve));
        continue;
      }
      position += 1;
      seq = record.seq + 1;
      const event = projection.eventOf(record);
      if (event === undefined) continue;
      const durable = source.durable(record.seq);
      if (durable !== undefined) await durable;
      yield event;
    }
  }

  /** What memory has let go of is read from where it is stored; where it is stored nowhere, the reader is told. */
  async *#readJournal(
    gap: JournalGap,
    projection: StreamProjection,
    source: ReadSource,
  ): AsyncGenerator<WorkflowEvent, undefined, undefined> {
    let { fromSeq } = gap;
    while (fromSeq < gap.toSeq) {
      const records = await source.readRecords(fromSeq, Math.min(JOURNAL_CHUNK, gap.toSeq - fromSeq));
      const last = records?.at(-1);
      if (records === undefined || last === undefined) {
        if (fromSeq === gap.fromSeq) yield new StreamGap({ missed: gap.missed });
        return undefined;
      }
      for (const record of records) {
        const event =
          gap.includeInternal || isPublic(record, this.#publicTypes) ? projection.eventOf(record) : undefined;
        if (event !== undefined) yield event;
      }
      fromSeq = last.seq + 1;
    }
    return undefined;
  }
}

/** A stretch of records that memory has let go of. */
interface JournalGap {
  readonly fromSeq: number;
  /** The first one that is still here. */
  readonly toSeq: number;
  /** How many items the reader loses where nothing is stored. */
  readonly missed: number;
  readonly includeInternal: boolean;
}

/** What a reader needs of the recorder. */
export interface ReadSource {
  /** Awaited before an item is shown. */
  readonly durable: (seq: number) => Promise<unknown> | undefined;
  /** Stored records from a sequence number on; `undefined` where nothing is stored. */
  readonly readRecords: (fromSeq: number, limit: number) => Promise<readonly RunRecord[]> | undefined;
}

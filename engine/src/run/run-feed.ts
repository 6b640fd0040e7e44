// The stream of a run: its records, as readers see them, for any number of readers at their own pace.

import { StreamGap } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { EventBook } from "./event-book.ts";
import { RecordRing, type RingOrigin } from "./record-ring.ts";
import { publicTypes, isPublic, StreamProjection } from "./stream-event.ts";

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

  constructor(source: FeedSource) {
    this.#source = source;
    this.#all = new RecordRing(source);
    this.#public = new RecordRing(source);
    this.#publicTypes = publicTypes(source.definition);
  }

  push(body: RecordBody, place: { readonly seq: number; readonly timeMs: number; readonly monotonicNs: number }): void {
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

  /** Reads from the first record on; `until` is awaited before an item is shown. */
  async *read(
    includeInternal: boolean,
    until: (seq: number) => Promise<unknown> | undefined,
  ): AsyncGenerator<WorkflowEvent, undefined, undefined> {
    const { book, definition } = this.#source;
    const ring = includeInternal ? this.#all : this.#public;
    const projection = new StreamProjection(book, definition, includeInternal);
    let position = 0;
    for (;;) {
      if (position < ring.start) {
        yield new StreamGap({ missed: ring.start - position });
        position = ring.start;
      }
      const record = ring.at(position);
      if (record === undefined) {
        if (this.#isClosed) return undefined;
        await new Promise<void>((resolve) => this.#readers.push(resolve));
        continue;
      }
      position += 1;
      const event = projection.eventOf(record);
      if (event === undefined) continue;
      const durable = until(record.seq);
      if (durable !== undefined) await durable;
      yield event;
    }
  }
}

// The stream of a run: its records, as readers see them, for any number of readers at their own pace.

import { StreamGap } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RunRecord } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { EventBook } from "./event-book.ts";
import { RecordRing } from "./record-ring.ts";
import { isPublic, StreamProjection } from "./stream-event.ts";

/** Everything a run has said, for its readers. */
export class RunFeed {
  readonly #book: EventBook;
  readonly #definition: WorkflowDefinition;
  readonly #all = new RecordRing<RunRecord>();
  readonly #public = new RecordRing<RunRecord>();
  #readers: (() => void)[] = [];
  #isClosed = false;
  #hasNews = false;

  constructor(book: EventBook, definition: WorkflowDefinition) {
    this.#book = book;
    this.#definition = definition;
  }

  push(record: RunRecord): void {
    this.#all.push(record);
    if (isPublic(record, this.#definition)) this.#public.push(record);
    this.#hasNews = true;
  }

  /** Wakes the readers that wait for news. */
  announce(): void {
    if (!this.#hasNews || this.#readers.length === 0) return;
    this.#hasNews = false;
    const readers = this.#readers;
    this.#readers = [];
    for (const wake of readers) wake();
  }

  /** Nothing more will come. */
  close(): void {
    this.#isClosed = true;
    this.#hasNews = true;
    this.announce();
  }

  /** Reads from the first record on; `until` is awaited before an item is shown. */
  async *read(
    includeInternal: boolean,
    until: (seq: number) => Promise<unknown> | undefined,
  ): AsyncGenerator<WorkflowEvent, undefined, undefined> {
    const ring = includeInternal ? this.#all : this.#public;
    const projection = new StreamProjection(this.#book, this.#definition, includeInternal);
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

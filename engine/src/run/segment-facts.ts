// What a segment of a run knows of itself that a later one, in whatever process, takes over.

import type { RecordBody } from "../trace/record.ts";
import type { PreviousSegment } from "../trace/sink.ts";

/** The facts of one segment. */
export class SegmentFacts {
  readonly #previous: PreviousSegment | undefined;
  #own: PreviousSegment | undefined = undefined;

  constructor(previous: PreviousSegment | undefined) {
    this.#previous = previous;
  }

  get hasBegun(): boolean {
    return this.#own !== undefined;
  }

  get traceId(): string | undefined {
    return this.#own?.traceId;
  }

  /** Takes in the segment's first record. */
  begin(body: RecordBody, at: { readonly timeMs: number; readonly traceId?: string; readonly spanId?: string }): void {
    const { traceId, spanId, timeMs } = at;
    const given = body.kind === "run.started" ? body.data : {};
    const { sessionId, userId, tags, metadata } = { ...this.#previous, ...given };
    this.#own = {
      startedAtMs: timeMs,
      lastRecordAtMs: timeMs,
      ...(traceId === undefined ? {} : { traceId }),
      ...(spanId === undefined ? {} : { spanId }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(userId === undefined ? {} : { userId }),
      ...(tags === undefined ? {} : { tags }),
      ...(metadata === undefined ? {} : { metadata }),
    };
  }

  /** The facts as of a point in time. */
  at(lastRecordAtMs: number): PreviousSegment | undefined {
    return this.#own === undefined ? this.#previous : { ...this.#own, lastRecordAtMs };
  }
}

// What a segment of a run knows of itself that a later one, in whatever process, takes over.

import type { RecordBody } from "../trace/record.ts";
import type { InterruptedSpan, OpenAttempt } from "../trace/interrupted-spans.ts";
import type { PreviousSegment, RunOpening } from "../trace/sink.ts";

/** The facts of one segment. */
export class SegmentFacts {
  /** What the segment before has left. */
  readonly previous: PreviousSegment | undefined;
  /** Spans that its process never ended. */
  interrupted: readonly InterruptedSpan[] = [];
  #own: PreviousSegment | undefined = undefined;

  constructor(previous: PreviousSegment | undefined) {
    this.previous = previous;
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
    const { sessionId, userId, tags, metadata } = { ...this.previous, ...given };
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

  /** What sinks are told of the segment before. */
  opening(): Pick<RunOpening, "previous" | "interrupted"> {
    if (this.previous === undefined) return {};
    return { previous: this.previous, ...(this.interrupted.length === 0 ? {} : { interrupted: this.interrupted }) };
  }

  /** The facts as of a point in time. */
  at(lastRecordAtMs: number, open: readonly OpenAttempt[]): PreviousSegment | undefined {
    if (this.#own === undefined) return this.previous;
    return { ...this.#own, lastRecordAtMs, ...(open.length === 0 ? {} : { openAttempts: open }) };
  }
}

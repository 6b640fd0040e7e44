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
  #first: FirstRecord | undefined = undefined;

  constructor(previous: PreviousSegment | undefined) {
    this.previous = previous;
  }

  get hasBegun(): boolean {
    return this.#first !== undefined;
  }

  get traceId(): string | undefined {
    return this.#first?.traceId;
  }

  /** Takes in the segment's first record. */
  begin(body: RecordBody, at: { readonly timeMs: number; readonly traceId?: string; readonly spanId?: string }): void {
    const { timeMs, traceId, spanId } = at;
    this.#first = { timeMs, traceId, spanId, given: body.kind === "run.started" ? body.data : {} };
  }

  /** What sinks are told of the segment before. */
  opening(): Pick<RunOpening, "previous" | "interrupted"> {
    if (this.previous === undefined) return {};
    return { previous: this.previous, ...(this.interrupted.length === 0 ? {} : { interrupted: this.interrupted }) };
  }

  /** The facts as of a point in time. */
  at(lastRecordAtMs: number, open: readonly OpenAttempt[]): PreviousSegment | undefined {
    if (this.#first === undefined) return this.previous;
    const { timeMs, traceId, spanId, given } = this.#first;
    const { sessionId, userId, tags, metadata } = { ...this.previous, ...given };
    return {
      startedAtMs: timeMs,
      lastRecordAtMs,
      ...(traceId === undefined ? {} : { traceId }),
      ...(spanId === undefined ? {} : { spanId }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(userId === undefined ? {} : { userId }),
      ...(tags === undefined ? {} : { tags }),
      ...(metadata === undefined ? {} : { metadata }),
      ...(open.length === 0 ? {} : { openAttempts: open }),
    };
  }
}

/** The segment's first record; the facts are made of it when they are asked for, which most runs never do. */
interface FirstRecord {
  readonly timeMs: number;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** What the run was asked for with. */
  readonly given: Pick<PreviousSegment, "sessionId" | "userId" | "tags" | "metadata">;
}

// The tracer contract: gives executions their span identity and runs user code inside it.

import type { RecordBody, RecordPlace } from "./record.ts";
import type { RunOpening } from "./sink.ts";

/** The span identity that goes into a record. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The spans of one run segment. Sees every record in order, in the turn in which it happens. */
export interface RunTracer {
  /** Opens, annotates or ends the spans this record is about; returns the ids it belongs to. Never throws. */
  observe(record: RecordBody & Omit<RecordPlace, "traceId" | "spanId">): SpanIds | undefined;
  /** After the first record: whether spans or metrics are made at all; if not, the tracer is not asked again. */
  isRecording?(): boolean;
  /** Runs a step's code inside the span of its execution (of the run, when none is given). */
  enter<T>(executionId: string | undefined, code: () => T): T;
}

/** Makes a {@link RunTracer} for each run segment. */
export interface Tracer {
  openRun(opening: RunOpening): RunTracer;
}

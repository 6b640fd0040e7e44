// The sink contract: where records and spans go. A sink never throws into a run and never blocks it.

import type { Json } from "../codec/encoded-value.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { InterruptedSpan, OpenAttempt } from "./interrupted-spans.ts";
import type { RunRecord } from "./record.ts";
import type { SpanData } from "./span-data.ts";

/** What a sink is told when a run, or a later segment of it, begins. */
export interface RunOpening {
  readonly runId: string;
  readonly segment: number;
  readonly graph: WorkflowGraph;
  readonly definitionHash: string;
  /** What a later segment takes over from the one before. */
  readonly previous?: PreviousSegment;
  /** Spans that the process of the segment before never ended, those of its child runs among them. */
  readonly interrupted?: readonly InterruptedSpan[];
}

/** What is known, from the journal, of the segment that a resumed run continues. */
export interface PreviousSegment {
  /** Ids of the earlier segment's root span, when it had one. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** Epoch ms of its first and last record. */
  readonly startedAtMs: number;
  readonly lastRecordAtMs: number;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Json;
  /** Attempts under way whose spans were open. */
  readonly openAttempts?: readonly OpenAttempt[];
}

/** Where the records of one run go. */
export interface RunSink {
  /**
   * Takes the next records, in order. One call is one group: it is stored whole or not at all.
   * Must return at once; failures are the sink's own to report.
   */
  append(records: readonly RunRecord[]): void;
  /** Takes a finished span (LLM, tool, retriever or user span) of this run. */
  appendSpan(span: SpanData): void;
  /** Resolves when every record up to `seq` is durable. */
  durable(seq: number): Promise<void>;
  /**
   * `undefined` while there is room for more; else resolves soon: when there is again, or when waiting has not helped.
   * A loop asks between two turns, so that a run that records faster than a disk can write is held back, not cut off.
   */
  room?(): Promise<void> | undefined;
  /** No more records will come. */
  close(): void;
}

/** A place that records go to: memory, a database, another process. */
export interface Sink {
  readonly name: string;
  /** `acknowledged`: the engine waits for {@link RunSink.durable} before it tells a caller anything. */
  readonly durability: "buffered" | "acknowledged";
  /** Whether a run id is already taken here; lets a custom id be refused. */
  hasRun(runId: string): boolean | Promise<boolean>;
  openRun(opening: RunOpening): RunSink;
  /**
   * The stored records of a run from `fromSeq` on, at most `limit`, with every body in its place; everything appended
   * before is among them. Absent where a sink cannot read. What privacy rules removed stays removed.
   */
  readRecords?(runId: string, fromSeq: number, limit: number): Promise<readonly RunRecord[]>;
  /** Resolves when everything appended so far is stored, or given up with a report. */
  flush(): Promise<void>;
  /** Flushes, then releases what the sink holds. At most 5 s. */
  shutdown(): Promise<void>;
}

// The reader contract: every question that the read side asks of stored runs.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";
import type { RunRecord } from "../trace/record.ts";
import type { SpanData } from "../trace/span-data.ts";
import type {
  BucketRange,
  CountEstimate,
  ExportStatus,
  Overview,
  RunFacets,
  RunHistogram,
  RunStepRow,
  StepStatistics,
  WorkflowSummary,
} from "./reader-statistics.ts";
import type { RunFilter, RunSort } from "./run-filter.ts";
import type { RunDetail, RunSummary } from "./run-summary.ts";

/** Which page of runs is wanted. */
export interface RunPageQuery {
  readonly filter?: RunFilter;
  /** @default NEWEST_FIRST */
  readonly sort?: RunSort;
  /** The `next` or `previous` cursor of a page with the same filter and sort. */
  readonly cursor?: string;
  /** Rows wanted, from 1 to 500. @default 50 */
  readonly limit?: number;
}

/** A page of runs. */
export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Opens the page after this one; absent on the last. */
  readonly next?: string;
  /** Opens the page before this one; absent on the first. */
  readonly previous?: string;
  /** Set when a short search term was looked for among this many newest runs only. */
  readonly searchedRuns?: number;
}

/** A stretch of a run's journal. */
export interface RecordChunk {
  readonly records: readonly RunRecord[];
  /** First number of the next chunk; absent when this one reaches the journal's present end. */
  readonly nextSeq?: number;
}

/** A stretch of a journal as the store keeps it: cheaper than records where it is only handed on. */
export interface JournalText {
  /** For {@link recordsOfText}; it may begin a little before the record asked for. */
  readonly text: string;
  /** Where to go on; there may turn out to be nothing. Absent when this reaches the journal's present end. */
  readonly nextSeq?: number;
}

/** Which stretch of a journal is wanted. */
export interface RecordQuery {
  /** First number. @default 1 */
  readonly fromSeq?: number;
  /** Last number, inclusive. @default the journal's end */
  readonly toSeq?: number;
  /** Most records in one chunk, from 1 to 10,000. @default 2,000 */
  readonly limit?: number;
}

/** A stored span; `number` grows in the order in which spans were stored. */
export interface StoredSpan extends SpanData {
  readonly number: number;
}

/** Which spans of a run are wanted. */
export interface SpanQuery {
  /** Only spans stored after this one. @default 0 */
  readonly afterNumber?: number;
  /** Only spans of this execution. */
  readonly executionId?: string;
  /** `false` leaves `attributes` and `events` empty: what a timeline needs. @default true */
  readonly withAttributes?: boolean;
  /** Most spans, from 1 to 10,000. @default 2,000 */
  readonly limit?: number;
}

/** Where a store stands: equal tokens mean that nothing was written in between. */
export interface StoreState {
  readonly changeToken: string;
  /** Name of the file, or of the kind of store. */
  readonly name: string;
  readonly bytes?: number;
}

/** Where one run stands, for a live tail. */
export interface RunPosition {
  readonly runId: string;
  readonly lastSeq: number;
  readonly isOver: boolean;
}

/**
 * Reads stored runs. Implementations live in `readers/`; one suite runs against each of them.
 * A question about a run that is not there gives `undefined` or an empty list, never an error.
 */
export interface TraceReader {
  state(): Promise<StoreState>;
  runs(query?: RunPageQuery): Promise<RunPage>;
  /** Counts up to 100,000 runs exactly. */
  countRuns(filter?: RunFilter): Promise<CountEstimate>;
  histogram(filter: RunFilter, range: BucketRange): Promise<RunHistogram>;
  facets(filter?: RunFilter): Promise<RunFacets>;
  run(runId: string): Promise<RunDetail | undefined>;
  /** The rows of these runs, in the order asked, without those that are not there. At most 500. */
  runsById(runIds: readonly string[]): Promise<readonly RunSummary[]>;
  positions(runIds: readonly string[]): Promise<readonly RunPosition[]>;
  records(runId: string, query?: RecordQuery): Promise<RecordChunk>;
  /** A stretch of a journal from this record on, for {@link recordsOfText}. */
  journalText(runId: string, fromSeq: number): Promise<JournalText>;
  spans(runId: string, query?: SpanQuery): Promise<readonly StoredSpan[]>;
  span(runId: string, spanId: string): Promise<StoredSpan | undefined>;
  /** The body behind a payload reference, as encoded JSON text. */
  payload(hash: string): Promise<string | undefined>;
  graph(definitionHash: string): Promise<WorkflowGraph | undefined>;
  workflows(): Promise<readonly WorkflowSummary[]>;
  /** Per step, over the newest 10,000 step rows of the runs that match. */
  stepStatistics(filter?: RunFilter): Promise<readonly StepStatistics[]>;
  /** The steps of each of these runs, by run id and name. At most 500 runs. */
  runSteps(runIds: readonly string[]): Promise<readonly RunStepRow[]>;
  /** The distinct values of a field that filters offer, most frequent among the newest runs first, at most 200. */
  values(
    field: "workflow" | "tag" | "step" | "model" | "sessionId" | "userId",
    prefix?: string,
  ): Promise<readonly string[]>;
  overview(range: BucketRange, filter?: RunFilter): Promise<Overview>;
  exportStatus(): Promise<ExportStatus>;
  close(): Promise<void>;
}

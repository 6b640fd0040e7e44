// Reads runs from an SQLite file, through the Prisma client.

import { statSync } from "node:fs";
import { basename } from "node:path";
import { DatabaseError, resolveDatabasePath } from "@stepscope/database/migrate";
import { StepscopeError } from "../../errors/stepscope-error.ts";
import { TERMINAL_STATUSES } from "../../trace/run-status.ts";
import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type {
  JournalText,
  RecordChunk,
  RecordQuery,
  RunPage,
  RunPageQuery,
  RunPosition,
  SpanQuery,
  StoredSpan,
  StoreState,
  TraceReader,
} from "../../view/reader.ts";
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
} from "../../view/reader-statistics.ts";
import type { RunFilter } from "../../view/run-filter.ts";
import type { RunDetail, RunSummary } from "../../view/run-summary.ts";
import { readExportStatus } from "./export-status.ts";
import { readJournalText, readPayload, readRecords, readSpan, readSpans } from "./journal.ts";
import { readOverview } from "./overview.ts";
import { countRuns, readFacets, readHistogram } from "./run-counts.ts";
import { readRunPage } from "./run-page.ts";
import { type Client, numberOf } from "./run-query.ts";
import { readRunDetail, summariesById } from "./run-rows.ts";
import { sql } from "./sql-text.ts";
import { readRunSteps, readStepStatistics } from "./steps.ts";
import { readGraph, readValues, readWorkflows, type ValueField } from "./workflows.ts";

/** Options of {@link openSqliteReader}. */
export interface SqliteReaderOptions {
  /** Path or `file:` URL. @default STEPSCOPE_DATABASE_URL, else ./.stepscope/traces.db */
  readonly database?: string | undefined;
  /** The clock for "the last 30 days", epoch ms. @default the system's */
  readonly now?: () => number;
}

/**
 * Opens a reader on a database file, which it never changes. Needs the package `@prisma/client`.
 *
 * @throws StepscopeError READER_MISSING | DATABASE_MISSING | DATABASE_EMPTY | DATABASE_INVALID | DATABASE_OLDER | DATABASE_NEWER
 *
 * @example
 * ```ts
 * import { openSqliteReader } from "stepscope/store";
 *
 * const reader = await openSqliteReader({ database: "./traces.db" });
 * const { runs } = await reader.runs({ filter: { statuses: ["failed"] }, limit: 20 });
 * console.log(runs.map((run) => run.errorMessage));
 * await reader.close();
 * ```
 */
export async function openSqliteReader(options: SqliteReaderOptions = {}): Promise<TraceReader> {
  const path = resolveDatabasePath(options.database);
  const { openClient } = await loadClient();
  try {
    return new SqliteReader(openClient(path), path, options.now ?? Date.now);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new StepscopeError(error.code, error.message, { details: error.details, cause: error });
  }
}

/** Loaded when somebody reads: recording needs no Prisma, and an application that only records need not have it. */
async function loadClient() {
  try {
    return await import("@stepscope/database/client");
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ERR_MODULE_NOT_FOUND") throw cause;
    const message =
      "reading stored runs needs Prisma's client, which is not installed. Run: npm install @prisma/client @prisma/driver-adapter-utils";
    throw new StepscopeError("READER_MISSING", message, { cause });
  }
}

class SqliteReader implements TraceReader {
  readonly #client: Client;
  readonly #path: string;
  readonly #now: () => number;

  constructor(client: Client, path: string, now: () => number) {
    this.#client = client;
    this.#path = path;
    this.#now = now;
  }

  async state(): Promise<StoreState> {
    const version = await numberOf(this.#client, sql`PRAGMA data_version`);
    const bytes = ["", "-wal"].reduce(
      (sum, end) => sum + (statSync(this.#path + end, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
    return { changeToken: String(version), name: basename(this.#path), bytes };
  }

  runs(query: RunPageQuery = {}): Promise<RunPage> {
    return readRunPage(this.#client, query);
  }

  countRuns(filter: RunFilter = {}): Promise<CountEstimate> {
    return countRuns(this.#client, filter);
  }

  histogram(filter: RunFilter, range: BucketRange): Promise<RunHistogram> {
    return readHistogram(this.#client, filter, range);
  }

  facets(filter: RunFilter = {}): Promise<RunFacets> {
    return readFacets(this.#client, filter);
  }

  run(runId: string): Promise<RunDetail | undefined> {
    return readRunDetail(this.#client, runId);
  }

  runsById(runIds: readonly string[]): Promise<readonly RunSummary[]> {
    return summariesById(this.#client, runIds);
  }

  async positions(runIds: readonly string[]): Promise<readonly RunPosition[]> {
    const over: readonly string[] = TERMINAL_STATUSES;
    const rows = await this.#client.run.findMany({
      where: { id: { in: [...runIds] } },
      select: { id: true, lastSeq: true, status: true },
    });
    return rows.map((row) => ({ runId: row.id, lastSeq: row.lastSeq, isOver: over.includes(row.status) }));
  }

  records(runId: string, query: RecordQuery = {}): Promise<RecordChunk> {
    return readRecords(this.#client, runId, query);
  }

  journalText(runId: string, fromSeq: number): Promise<JournalText> {
    return readJournalText(this.#client, runId, fromSeq);
  }

  spans(runId: string, query: SpanQuery = {}): Promise<readonly StoredSpan[]> {
    return readSpans(this.#client, runId, query);
  }

  span(runId: string, spanId: string): Promise<StoredSpan | undefined> {
    return readSpan(this.#client, runId, spanId);
  }

  payload(hash: string): Promise<string | undefined> {
    return readPayload(this.#client, hash);
  }

  graph(definitionHash: string): Promise<WorkflowGraph | undefined> {
    return readGraph(this.#client, definitionHash);
  }

  workflows(): Promise<readonly WorkflowSummary[]> {
    return readWorkflows(this.#client, this.#now());
  }

  stepStatistics(filter: RunFilter = {}): Promise<readonly StepStatistics[]> {
    return readStepStatistics(this.#client, filter);
  }

  runSteps(runIds: readonly string[]): Promise<readonly RunStepRow[]> {
    return readRunSteps(this.#client, runIds);
  }

  values(field: ValueField, prefix?: string): Promise<readonly string[]> {
    return readValues(this.#client, field, prefix);
  }

  overview(range: BucketRange, filter: RunFilter = {}): Promise<Overview> {
    return readOverview(this.#client, range, filter);
  }

  exportStatus(): Promise<ExportStatus> {
    return readExportStatus(this.#client);
  }

  async close(): Promise<void> {
    await this.#client.$disconnect();
  }
}

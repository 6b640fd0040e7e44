// The sink that stores runs in an SQLite file, through a writer thread: the main thread only posts.

import { resolveDatabasePath } from "@stepscope/database/migrate";
import type { RunRecord } from "../../trace/record.ts";
import type { RunOpening, RunSink, Sink } from "../../trace/sink.ts";
import { drainAtExit } from "./exit-drain.ts";
import { PostQueue } from "./post-queue.ts";
import { SqliteRunSink } from "./sqlite-run-sink.ts";
import type { OutboxRow, RetentionPolicy, WriterReport } from "./writer-protocol.ts";
import type { WriterState } from "./shared-progress.ts";
import { openFailure, WriterThread } from "./writer-thread.ts";

const SHUTDOWN_MS = 5_000;
const DEFAULT_BACKLOG_BYTES = 256 * 1_024 * 1_024;

/** Options of {@link sqliteSink}. */
export interface SqliteSinkOptions {
  /** Path or `file:` URL. @default STEPSCOPE_DATABASE_URL, else ./.stepscope/traces.db */
  readonly database?: string | undefined;
  /**
   * `buffered`: a run never waits for the disk; a crash loses at most the last moments, never the order.
   * `acknowledged`: what a caller is told is on disk. @default "buffered"
   */
  readonly durability?: "buffered" | "acknowledged" | undefined;
  /** Make a new database in place of an empty file. @default false */
  readonly init?: boolean | undefined;
  /** Use a file on a network file system, where SQLite's locks do not hold. @default false */
  readonly allowNetworkFileSystem?: boolean | undefined;
  /** When old runs are deleted. @default never */
  readonly retention?: RetentionPolicy | undefined;
  /**
   * Most memory for records that cannot be stored just now, in bytes. From a quarter of it on, runs go on more slowly;
   * beyond it records are dropped and counted. @default 256 MiB
   */
  readonly maxBacklogBytes?: number | undefined;
  /** Hears of what goes wrong. @default a warning of the process */
  readonly onReport?: ((report: WriterReport) => void) | undefined;
}

/** How a sink is doing. */
export interface SqliteSinkStatus {
  readonly path: string;
  readonly state: WriterState;
  /** Records that were given up. */
  readonly droppedRecords: number;
  /** Size of what waits to be stored. */
  readonly backlogBytes: number;
}

/** A {@link Sink} over an SQLite file. */
export interface SqliteSink extends Sink {
  readonly path: string;
  /** Resolves when the file is open; rejects when it cannot be used. Runs need not wait for it. */
  readonly ready: Promise<void>;
  status(): SqliteSinkStatus;
  /** Stores spans that are to be sent to a trace back end, with the records around them. */
  appendOutbox(rows: readonly OutboxRow[]): void;
}

/**
 * Opens a sink. It returns at once; the file is opened, and if need be made or migrated, in the writer thread.
 *
 * @example
 * ```ts
 * import { registerSink } from "stepscope";
 * import { sqliteSink } from "stepscope/store";
 *
 * const sink = sqliteSink({ database: "./traces.db" });
 * await sink.ready;
 * registerSink(sink);
 * ```
 */
export function sqliteSink(options: SqliteSinkOptions = {}): SqliteSink {
  return new ThreadedSqliteSink(options);
}

class ThreadedSqliteSink implements SqliteSink {
  readonly name = "sqlite";
  readonly durability: "buffered" | "acknowledged";
  readonly path: string;
  readonly ready: Promise<void>;
  readonly #queue: PostQueue;
  readonly #thread: WriterThread;
  readonly #runs = new Map<string, SqliteRunSink>();
  readonly #onReport: (report: WriterReport) => void;
  readonly #keepOffExit: () => void;
  #nextCommit: Promise<boolean> | undefined;
  #isShutDown = false;

  constructor(options: SqliteSinkOptions) {
    this.durability = options.durability ?? "buffered";
    this.path = resolveDatabasePath(options.database);
    this.#onReport = options.onReport ?? warn;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    // Whoever does not wait for it hears of a failure through the report.
    promise.catch(() => undefined);
    const settings = {
      path: this.path,
      init: options.init ?? false,
      allowNetworkFileSystem: options.allowNetworkFileSystem ?? false,
      durability: this.durability,
      retention: options.retention,
    };
    this.#thread = new WriterThread(settings, {
      onReady: resolve,
      onFailed: (failure) => {
        reject(openFailure(failure));
        this.#report({
          kind: "failedToOpen",
          message: `${failure.message} Runs go on without being recorded.`,
          records: 0,
        });
      },
      onReport: (report) => this.#report(report),
      onRejected: (runId) => this.#runs.get(runId)?.reject(),
    });
    this.#queue = new PostQueue(this.#thread, {
      maxBacklogBytes: options.maxBacklogBytes ?? DEFAULT_BACKLOG_BYTES,
      onDropping: (report) => this.#report({ ...report, message: `${this.path}: ${report.message}` }),
    });
    this.#keepOffExit = drainAtExit(this);
  }

  status(): SqliteSinkStatus {
    const { droppedRecords, backlogBytes } = this.#queue;
    return { path: this.path, state: this.#thread.state, droppedRecords, backlogBytes };
  }

  async hasRun(runId: string): Promise<boolean> {
    return this.#runs.has(runId) || (await this.#thread.ask({ about: "hasRun", runId })) === true;
  }

  async readRecords(runId: string, fromSeq: number, limit: number): Promise<readonly RunRecord[]> {
    this.#queue.post();
    return (await this.#thread.ask({ about: "records", runId, fromSeq, limit })) ?? [];
  }

  openRun(opening: RunOpening): RunSink {
    const { runId } = opening;
    const run = new SqliteRunSink(opening, this.#queue, {
      onClose: () => this.#runs.delete(runId),
      isCommitted: () => this.#isCommitted(),
      path: this.path,
    });
    this.#runs.set(runId, run);
    return run;
  }

  appendOutbox(rows: readonly OutboxRow[]): void {
    const bytes = rows.reduce((sum, row) => sum + row.body.byteLength, 0);
    this.#queue.add({ op: "outbox", rows }, rows.length, bytes);
  }

  async flush(): Promise<void> {
    this.#queue.post(true);
    await this.#thread.committed();
  }

  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    const deadlineMs = Date.now() + SHUTDOWN_MS;
    const { promise: timedOut, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SHUTDOWN_MS - 500);
    await Promise.race([this.flush(), timedOut]);
    clearTimeout(timer);
    this.#keepOffExit();
    this.#reportLoss();
    await this.#thread.close(Math.max(500, deadlineMs - Date.now()));
  }

  /** @internal */
  drainSync(deadlineMs: number): void {
    this.#queue.post();
    this.#thread.waitSync(deadlineMs);
    this.#reportLoss();
  }

  /** Everything that the current turn still adds shares one commit. */
  #isCommitted(): Promise<boolean> {
    this.#nextCommit ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#nextCommit = undefined;
        this.#queue.post(true);
        resolve(this.#thread.committed());
      });
    });
    return this.#nextCommit;
  }

  #reportLoss(): void {
    const records = this.#queue.uncommittedRecords();
    if (records === 0) return;
    const message = `${records} records could not be stored in ${this.path} before the end (writer: ${this.#thread.state})`;
    this.#report({ kind: "lostAtExit", message, records });
  }

  #report(report: WriterReport): void {
    try {
      this.#onReport(report);
    } catch {
      // A listener that throws must not reach the run that was recorded.
    }
  }
}

function warn(report: WriterReport): void {
  // At exit no warning is printed any more; the console still is.
  if (report.kind === "lostAtExit") console.error(`stepscope: ${report.message}`);
  else process.emitWarning(report.message, { type: "StepscopeWarning", code: report.kind });
}

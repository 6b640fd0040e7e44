// The export of one observation: from finished spans to the exporter's thread, through the database where there is one.

import { ExportThread } from "../sinks/otel-export/export-thread.ts";
import type { OutboxSpan } from "../sinks/otel-export/outbox.ts";
import type { SqliteSink } from "../sinks/sqlite/sqlite-sink.ts";
import type { ExportEndpoint } from "./export-endpoint.ts";
import { SpanGate } from "./span-gate.ts";

/** How the export stands. */
export interface ExportStatus {
  /** Where spans go; absent when nothing is exported. */
  readonly endpoint?: string;
  readonly project?: string;
  /** Spans that wait to be sent. */
  readonly pending: number;
  /** Spans that were sent, and are not yet seen to be stored. */
  readonly sent: number;
  /** Spans that are stored at the back end, over the life of the database. */
  readonly confirmed: number;
  /** Spans that the back end refuses for good. */
  readonly parked: number;
  /** Spans given up because there was no room in memory; never with a database. */
  readonly dropped: number;
  readonly lastError?: string;
  readonly lastErrorMs?: number;
  readonly lastSentMs?: number;
}

const PROBE_MS = 1_000;
/** A turn that makes more spans than this hands them over in parts. */
const ROWS_PER_POST = 256;

/** Sends the spans of this process. */
export class SpanExport {
  readonly #endpoint: ExportEndpoint;
  readonly #sink: SqliteSink | undefined;
  readonly #project: string | undefined;
  readonly #gate = new SpanGate();
  readonly #rows: OutboxSpan[] = [];
  readonly #opened: Promise<void>;
  #thread: ExportThread | undefined;
  #hasNews = false;

  constructor(endpoint: ExportEndpoint, sink: SqliteSink | undefined, project: string | undefined) {
    this.#endpoint = endpoint;
    this.#sink = sink;
    this.#project = project;
    // Without waiting for the file: an application that never yields would fill the memory.
    if (!endpoint.isGuess && sink !== undefined) this.#gate.open((span) => this.#collect(span));
    this.#opened = this.#open().catch(() => this.#gate.shut());
  }

  /** Whether spans have come since the last flush. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  append(span: OutboxSpan): void {
    this.#hasNews = true;
    this.#gate.append(span);
  }

  /** Sends what there is; resolves when it is seen to be stored, when the back end fails, or at the deadline. */
  async flush(deadlineMs: number): Promise<void> {
    this.#hasNews = false;
    await this.#opened;
    if (this.#thread === undefined) return;
    this.#store();
    await this.#sink?.flush();
    await this.#thread.flush(deadlineMs);
  }

  /** Hands what is held to the writer, or to the thread, which goes on sending while this one is blocked. */
  drainSync(deadlineMs: number): void {
    this.#store();
    if (this.#sink === undefined) this.#thread?.flushSync(deadlineMs);
  }

  async status(): Promise<ExportStatus> {
    await this.#opened;
    const place = {
      endpoint: new URL(this.#endpoint.tracesUrl).origin,
      ...(this.#project === undefined ? {} : { project: this.#project }),
    };
    if (this.#thread === undefined) return { pending: 0, sent: 0, confirmed: 0, parked: 0, dropped: 0 };
    await this.#sink?.flush();
    const { isPhoenix: _, ...state } = await this.#thread.state();
    return { ...place, ...state, dropped: state.dropped + this.#gate.dropped };
  }

  async retryParked(): Promise<number> {
    await this.#opened;
    return (await this.#thread?.unpark()) ?? 0;
  }

  async close(): Promise<void> {
    await this.#opened;
    this.#gate.shut();
    await this.#thread?.close();
  }

  async #open(): Promise<void> {
    if (this.#endpoint.isGuess && !(await isPhoenix(this.#endpoint.tracesUrl))) return this.#gate.shut();
    // The exporter opens the file that the writer prepares. Without a file that works, memory must do.
    const databasePath = await this.#sink?.ready.then(
      () => this.#sink?.path,
      () => undefined,
    );
    this.#thread = new ExportThread({
      target: this.#endpoint,
      databasePath,
      project: this.#project,
      onTrouble: (message) => this.#warn(message),
    });
    const thread = this.#thread;
    this.#gate.open(databasePath === undefined ? (span) => thread.add(span) : (span) => this.#collect(span));
  }

  /** Spans of one turn are stored together. */
  #collect(span: OutboxSpan): void {
    const count = this.#rows.push(span);
    if (count >= ROWS_PER_POST) this.#store();
    else if (count === 1) setImmediate(() => this.#store());
  }

  #store(): void {
    if (this.#rows.length === 0) return;
    this.#sink?.appendOutbox(this.#rows.splice(0));
    this.#thread?.nudge();
  }

  #warn(message: string): void {
    const place = this.#sink === undefined ? "memory" : this.#sink.path;
    const origin = new URL(this.#endpoint.tracesUrl).origin;
    console.warn(`stepscope: spans cannot be sent to ${origin} (${message}); they wait in ${place} until they can`);
  }
}

/** Whether Phoenix answers there. */
async function isPhoenix(tracesUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL("/healthz", tracesUrl), { signal: AbortSignal.timeout(PROBE_MS) });
    await answer.body?.cancel();
    return answer.headers.has("x-phoenix-server-version");
  } catch {
    return false;
  }
}

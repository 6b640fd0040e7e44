// The main thread's end of the exporter: hands spans over, asks how it stands, and waits for it at the end.

import { Worker } from "node:worker_threads";

import type { ExportState } from "./export-loop.ts";
import type { ExporterAnswer, ExporterRequest, ExporterSettings } from "./export-protocol.ts";
import { EXPORT_TIMINGS, type ExportTimings } from "./export-timings.ts";
import type { OutboxSpan } from "./outbox.ts";
import type { ExportTarget } from "./otlp-sender.ts";

/** Settings of an {@link ExportThread}. */
export interface ExportThreadSettings {
  readonly target: ExportTarget;
  /** The database that holds the outbox; without it the outbox is in memory. */
  readonly databasePath?: string | undefined;
  readonly project?: string | undefined;
  readonly timings?: Partial<ExportTimings> | undefined;
  /** Hears once that spans cannot be sent, and why. */
  readonly onTrouble?: ((message: string) => void) | undefined;
}

/** Longest time the thread gets to end. */
const CLOSE_MS = 1_000;
/** A turn that makes more spans than this hands them over in parts. */
const SPANS_PER_POST = 256;
/** The thread is told of new spans at most so often: the writer commits every 20 ms. */
const NUDGE_MS = 50;

/** An answer for everything that is asked after the thread has ended. */
const GONE: ExportState & { readonly dropped: number } = {
  pending: 0,
  sent: 0,
  confirmed: 0,
  parked: 0,
  isPhoenix: undefined,
  dropped: 0,
};

/** One exporter thread. */
export class ExportThread {
  readonly #worker: Worker;
  readonly #flushed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #asks = new Map<number, (answer: ExporterAnswer | undefined) => void>();
  readonly #hasDatabase: boolean;
  readonly #onTrouble: ((message: string) => void) | undefined;
  #lastAskId = 0;
  #hasExited = false;
  #lastState: ExportState & { readonly dropped: number } = GONE;
  #failure: string | undefined;
  #spans: OutboxSpan[] = [];
  #nudge: NodeJS.Timeout | undefined;

  constructor({ target, databasePath, project, timings, onTrouble }: ExportThreadSettings) {
    this.#onTrouble = onTrouble;
    this.#hasDatabase = databasePath !== undefined;
    const settings: ExporterSettings = {
      target,
      databasePath,
      project,
      timings: { ...EXPORT_TIMINGS, ...timings },
      flushed: this.#flushed.buffer,
    };
    this.#worker = new Worker(workerAddress(), {
      workerData: settings,
      ...workerArguments(),
      name: "stepscope-exporter",
    });
    this.#worker.on("message", (answer: ExporterAnswer) => this.#hear(answer));
    this.#worker.on("error", (error) => {
      this.#failure ??= error instanceof Error ? error.message : String(error);
    });
    this.#worker.on("exit", () => {
      this.#hasExited = true;
      for (const resolve of this.#asks.values()) resolve(undefined);
      this.#asks.clear();
    });
    // After the listeners: hearing messages holds the process, too.
    this.#worker.unref();
  }

  /** Why the thread cannot work, if it cannot. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Spans for an outbox in memory; those of one turn go over together. */
  add(span: OutboxSpan): void {
    const count = this.#spans.push(span);
    if (count >= SPANS_PER_POST) this.#post();
    else if (count === 1) setImmediate(() => this.#post());
  }

  /** Says, not too often, that spans have come into the database. */
  nudge(): void {
    if (this.#nudge !== undefined) return;
    this.#nudge = setTimeout(() => {
      this.#nudge = undefined;
      this.#say({ type: "nudge" });
    }, NUDGE_MS);
    this.#nudge.unref();
  }

  /** Resolves when everything is sent and seen to be stored, when the back end fails, or at the deadline. */
  async flush(deadlineMs: number): Promise<void> {
    this.#post();
    await this.#ask((flushId) => ({ type: "flush", flushId, deadlineMs }));
  }

  /** As {@link flush}, but blocks this thread; for exit handlers. */
  flushSync(deadlineMs: number): void {
    if (this.#hasExited) return;
    this.#post();
    const flushId = ++this.#lastAskId;
    this.#say({ type: "flush", flushId, deadlineMs });
    for (;;) {
      const done = Atomics.load(this.#flushed, 0);
      const leftMs = deadlineMs - Date.now();
      if (done >= flushId || leftMs <= 0) return;
      Atomics.wait(this.#flushed, 0, done, leftMs);
    }
  }

  async state(): Promise<ExportState & { readonly dropped: number }> {
    const answer = await this.#ask((askId) => ({ type: "state", askId }));
    const state = answer?.type === "state" ? answer.state : this.#lastState;
    return this.#failure === undefined ? state : { ...state, lastError: this.#failure };
  }

  /** Sends parked spans again; gives their number. */
  async unpark(): Promise<number> {
    const answer = await this.#ask((askId) => ({ type: "unpark", askId }));
    return answer?.type === "unparked" ? answer.spans : 0;
  }

  async close(): Promise<void> {
    clearTimeout(this.#nudge);
    if (this.#hasExited) return;
    this.#post();
    // What the status says from then on.
    void this.state();
    this.#say({ type: "close" });
    const { promise: timedOut, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_MS);
    const exited = new Promise<void>((done) => this.#worker.once("exit", () => done()));
    await Promise.race([exited, timedOut]);
    clearTimeout(timer);
    await this.#worker.terminate();
  }

  #post(): void {
    if (this.#spans.length === 0) return;
    const spans = this.#spans;
    this.#spans = [];
    if (!this.#hasDatabase) this.#say({ type: "spans", spans });
  }

  #ask(request: (askId: number) => ExporterRequest): Promise<ExporterAnswer | undefined> {
    if (this.#hasExited) return Promise.resolve(undefined);
    const askId = ++this.#lastAskId;
    const { promise, resolve } = Promise.withResolvers<ExporterAnswer | undefined>();
    this.#asks.set(askId, resolve);
    // The process stays alive while somebody waits for an answer, and no longer.
    this.#worker.ref();
    this.#say(request(askId));
    return promise;
  }

  #say(request: ExporterRequest): void {
    if (!this.#hasExited) this.#worker.postMessage(request);
  }

  #hear(answer: ExporterAnswer): void {
    if (answer.type === "trouble") return this.#onTrouble?.(answer.message);
    if (answer.type === "failed") {
      this.#failure = answer.message;
      return this.#onTrouble?.(answer.message);
    }
    if (answer.type === "state") this.#lastState = answer.state;
    const askId = answer.type === "flushed" ? answer.flushId : answer.askId;
    this.#asks.get(askId)?.(answer);
    this.#asks.delete(askId);
    if (this.#asks.size === 0) this.#worker.unref();
  }
}

function workerAddress(): URL {
  return new URL(isSource() ? "./export-worker.ts" : "./export-worker.js", import.meta.url);
}

/** Its own arguments, not the process's: a thread must not observe itself through `--import stepscope/register`. */
function workerArguments(): { readonly execArgv: string[] } {
  return { execArgv: isSource() ? ["--conditions=source", "--no-warnings"] : [] };
}

function isSource(): boolean {
  return import.meta.url.endsWith(".ts");
}

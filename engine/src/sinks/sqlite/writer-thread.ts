// The main thread's end of the writer: posts batches, knows how far they have come, and wakes who waits for them.

import { Worker } from "node:worker_threads";
import { StepscopeError } from "../../errors/stepscope-error.ts";
import { SharedProgress, type WriterState } from "./shared-progress.ts";
import type {
  WriterAnswer,
  WriterFailure,
  WriterOperation,
  WriterQuestion,
  WriterReply,
  WriterReport,
  WriterRequest,
  WriterSettings,
} from "./writer-protocol.ts";

/** What the thread is told about. */
export interface WriterListener {
  onReady(): void;
  onFailed(failure: WriterFailure): void;
  onReport(report: WriterReport): void;
  onRejected(runId: string): void;
}

interface Waiter {
  readonly batchId: number;
  resolve(isCommitted: boolean): void;
}

/** One writer thread. */
export class WriterThread {
  readonly #progress = new SharedProgress();
  readonly #worker: Worker;
  readonly #listener: WriterListener;
  readonly #path: string;
  #lastBatchId = 0;
  /** The newest batch whose commit will be answered. */
  #lastAnswered = 0;
  #waiters: Waiter[] = [];
  readonly #asks = new Map<number, (reply: Partial<WriterReply>) => void>();
  #lastAskId = 0;
  /** Until then the process stays alive: whoever made the sink may be waiting for it, and the file is being made. */
  #isOpening = true;
  #hasExited = false;
  readonly #exited: Promise<void>;

  constructor(settings: Omit<WriterSettings, "progress">, listener: WriterListener) {
    this.#listener = listener;
    this.#path = settings.path;
    const workerData: WriterSettings = { ...settings, progress: this.#progress.buffer };
    this.#worker = new Worker(workerAddress(), { workerData, ...workerArguments(), name: "stepscope-writer" });
    this.#worker.on("message", (answer: WriterAnswer) => this.#hear(answer));
    this.#worker.on("error", (error) => this.#die(error));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    this.#worker.on("exit", () => {
      this.#hasExited = true;
      if (this.#progress.state !== "failed") this.#progress.state = "closed";
      this.#giveUp();
      resolve();
    });
  }

  get state(): WriterState {
    return this.#progress.state;
  }

  get lastBatchId(): number {
    return this.#lastBatchId;
  }

  get committedBatchId(): number {
    return this.#progress.committed;
  }

  post(operations: readonly WriterOperation[], wantsAnswer: boolean): void {
    this.#lastBatchId += 1;
    if (wantsAnswer) this.#lastAnswered = this.#lastBatchId;
    const request: WriterRequest = { type: "batch", batchId: this.#lastBatchId, operations, wantsAnswer };
    if (this.#hasExited) return;
    const buffers = operations.flatMap((operation) => (operation.op === "records" ? [operation.numbers.buffer] : []));
    try {
      this.#worker.postMessage(request, buffers);
    } catch {
      // Something in it cannot be cloned; what JSON keeps of it can.
      this.#worker.postMessage({ ...request, operations: operations.map(withoutUncloneable) }, buffers);
    }
  }

  /** Resolves with whether everything posted so far is committed; `false` once the thread cannot commit any more. */
  async committed(): Promise<boolean> {
    const batchId = this.#lastBatchId;
    if (this.committedBatchId >= batchId) return true;
    if (this.#hasExited || this.state === "failed" || this.state === "broken") return false;
    // The last batch may have been posted without asking; an empty one asks for it.
    if (this.#lastAnswered < batchId) this.post([], true);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiters.push({ batchId, resolve });
    this.#keepAlive();
    return promise;
  }

  /** Asks about what is stored; `undefined` when the writer cannot say. */
  async ask<Q extends WriterQuestion>(question: Q): Promise<WriterReply[Q["about"]] | undefined> {
    if (this.#hasExited) return undefined;
    this.#lastAskId += 1;
    const { promise, resolve } = Promise.withResolvers<Partial<WriterReply>>();
    this.#asks.set(this.#lastAskId, resolve);
    this.#worker.postMessage({ type: "ask", askId: this.#lastAskId, question } satisfies WriterRequest);
    this.#keepAlive();
    const about: Q["about"] = question.about;
    return (await promise)[about];
  }

  /** Blocks until everything posted is committed; whether it was in time. For exit handlers. */
  waitSync(deadlineMs: number): boolean {
    return this.#progress.waitUntilCommitted(this.#lastBatchId, deadlineMs);
  }

  /** Lets the thread end; resolves when it has, or after `timeoutMs`. */
  async close(timeoutMs: number): Promise<void> {
    if (this.#hasExited) return;
    this.#worker.postMessage({ type: "close" } satisfies WriterRequest);
    const { promise: timedOut, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    this.#worker.ref();
    await Promise.race([this.#exited, timedOut]);
    clearTimeout(timer);
    await this.#worker.terminate();
  }

  #hear(answer: WriterAnswer): void {
    switch (answer.type) {
      case "ready":
        this.#isOpening = false;
        this.#listener.onReady();
        return this.#keepAlive();
      case "failed":
        this.#isOpening = false;
        this.#listener.onFailed(answer.failure);
        return this.#giveUp();
      case "report":
        this.#listener.onReport(answer.report);
        if (answer.report.kind === "broken") this.#giveUp();
        return;
      case "rejected":
        return this.#listener.onRejected(answer.runId);
      case "reply":
        this.#asks.get(answer.askId)?.(answer.reply);
        this.#asks.delete(answer.askId);
        return this.#keepAlive();
      case "committed":
        return this.#wake(answer.batchId);
    }
  }

  #wake(committedBatchId: number): void {
    const waiters = this.#waiters;
    this.#waiters = waiters.filter((waiter) => waiter.batchId > committedBatchId);
    for (const waiter of waiters) {
      if (waiter.batchId <= committedBatchId) waiter.resolve(true);
    }
    this.#keepAlive();
  }

  #die(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#isOpening) {
      this.#isOpening = false;
      const message = `${this.#path} cannot be opened, its writer has stopped: ${reason}.`;
      return this.#listener.onFailed({ code: "DATABASE_INVALID", message, details: { path: this.#path } });
    }
    const message = `the writer of ${this.#path} has stopped: ${reason}. Runs go on without being recorded.`;
    this.#listener.onReport({ kind: "writerDied", message, records: 0 });
  }

  #giveUp(): void {
    for (const waiter of this.#waiters) waiter.resolve(false);
    for (const resolve of this.#asks.values()) resolve({});
    this.#waiters = [];
    this.#asks.clear();
    this.#keepAlive();
  }

  /** The process stays alive while somebody waits for an answer, and no longer. */
  #keepAlive(): void {
    if (this.#hasExited) return;
    if (this.#isOpening || this.#waiters.length + this.#asks.size > 0) this.#worker.ref();
    else this.#worker.unref();
  }
}

function withoutUncloneable(operation: WriterOperation): WriterOperation {
  return operation.op === "records" || operation.op === "outbox" ? operation : JSON.parse(JSON.stringify(operation));
}

/** The failure to open the file, as an error of this package. */
export function openFailure(failure: WriterFailure): StepscopeError {
  return new StepscopeError(failure.code, failure.message, { details: failure.details });
}

function workerAddress(): URL {
  return new URL(isSource() ? "./writer-worker.ts" : "./writer-worker.js", import.meta.url);
}

/**
 * The thread takes over neither the options nor the environment of the process: `--import stepscope/register` is meant
 * for the application. From source it must find the other packages' sources, as this thread did.
 */
function workerArguments(): { readonly execArgv: string[]; readonly env: NodeJS.Dict<string> } {
  return { execArgv: isSource() ? ["--conditions=source", "--no-warnings"] : ["--no-warnings"], env: {} };
}

function isSource(): boolean {
  return import.meta.url.endsWith(".ts");
}

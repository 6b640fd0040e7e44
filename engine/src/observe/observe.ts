// Turns everything on: records into a database, spans to Phoenix, model clients traced, secrets hidden.

import { createHash } from "node:crypto";

import { createRedactor, setRedactor } from "../codec/redactor.ts";
import { callCostUsd } from "../llm/prices.ts";
import { interruptLiveRuns } from "../sinks/otel/live-runs.ts";
import { chosenProvider, createOtelTracer } from "../sinks/otel/otel-tracer.ts";
import { createRunSpanProcessor } from "../sinks/otel/run-span-processor.ts";
import { drainAtExit } from "../sinks/sqlite/exit-drain.ts";
import { sqliteSink, type SqliteSink } from "../sinks/sqlite/sqlite-sink.ts";
import { registerSink, setTracer } from "../trace/registry.ts";
import type { Tracer } from "../trace/run-tracer.ts";
import { checkObserveOptions } from "./check-observe-options.ts";
import { exportEndpoint } from "./export-endpoint.ts";
import { instrumentClient } from "./instrument-clients.ts";
import { hasTracerProvider, startNodeSdk, type RunningSdk } from "./node-sdk.ts";
import { observedSpans } from "../sinks/otel/observed-spans.ts";
import type { ObserveOptions } from "./observe-options.ts";
import { atNaturalEnd } from "./process-end.ts";
import { SpanExport, type ExportStatus } from "./span-export.ts";

/** Longest time that the end of an observation may take. */
const SHUTDOWN_MS = 5_000;

/** What {@link observe} gives: the way to flush, to ask, and to end. */
export interface Observation extends AsyncDisposable {
  /** Path of the database; absent without one. */
  readonly database?: string;
  /** Resolves when the database is open; rejects when it cannot be used. Nothing need wait for it. */
  readonly ready: Promise<void>;
  /** Stores every record, and sends every span; at most 5 s. */
  flush(): Promise<void>;
  exportStatus(): Promise<ExportStatus>;
  /** Sends the spans again that the back end has refused. Gives their number. */
  retryParked(): Promise<number>;
  /** Flushes and ends; what was not sent is sent at the next start. At most 5 s. Safe to call twice. */
  shutdown(): Promise<void>;
}

/**
 * Observes every run of this process: its records go into an SQLite file, its spans to Phoenix or another OTLP back
 * end. An application that has set up OpenTelemetry keeps its own SDK. End it with `shutdown()` or `await using`;
 * a process that simply ends stores and sends what it has, too.
 *
 * @example
 * ```ts
 * import OpenAI from "openai";
 * import { observe } from "stepscope/otel";
 *
 * await using scope = observe({ database: "./traces.db", projectName: "research", instrument: [OpenAI] });
 * ```
 */
export function observe(options: ObserveOptions = {}): Observation {
  return new ProcessObservation(options);
}

class ProcessObservation implements Observation {
  readonly database?: string;
  readonly ready: Promise<void>;
  readonly #options: ObserveOptions;
  readonly #sink: SqliteSink | undefined;
  readonly #export: SpanExport | undefined;
  readonly #undo: (() => void)[] = [];
  #sdk: RunningSdk | undefined;
  #isSdkSettled = false;
  #ended: Promise<void> | undefined;

  constructor(options: ObserveOptions) {
    this.#options = options;
    // First, because they may refuse.
    checkObserveOptions(options);
    const endpoint = exportEndpoint(options.phoenix);
    // Before the sink's own: open spans must have ended when the sink is drained.
    this.#undo.push(drainAtExit({ drainSync: (deadlineMs) => this.#drainSync(deadlineMs) }));
    this.#sink = options.database === false ? undefined : this.#openSink(options);
    this.ready = this.#sink?.ready ?? Promise.resolve();
    if (this.#sink !== undefined) this.database = this.#sink.path;
    this.#export = endpoint === undefined ? undefined : new SpanExport(endpoint, this.#sink, this.#projectName);
    this.#install(options);
    for (const client of options.instrument ?? []) {
      if (!instrumentClient(client))
        console.warn(
          "stepscope: instrument: this is neither an OpenAI nor an Anthropic client or class; it is not traced",
        );
    }
  }

  async flush(): Promise<void> {
    await this.#sink?.flush();
    await Promise.all([this.#export?.flush(Date.now() + SHUTDOWN_MS), this.#sdk?.flushMetrics()]);
  }

  async exportStatus(): Promise<ExportStatus> {
    return (await this.#export?.status()) ?? { pending: 0, sent: 0, confirmed: 0, parked: 0, dropped: 0 };
  }

  async retryParked(): Promise<number> {
    return (await this.#export?.retryParked()) ?? 0;
  }

  shutdown(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  get #projectName(): string | undefined {
    return this.#options.projectName ?? (process.env["PHOENIX_PROJECT_NAME"] || undefined);
  }

  #openSink(options: ObserveOptions): SqliteSink {
    const { database, durability, init, retention } = options;
    return sqliteSink({ database: database === false ? undefined : database, durability, init, retention });
  }

  #install(options: ObserveOptions): void {
    const redactor = createRedactor({
      keys: options.redact?.keys ?? [],
      values: options.redact?.values ?? [],
      hash: (text) => createHash("sha256").update(text).digest("hex"),
      ...(options.mask === undefined ? {} : { mask: options.mask }),
      ...(options.captureContent === undefined ? {} : { captureContent: options.captureContent }),
    });
    const previousRedactor = setRedactor(redactor);
    this.#undo.push(() => setRedactor(previousRedactor));
    if (this.#sink !== undefined) this.#undo.push(registerSink(this.#sink));
    const spanExport = this.#export;
    const previousTarget = observedSpans.current;
    observedSpans.current = {
      redactor,
      costOf: callCostUsd,
      append: spanExport === undefined ? undefined : (span) => spanExport.append(span),
      project: this.#projectName,
      flush: () => this.flush(),
    };
    this.#undo.push(() => {
      observedSpans.current = previousTarget;
    });
    const previousProvider = chosenProvider.current;
    chosenProvider.current = options.tracerProvider ?? previousProvider;
    this.#undo.push(() => {
      chosenProvider.current = previousProvider;
    });
    const previousTracer = setTracer(this.#tracer(options));
    this.#undo.push(() => setTracer(previousTracer));
    if (spanExport !== undefined) {
      this.#undo.push(
        atNaturalEnd(
          async () => {
            await Promise.all([spanExport.flush(Date.now() + SHUTDOWN_MS), this.#sdk?.flushMetrics()]);
          },
          () => spanExport.hasNews,
        ),
      );
    }
  }

  /** The application may register its SDK after this: so ours is set up with the first run, not before. */
  #tracer(options: ObserveOptions): Tracer {
    const { dispatch, maxSpansPerTrace } = options;
    const tracer = createOtelTracer({
      ...(dispatch === undefined ? {} : { dispatch }),
      ...(maxSpansPerTrace === undefined ? {} : { maxSpansPerTrace }),
    });
    return {
      openRun: (opening) => {
        this.#settleSdk();
        return tracer.openRun(opening);
      },
    };
  }

  #settleSdk(): void {
    if (this.#isSdkSettled) return;
    this.#isSdkSettled = true;
    if (this.#export === undefined || this.#options.tracerProvider !== undefined || hasTracerProvider()) return;
    const processor = createRunSpanProcessor(() => observedSpans.current);
    try {
      this.#sdk = startNodeSdk({ processor, projectName: this.#projectName });
      if (this.#sdk === undefined) this.#sayMissing();
    } catch (error) {
      console.warn(`stepscope: OpenTelemetry could not be set up, so no spans are sent: ${String(error)}`);
    }
  }

  #sayMissing(): void {
    const command = "npm install @opentelemetry/sdk-node @opentelemetry/api";
    console.warn(
      `stepscope: no spans are sent, because @opentelemetry/sdk-node is not installed: ${command} (records are kept all the same)`,
    );
  }

  #drainSync(deadlineMs: number): void {
    interruptLiveRuns();
    this.#export?.drainSync(deadlineMs);
  }

  async #end(): Promise<void> {
    const deadlineMs = Date.now() + SHUTDOWN_MS;
    interruptLiveRuns();
    await this.#sink?.flush();
    // The writer gets the last second, also when the back end hangs.
    await this.#export?.flush(deadlineMs - 1_000);
    for (const undo of this.#undo.splice(0).toReversed()) undo();
    await this.#export?.close();
    await this.#sdk?.shutdown();
    await this.#sink?.shutdown();
  }
}

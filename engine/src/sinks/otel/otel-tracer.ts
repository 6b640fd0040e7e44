// Makes the spans of runs through the OpenTelemetry API: whatever provider the application has registered receives them.

import {
  context,
  createNoopMeter,
  metrics,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  trace,
  type MeterProvider,
  type TracerProvider,
} from "@opentelemetry/api";

import type { RunTracer, SpanIds, Tracer } from "../../trace/run-tracer.ts";
import type { RunOpening } from "../../trace/sink.ts";
import { processSlot } from "../../codec/process-slot.ts";
import { SCOPE_NAME, SCOPE_VERSION } from "../../trace/span-scope.ts";
import { openRunSpans } from "./open-run-trace.ts";
import { RunMetrics } from "./run-metrics.ts";
import type { TracedRecord } from "./run-spans.ts";
import type { DispatchMode, RunSpanSettings } from "./run-trace.ts";

/** Options of {@link createOtelTracer}. */
export interface OtelTracerOptions {
  /** Where spans go. @default the provider registered with the API, looked up anew for each run */
  readonly tracerProvider?: TracerProvider;
  /** Where metrics go. @default the provider registered with the API, looked up anew for each run */
  readonly meterProvider?: MeterProvider;
  /** How an event's way to its receivers is shown: a span of its own, an event on the sender's span, or not at all. @default "span" */
  readonly dispatch?: DispatchMode;
  /** Above this many spans a trace shows dispatches as span events. @default 1000 */
  readonly maxSpansPerTrace?: number;
}

/** The provider that the application chose for everything this package makes, LLM spans too. */
export const chosenProvider = processSlot<TracerProvider>("tracerProvider");

/** Makes the tracer that the core door installs. Without an SDK it costs next to nothing. */
export function createOtelTracer(options: OtelTracerOptions = {}): Tracer {
  const settings: RunSpanSettings = {
    dispatch: options.dispatch ?? "span",
    maxSpansPerTrace: options.maxSpansPerTrace ?? 1_000,
  };
  return {
    openRun(opening: RunOpening): RunTracer {
      return new PendingRun(opening, settings, options);
    },
  };
}

/** A run before its first record, which says whether there is anything to trace. */
class PendingRun implements RunTracer {
  readonly #opening: RunOpening;
  readonly #settings: RunSpanSettings;
  readonly #options: OtelTracerOptions;
  /** The span that was open where the run was asked for, which may be elsewhere than where it begins. */
  readonly #caller = context.active();
  #spans: RunTracer | undefined;
  #metrics: RunMetrics | undefined;
  #isOpen = false;

  constructor(opening: RunOpening, settings: RunSpanSettings, options: OtelTracerOptions) {
    this.#opening = opening;
    this.#settings = settings;
    this.#options = options;
  }

  observe(record: TracedRecord): SpanIds | undefined {
    if (!this.#isOpen) this.#open(record);
    this.#metrics?.observe(record);
    return this.#spans?.observe(record);
  }

  /** Without spans and metrics there is nothing more to see; the loop itself keeps to the caller's context. */
  isRecording(): boolean {
    return this.#spans !== undefined || this.#metrics !== undefined;
  }

  enter<T>(executionId: string | undefined, code: () => T): T {
    return this.#spans === undefined ? this.#enterCaller(code) : this.#spans.enter(executionId, code);
  }

  /** The loop may run on behalf of another caller: user code must not inherit that one's spans. */
  #enterCaller<T>(code: () => T): T {
    return this.#caller === ROOT_CONTEXT ? code() : context.with(this.#caller, code);
  }

  #open(record: TracedRecord): void {
    this.#isOpen = true;
    const meter = (this.#options.meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE_NAME, SCOPE_VERSION);
    if (meter !== createNoopMeter()) this.#metrics = new RunMetrics(meter, this.#opening.graph.name);
    const provider = this.#options.tracerProvider ?? chosenProvider.current ?? trace.getTracerProvider();
    if (isIdle(provider) && trace.getSpan(this.#caller) === undefined) return;
    this.#spans = openRunSpans(record, {
      opening: this.#opening,
      settings: this.#settings,
      tracer: provider.getTracer(SCOPE_NAME, SCOPE_VERSION),
      caller: this.#caller,
    });
  }
}

/** Whether no SDK stands behind a provider; what it would make of a run need not even be worked out. */
function isIdle(provider: TracerProvider): boolean {
  return provider instanceof ProxyTracerProvider && provider.getDelegateTracer(SCOPE_NAME) === undefined;
}

// What all spans of one run segment share: tracer, contexts, clock, identity and the count of spans made.

import {
  context,
  trace,
  type Attributes,
  type Context,
  type HrTime,
  type Link,
  type Span,
  type SpanKind,
  type Tracer,
} from "@opentelemetry/api";

import type { ErrorData } from "../../errors/error-data.ts";
import type { WorkflowGraph } from "../../graph/workflow-graph.ts";
import type { SpanIds } from "../../trace/run-tracer.ts";
import type { SpanClock } from "./span-clock.ts";

/** How an event's way from sender to receiver is shown. */
export type DispatchMode = "span" | "event" | "off";

/** Settings of the spans of a run. */
export interface RunSpanSettings {
  readonly dispatch: DispatchMode;
  readonly maxSpansPerTrace: number;
}

/** What is needed of a tracer. */
export type SpanStarter = Pick<Tracer, "startSpan">;

/** A span to start. */
export interface SpanPlan {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly attributes: Attributes;
  readonly links?: Link[];
  readonly startTime: HrTime;
}

/** How many spans a trace has so far, those of child runs too. */
export interface SpanCount {
  made: number;
}

/** The trace of one run segment. */
export class RunTrace {
  readonly tracer: SpanStarter;
  readonly root: Span;
  readonly rootIds: SpanIds;
  /** Context in which the run's spans are started: the root span and the run's identity. */
  readonly context: Context;
  readonly clock: SpanClock;
  readonly graph: WorkflowGraph;
  readonly runId: string;
  readonly settings: RunSpanSettings;
  /** Attributes of every span: whose session and run it is. */
  readonly common: Attributes;
  /** How the `metadata` of every span begins. */
  readonly metadataHead: string;
  readonly #maxAttempts: ReadonlyMap<string, number | undefined>;
  readonly count: SpanCount;
  /** Dispatches shown as span events because the trace had grown too large. */
  dispatchesCollapsed = 0;

  constructor(fields: {
    readonly tracer: SpanStarter;
    readonly root: Span;
    readonly context: Context;
    readonly clock: SpanClock;
    readonly graph: WorkflowGraph;
    readonly runId: string;
    readonly settings: RunSpanSettings;
    readonly common: Attributes;
    /** The parent's, where it is a child run. */
    readonly count: SpanCount | undefined;
  }) {
    this.tracer = fields.tracer;
    this.root = fields.root;
    this.rootIds = idsOf(fields.root);
    this.context = fields.context;
    this.clock = fields.clock;
    this.graph = fields.graph;
    this.runId = fields.runId;
    this.settings = fields.settings;
    this.common = fields.common;
    this.count = fields.count ?? { made: 0 };
    this.count.made++;
    this.metadataHead = `"run_id":${JSON.stringify(fields.runId)},"workflow":${JSON.stringify(fields.graph.name)}`;
    this.#maxAttempts = new Map(fields.graph.steps.map((step) => [step.name, step.maxAttempts]));
  }

  maxAttemptsOf(step: string): number | undefined {
    return this.#maxAttempts.get(step);
  }

  /** Starts a child of the run. */
  start(plan: SpanPlan): Span {
    this.count.made++;
    return this.tracer.startSpan(plan.name, plan, this.context);
  }

  /** Runs code with a span's context active. */
  static enter<T>(spanContext: Context, code: () => T): T {
    return context.with(spanContext, code);
  }
}

/** The ids of a span, as records carry them. */
export function idsOf(span: Span): SpanIds {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}

/** The same context with this span open in it. */
export function withSpan(parent: Context, span: Span): Context {
  return trace.setSpan(parent, span);
}

const MAX_STATUS_CHARS = 1_000;

/** Adds the exception event of an error, and gives the text for the span's status. */
export function recordError(span: Span, error: ErrorData, time: HrTime): string {
  const exception = {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
  span.recordException(exception, time);
  const message = `${error.name}: ${error.message}`;
  return message.length > MAX_STATUS_CHARS ? `${message.slice(0, MAX_STATUS_CHARS)}…` : message;
}

// One call of a model, from request to end: a span where an SDK listens, a record and a span row where a run does.

import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

import {
  context,
  createContextKey,
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type TracerProvider,
} from "@opentelemetry/api";

import { describeThrown } from "../codec/describe-thrown.ts";
import { encode } from "../codec/encode.ts";
import { processSlot } from "../codec/process-slot.ts";
import { currentRedactor } from "../codec/redactor.ts";
import type { ErrorData } from "../errors/error-data.ts";
import { currentExecution, type ExecutionScope } from "../trace/execution-scope.ts";
import type { SpanIds } from "../trace/run-tracer.ts";
import { SCOPE_NAME, SCOPE_VERSION } from "../trace/span-scope.ts";
import { contentAttributes, identityAttributes, ROW_LIMITS, SPAN_LIMITS, type LlmCallFacts } from "./llm-attributes.ts";
import type { LlmAnswer, LlmRequest, LlmUsage } from "./llm-message.ts";
import type { FlatAttributes } from "./message-attributes.ts";
import { callCostUsd } from "./prices.ts";
import { recordTokenUsage } from "./token-metrics.ts";

/** How a call ended: answered, refused, stopped by its signal, or a stream that nobody read to its end. */
export type LlmOutcome = "ok" | "error" | "aborted" | "abandoned";

const chosenProvider = processSlot<TracerProvider>("tracerProvider");
const insideCall = (processSlot<AsyncLocalStorage<true>>("llmCall").current ??= new AsyncLocalStorage<true>());

/** Where SDKs look for the wish that no spans be made. */
const SUPPRESS_TRACING = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Whether the current code runs inside a traced call: what it asks of a model is that call, and is not traced again. */
export function isInsideLlmCall(): boolean {
  return insideCall.getStore() === true;
}

/** A call that has begun. Every method is safe after the end, and none throws. */
export class LlmCall {
  readonly ids: SpanIds;
  readonly #request: LlmRequest;
  readonly #scope: ExecutionScope | undefined;
  readonly #span: Span;
  readonly #context: Context;
  readonly #parentSpanId: string | undefined;
  readonly #identity: FlatAttributes;
  readonly #startedAtMs = Date.now();
  readonly #startedMs = performance.now();
  #answer: LlmAnswer = {};
  #firstTokenMs: number | undefined;
  #isOver = false;

  constructor(request: LlmRequest) {
    this.#request = request;
    this.#scope = currentExecution();
    const parent = parentContext(this.#scope);
    this.#identity = identityAttributes(request, parent, this.#scope);
    const provider = chosenProvider.current ?? trace.getTracerProvider();
    this.#span = provider
      .getTracer(SCOPE_NAME, SCOPE_VERSION)
      .startSpan(
        `chat ${request.model}`,
        { kind: SpanKind.CLIENT, attributes: this.#identity, startTime: this.#startedAtMs },
        parent,
      );
    this.#context = trace.setSpan(parent, this.#span);
    this.#parentSpanId = trace.getSpan(parent)?.spanContext().spanId;
    this.ids = idsOf(this.#span, this.#scope);
  }

  /** Runs the code that makes the call; quietly, where another instrumentation below would trace it once more. */
  enter<T>(code: () => T, options: { readonly isQuiet?: boolean } = {}): T {
    const inner = options.isQuiet === true ? this.#context.setValue(SUPPRESS_TRACING, true) : this.#context;
    return context.with(inner, () => insideCall.run(true, code));
  }

  /** The first part of a streamed answer has come. */
  firstToken(): void {
    this.#firstTokenMs ??= performance.now() - this.#startedMs;
  }

  /** Adds what is known of the answer; later facts replace earlier ones. */
  answered(answer: LlmAnswer): void {
    this.#answer = { ...this.#answer, ...withoutUndefined(answer) };
  }

  end(outcome: LlmOutcome, thrown?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      this.#finish(outcome, thrown);
    } catch {
      // Whoever watches never disturbs: a call whose answer cannot be described still ends.
      this.#span.end();
    }
  }

  #finish(outcome: LlmOutcome, thrown: unknown): void {
    const durationMs = performance.now() - this.#startedMs;
    const usage = completeUsage(this.#answer.usage);
    const model = this.#answer.model ?? this.#request.model;
    const facts: LlmCallFacts = {
      request: this.#request,
      answer: { ...this.#answer, ...(usage === undefined ? {} : { usage }) },
      costUsd: usage === undefined ? undefined : (callCostUsd(model, usage) ?? callCostUsd(this.#request.model, usage)),
      timeToFirstTokenMs: this.#firstTokenMs,
    };
    recordTokenUsage(this.#request, model, usage);
    if (!this.#span.isRecording() && this.#scope === undefined) return this.#span.end();
    const redactor = currentRedactor();
    const error =
      outcome === "error" || outcome === "aborted" ? redactor.error(describeThrown(thrown, encode)) : undefined;
    const content = contentAttributes(facts, redactor, SPAN_LIMITS);
    this.#endSpan({ outcome, error, attributes: content.attributes, durationMs });
    if (this.#scope === undefined) return;
    const attributes = content.isCut ? contentAttributes(facts, redactor, ROW_LIMITS).attributes : content.attributes;
    this.#store(this.#scope, { outcome, error, attributes, facts, durationMs, model });
  }

  #endSpan(end: {
    readonly outcome: LlmOutcome;
    readonly error: ErrorData | undefined;
    readonly attributes: FlatAttributes;
    readonly durationMs: number;
  }): void {
    const endedAtMs = this.#startedAtMs + end.durationMs;
    if (this.#span.isRecording()) {
      this.#span.setAttributes(end.attributes);
      this.#span.setAttribute("llm.outcome", end.outcome);
      if (end.error?.status !== undefined) this.#span.setAttribute("http.response.status_code", end.error.status);
      if (end.outcome === "ok") this.#span.setStatus({ code: SpanStatusCode.OK });
      if (end.outcome === "error" && end.error !== undefined) {
        const { name, message, stack } = end.error;
        this.#span.recordException({ name, message, ...(stack === undefined ? {} : { stack }) }, endedAtMs);
        this.#span.setStatus({ code: SpanStatusCode.ERROR, message: `${name}: ${message}` });
      }
    }
    // As the row has it: describing the answer is not part of the call.
    this.#span.end(endedAtMs);
  }

  #store(
    scope: ExecutionScope,
    end: {
      readonly outcome: LlmOutcome;
      readonly error: ErrorData | undefined;
      readonly attributes: FlatAttributes;
      readonly facts: LlmCallFacts;
      readonly durationMs: number;
      readonly model: string;
    },
  ): void {
    const { provider } = this.#request;
    const { usage } = end.facts.answer;
    const cost = end.facts.costUsd === undefined ? {} : { costUsd: end.facts.costUsd };
    scope.recordSpan({
      runId: scope.runId,
      executionId: scope.executionId,
      ...this.ids,
      ...(this.#parentSpanId === undefined ? {} : { parentSpanId: this.#parentSpanId }),
      name: `chat ${this.#request.model}`,
      kind: "LLM",
      startTimeMs: this.#startedAtMs,
      endTimeMs: this.#startedAtMs + end.durationMs,
      status: end.outcome === "ok" ? "ok" : end.outcome === "error" ? "error" : "unset",
      ...(end.error === undefined ? {} : { error: end.error }),
      attributes: { ...this.#identity, ...end.attributes, "llm.outcome": end.outcome },
      model: end.model,
      provider,
      ...tokenFields(usage),
      ...(usage?.cacheReadTokens === undefined ? {} : { cacheReadTokens: usage.cacheReadTokens }),
      ...(usage?.reasoningTokens === undefined ? {} : { reasoningTokens: usage.reasoningTokens }),
      ...cost,
      ...(this.#firstTokenMs === undefined ? {} : { timeToFirstTokenMs: this.#firstTokenMs }),
    });
    scope.record({
      kind: "llm.called",
      data: {
        spanId: this.ids.spanId,
        executionId: scope.executionId,
        provider,
        model: end.model,
        status: end.outcome,
        durationMs: end.durationMs,
        ...tokenFields(usage),
        ...(usage?.totalTokens === undefined ? {} : { totalTokens: usage.totalTokens }),
        ...cost,
      },
    });
  }
}

/** The active context; where no context manager carries the step's span along, the execution's own ids stand in. */
function parentContext(scope: ExecutionScope | undefined): Context {
  const active = context.active();
  if (scope?.spanIds === undefined || trace.getSpan(active) !== undefined) return active;
  return trace.setSpanContext(active, { ...scope.spanIds, traceFlags: 1 });
}

/** Without an SDK a call still needs an id of its own, and its row the trace that its run would have had. */
function idsOf(span: Span, scope: ExecutionScope | undefined): SpanIds {
  const spanContext = span.spanContext();
  const inherits = scope?.spanIds?.spanId === spanContext.spanId;
  if (isSpanContextValid(spanContext) && !inherits) return { traceId: spanContext.traceId, spanId: spanContext.spanId };
  const runHex = scope?.runId.replaceAll("-", "").toLowerCase() ?? "";
  const traceId = scope?.spanIds?.traceId ?? (/^[0-9a-f]{32}$/.test(runHex) ? runHex : randomBytes(16).toString("hex"));
  return { traceId, spanId: randomBytes(8).toString("hex") };
}

function completeUsage(usage: LlmUsage | undefined): LlmUsage | undefined {
  if (usage === undefined || usage.totalTokens !== undefined) return usage;
  if (usage.promptTokens === undefined && usage.completionTokens === undefined) return usage;
  return { ...usage, totalTokens: (usage.promptTokens ?? 0) + (usage.completionTokens ?? 0) };
}

function tokenFields(usage: LlmUsage | undefined): { promptTokens?: number; completionTokens?: number } {
  return {
    ...(usage?.promptTokens === undefined ? {} : { promptTokens: usage.promptTokens }),
    ...(usage?.completionTokens === undefined ? {} : { completionTokens: usage.completionTokens }),
  };
}

function withoutUndefined(answer: LlmAnswer): LlmAnswer {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));
}

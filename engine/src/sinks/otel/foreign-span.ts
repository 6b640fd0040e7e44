// A finished span that other code made inside a step, as the store keeps it.

import type { HrTime } from "@opentelemetry/api";
import {
  LLM_MODEL_NAME,
  LLM_PROVIDER,
  LLM_TOKEN_COUNT_COMPLETION,
  LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING,
  LLM_TOKEN_COUNT_PROMPT,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ,
  LLM_TOKEN_COUNT_TOTAL,
  SemanticConventions,
} from "@arizeai/openinference-semantic-conventions";

import type { Json } from "../../codec/encoded-value.ts";
import type { ErrorData } from "../../errors/error-data.ts";
import type { ExecutionScope } from "../../trace/execution-scope.ts";
import type { RecordBody } from "../../trace/record.ts";
import type { SpanData, SpanKind } from "../../trace/span-data.ts";
import type { FinishedSpan } from "../otel-export/otlp-span.ts";

/** What a model call costs in US dollars. */
export type CostOf = (
  model: string,
  usage: {
    readonly promptTokens?: number | undefined;
    readonly completionTokens?: number | undefined;
    readonly cacheReadTokens?: number | undefined;
  },
) => number | undefined;

const KINDS: ReadonlySet<string> = new Set(["LLM", "TOOL", "RETRIEVER", "EMBEDDING", "RERANKER", "AGENT", "CHAIN"]);
const STATUSES = ["unset", "ok", "error"] as const;

/** The row of a span; its attributes are redacted already. */
export function spanDataOf(span: FinishedSpan, scope: ExecutionScope, costOf: CostOf): SpanData {
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  const error = errorOf(span);
  return {
    runId: scope.runId,
    executionId: scope.executionId,
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: span.name,
    kind: kindOf(span),
    startTimeMs: epochMs(span.startTime),
    endTimeMs: epochMs(span.endTime),
    status: STATUSES[span.status.code] ?? "unset",
    ...(error === undefined ? {} : { error }),
    attributes: jsonAttributes(span),
    ...(span.events.length === 0 ? {} : { events: span.events.map(eventOf) }),
    ...callFields(span, costOf),
  };
}

/** The record of a model call that another instrumentation traced. */
export function callRecordOf(span: SpanData): RecordBody | undefined {
  if (span.kind !== "LLM") return undefined;
  const total = span.attributes[LLM_TOKEN_COUNT_TOTAL];
  return {
    kind: "llm.called",
    data: {
      spanId: span.spanId,
      ...(span.executionId === undefined ? {} : { executionId: span.executionId }),
      provider: span.provider ?? "unknown",
      model: span.model ?? "unknown",
      status: span.status === "error" ? "error" : "ok",
      durationMs: span.endTimeMs - span.startTimeMs,
      ...(span.promptTokens === undefined ? {} : { promptTokens: span.promptTokens }),
      ...(span.completionTokens === undefined ? {} : { completionTokens: span.completionTokens }),
      ...(typeof total === "number" ? { totalTokens: total } : {}),
      ...(span.costUsd === undefined ? {} : { costUsd: span.costUsd }),
    },
  };
}

function callFields(span: FinishedSpan, costOf: CostOf): Partial<SpanData> {
  const number = (key: string) => (typeof span.attributes[key] === "number" ? span.attributes[key] : undefined);
  const text = (key: string) => (typeof span.attributes[key] === "string" ? span.attributes[key] : undefined);
  const [model, provider] = [text(LLM_MODEL_NAME), text(LLM_PROVIDER)];
  const [promptTokens, completionTokens] = [number(LLM_TOKEN_COUNT_PROMPT), number(LLM_TOKEN_COUNT_COMPLETION)];
  const cacheReadTokens = number(LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ);
  const reasoningTokens = number(LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING);
  const costUsd = model === undefined ? undefined : costOf(model, { promptTokens, completionTokens, cacheReadTokens });
  return {
    ...(model === undefined ? {} : { model }),
    ...(provider === undefined ? {} : { provider }),
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(completionTokens === undefined ? {} : { completionTokens }),
    ...(cacheReadTokens === undefined ? {} : { cacheReadTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

function kindOf(span: FinishedSpan): SpanKind {
  const kind = span.attributes[SemanticConventions.OPENINFERENCE_SPAN_KIND];
  return typeof kind === "string" && isKind(kind) ? kind : "OTHER";
}

function isKind(kind: string): kind is SpanKind {
  return KINDS.has(kind);
}

function errorOf(span: FinishedSpan): ErrorData | undefined {
  if (span.status.code !== 2) return undefined;
  const exception = span.events.findLast((event) => event.name === "exception")?.attributes;
  const text = (key: string) => (typeof exception?.[key] === "string" ? exception[key] : undefined);
  const stack = text("exception.stacktrace");
  return {
    name: text("exception.type") ?? "Error",
    message: text("exception.message") ?? span.status.message ?? "",
    ...(stack === undefined ? {} : { stack }),
  };
}

function eventOf(event: FinishedSpan["events"][number]): NonNullable<SpanData["events"]>[number] {
  return {
    name: event.name,
    timeMs: epochMs(event.time),
    ...(event.attributes === undefined ? {} : { attributes: jsonOf(event.attributes) }),
  };
}

function jsonAttributes(span: FinishedSpan): { readonly [key: string]: Json } {
  return jsonOf(span.attributes);
}

/** Attributes are texts, numbers, booleans and lists of them. */
function jsonOf(attributes: object): { readonly [key: string]: Json } {
  return JSON.parse(JSON.stringify(attributes));
}

function epochMs([seconds, nanos]: HrTime): number {
  return seconds * 1_000 + nanos / 1e6;
}

// A finished span inside a run, as plain data: what the store keeps of LLM, tool, retriever and user spans.

import type { Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";

/** What a span stands for; the OpenInference kinds the dashboard draws. */
export type SpanKind = "LLM" | "TOOL" | "RETRIEVER" | "EMBEDDING" | "RERANKER" | "AGENT" | "CHAIN" | "OTHER";

/** One finished span. */
export interface SpanData {
  readonly runId: string;
  /** The execution it happened in, when it happened in one. */
  readonly executionId?: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly status: "ok" | "error" | "unset";
  readonly error?: ErrorData;
  /** Flat OpenInference attributes. */
  readonly attributes: { readonly [key: string]: Json };
  readonly events?: readonly { readonly name: string; readonly timeMs: number; readonly attributes?: Json }[];
  readonly model?: string;
  readonly provider?: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly cacheReadTokens?: number;
  readonly reasoningTokens?: number;
  readonly costUsd?: number;
  /** Ms from the start to the first token of a streamed answer. */
  readonly timeToFirstTokenMs?: number;
}

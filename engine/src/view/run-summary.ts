// One run as lists show it, and as its own page opens: plain data that every reader gives.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { RunStatus } from "../trace/run-status.ts";

/** What a run that is not over is doing: the busiest step. */
export interface RunActivity {
  readonly step: string;
  /** Executions of that step: finished, and in all so far. */
  readonly done: number;
  readonly total: number;
  /** Highest attempt among its open executions, counted from 0. */
  readonly attempt: number;
}

/** A run as a row of a list. Every time is in epoch ms, every duration in ms. */
export interface RunSummary {
  readonly runId: string;
  readonly status: RunStatus;
  /** Executions that back off before their next attempt right now. */
  readonly backingOff: number;
  readonly workflow: string;
  readonly version?: string;
  readonly definitionHash: string;
  /** The input in one short line of text. */
  readonly inputPreview: string;
  /** The result in one short line of text. */
  readonly resultPreview?: string;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** Time of the last stored record. */
  readonly updatedAtMs: number;
  /** From start to end; absent while the run is not over. */
  readonly durationMs?: number;
  /** Time in status `waiting` so far. */
  readonly waitingMs: number;
  /** Duration less waiting; absent while the run is not over. */
  readonly activeMs?: number;
  /** Since when the run waits; absent when it does not. */
  readonly waitingSinceMs?: number;
  /** Event types the run waits for; empty when it does not. */
  readonly waitingFor: readonly string[];
  /** The question that was asked, in one short line. */
  readonly waitingPrompt?: string;
  readonly activity?: RunActivity;
  /** Step executions so far, and those that failed for good. */
  readonly executions: number;
  readonly failures: number;
  readonly retries: number;
  /** Most attempts that any one execution took; at least 1. */
  readonly maxAttempts: number;
  readonly llmCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly costUsd: number;
  readonly tags: readonly string[];
  readonly sessionId?: string;
  readonly userId?: string;
  readonly parentRunId?: string;
  readonly parentExecutionId?: string;
  readonly forkedFromRunId?: string;
  readonly forkedFromSeq?: number;
  /** OpenTelemetry trace id of the newest segment, hex. */
  readonly traceId?: string;
  /** OpenTelemetry span id of the run's own span in that trace, hex. */
  readonly rootSpanId?: string;
  readonly errorName?: string;
  readonly errorMessage?: string;
  readonly failedStep?: string;
  /** Number of the last stored record; the journal is 1 … lastSeq. */
  readonly lastSeq: number;
  /** Records that could not be stored; above 0 the journal ends early. */
  readonly recordsDropped: number;
  readonly segments: number;
}

/** A run with its bodies. Large ones are payload references. */
export interface RunDetail extends RunSummary {
  readonly input: EncodedValue;
  readonly result?: EncodedValue;
  readonly error?: ErrorData;
  readonly metadata?: Json;
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  /** Runs that this one started or that were forked from it, newest first, at most 100. */
  readonly childRunIds: readonly string[];
  readonly forkRunIds: readonly string[];
}

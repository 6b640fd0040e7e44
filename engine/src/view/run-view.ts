// What a run looks like to a reader: executions, events, spans, logs and state changes, folded from its records.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { RunStatus } from "../trace/run-status.ts";
import type { EventCause } from "../event/event-meta.ts";
import type { EventOrigin } from "../trace/record.ts";
import type { SpanData, SpanKind } from "../trace/span-data.ts";
import type { ExecutionView, LlmTotals } from "./execution-view.ts";

/** One event. */
export interface EventView {
  readonly index: number;
  readonly id: string;
  readonly type: string;
  readonly payload: EncodedValue;
  readonly cause: EventCause;
  readonly origin: EventOrigin;
  readonly target?: string;
  /** Index of the execution that sent it; -1: none. */
  readonly causeIndex: number;
  readonly seq: number;
  /** Ms since the run's start. */
  readonly atMs: number;
  /** Executions that received it, or waits it answered, as execution indexes. */
  readonly receiverIndexes: readonly number[];
  readonly unhandled: boolean;
}

/** An LLM, tool, retriever or user span. Times are ms since the run's start. */
export interface SpanView {
  readonly index: number;
  readonly spanId: string;
  /** Index of the span it is in; -1: right under its execution (or the run). */
  readonly parentIndex: number;
  /** Indexes of the spans in it, by start. */
  readonly childIndexes: readonly number[];
  /** Index of its execution; -1: the run itself. */
  readonly executionIndex: number;
  /** Attempt it happened in, from 0; -1: not known. */
  readonly attempt: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly startMs: number;
  readonly endMs: number;
  readonly firstTokenMs?: number;
  readonly status: "ok" | "error" | "unset";
  /** Seq of its `llm.called` record. */
  readonly seq?: number;
  readonly model?: string;
  readonly provider?: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly costUsd?: number;
  /** HTTP status or code of its error, such as 429. */
  readonly errorCode?: string | number;
  /** The span as it was stored; absent when only its `llm.called` record is known. */
  readonly data?: SpanData;
}

/** A run started inside an execution. Times are ms since the run's start. */
export interface ChildRunView {
  readonly childRunId: string;
  readonly workflow: string;
  readonly executionIndex: number;
  readonly startMs: number;
  readonly endMs?: number;
  readonly startedSeq: number;
  readonly endedSeq?: number;
  readonly outcome?: "completed" | "failed" | "timedOut" | "cancelled" | "stalled";
}

/** A line of the run's log. */
export interface LogView {
  readonly seq: number;
  readonly atMs: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly attributes?: Json;
  /** -1: not inside an execution. */
  readonly executionIndex: number;
}

/** One write to the run's store. */
export interface StateChangeView {
  readonly seq: number;
  readonly atMs: number;
  readonly operation: "set" | "delete" | "clear";
  readonly path: readonly (string | number)[];
  readonly value?: EncodedValue;
  /** -1: not made by an execution. */
  readonly executionIndex: number;
}

/** One item written to the stream by a step. */
export interface PublishedView {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly payload: EncodedValue;
  readonly executionIndex: number;
}

/** One process's share of the run. */
export interface SegmentView {
  readonly segment: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstSeq: number;
  readonly reason?: string;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** A stretch in which the run had nothing to do but wait for the outside. Ms since the run's start. */
export interface IdleView {
  readonly fromMs: number;
  readonly toMs?: number;
  readonly fromSeq: number;
  readonly waitingFor: readonly string[];
}

/** Sums over a run. */
export interface RunTotals {
  readonly executions: number;
  readonly attempts: number;
  readonly retries: number;
  readonly failedExecutions: number;
  /** Ms with nothing to do but wait for the outside. */
  readonly waitingMs: number;
  /** Duration less {@link RunTotals.waitingMs}. */
  readonly activeMs: number;
  readonly llm: LlmTotals;
}

/**
 * One run, folded from its records. Plain data: it can be posted to and from a worker.
 * Every `…Ms` is ms since the run's start, except `startedAtMs` and `deadlineMs` (epoch ms).
 */
export interface RunView {
  readonly runId: string;
  readonly workflow: string;
  readonly version?: string;
  readonly definitionHash: string;
  readonly status: RunStatus;
  /** Epoch ms. */
  readonly startedAtMs: number;
  readonly endedMs?: number;
  /** The record that ended it. */
  readonly endedSeq?: number;
  /** Time of the last record; the end of the axis of a run that goes on. */
  readonly lastMs: number;
  readonly lastSeq: number;
  readonly input?: EncodedValue;
  readonly initialStore?: EncodedValue;
  readonly result?: EncodedValue;
  /** The event the run completed with. */
  readonly resultEventId?: string;
  readonly error?: ErrorData;
  readonly failedExecutionId?: string;
  readonly timeoutMs?: number;
  /** Epoch ms. */
  readonly deadlineMs?: number;
  readonly tags: readonly string[];
  readonly metadata?: Json;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly parent?: { readonly runId: string; readonly executionId: string };
  readonly forkedFrom?: { readonly runId: string; readonly seq: number };
  readonly traceId?: string;
  readonly spanId?: string;
  readonly executions: readonly ExecutionView[];
  readonly executionIndexById: ReadonlyMap<string, number>;
  readonly events: readonly EventView[];
  readonly eventIndexById: ReadonlyMap<string, number>;
  readonly spans: readonly SpanView[];
  readonly spanIndexById: ReadonlyMap<string, number>;
  readonly childRuns: readonly ChildRunView[];
  readonly logs: readonly LogView[];
  readonly stateChanges: readonly StateChangeView[];
  readonly published: readonly PublishedView[];
  readonly segments: readonly SegmentView[];
  readonly idle: readonly IdleView[];
  readonly totals: RunTotals;
  /** Time of each record, by seq - 1. */
  readonly recordMs: Float64Array;
}

/** The execution with this id, if the run has one. */
export function executionOf(view: RunView, executionId: string): ExecutionView | undefined {
  const index = view.executionIndexById.get(executionId);
  return index === undefined ? undefined : view.executions[index];
}

/** The event with this id, if the run has one. */
export function eventOf(view: RunView, eventId: string): EventView | undefined {
  const index = view.eventIndexById.get(eventId);
  return index === undefined ? undefined : view.events[index];
}

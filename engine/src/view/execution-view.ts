// One step execution as a reader sees it: its attempts, waits, causes and sums.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";

/**
 * How an execution ended, or what it is doing. `unfinished`: the run ended (or its journal stops)
 * without a record that ends this execution.
 */
export type ExecutionOutcome =
  | "queued"
  | "running"
  | "waiting"
  | "retrying"
  | "completed"
  | "failed"
  | "cancelled"
  | "unfinished";

/** How an attempt ended, or what it is doing. `retried`: it failed and another attempt follows. */
export type AttemptOutcome =
  | "running"
  | "waiting"
  | "completed"
  | "failed"
  | "retried"
  | "cancelled"
  | "interrupted"
  | "unfinished";

/** One attempt of an execution. Times are ms since the run's start. */
export interface AttemptView {
  /** Counted from 0. */
  readonly number: number;
  readonly worker: number;
  /** When it became ready to start: queued, or its back-off over. */
  readonly queuedMs: number;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly outcome: AttemptOutcome;
  readonly error?: ErrorData;
  /** When the back-off that follows it is over. */
  readonly backOffUntilMs?: number;
  readonly startedSeq: number;
  readonly endedSeq?: number;
  /** Wall clock of its start, epoch ms. */
  readonly startedAtMs: number;
  readonly traceId?: string;
  readonly spanId?: string;
}

/** One wait inside an execution. Times are ms since the run's start. */
export interface WaitView {
  readonly waiterId: string;
  readonly eventType: string;
  readonly attempt: number;
  readonly fromMs: number;
  /** When its answer (or its timeout) came. */
  readonly matchedMs?: number;
  /** When the step went on. */
  readonly resumedMs?: number;
  readonly fromSeq: number;
  readonly resumedSeq?: number;
  readonly outcome: "open" | "matched" | "timedOut" | "cancelled";
  /** The event that answered it. */
  readonly eventId?: string;
  /** The event that asked. */
  readonly waiterEventId?: string;
  readonly where?: EncodedValue;
  readonly deadlineMs?: number;
}

/** Sums over LLM calls. */
export interface LlmTotals {
  readonly calls: number;
  readonly failedCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly costUsd: number;
}

/** One step's handling of one event (or joined set), over all its attempts. Times are ms since the run's start. */
export interface ExecutionView {
  /** Its place in the run's list of executions. */
  readonly index: number;
  readonly id: string;
  readonly step: string;
  /** `#2`: the how-manieth execution of its step, from 1. */
  readonly ordinal: number;
  readonly eventType: string;
  readonly inputEventIds: readonly string[];
  /** Events it sent or returned, in order. */
  readonly outputEventIds: readonly string[];
  /** Index of the execution that sent its (last) input event; -1: the run's input or the outside. */
  readonly causeIndex: number;
  readonly queuedMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
  readonly firstSeq: number;
  /** Last record about it. */
  readonly lastSeq: number;
  readonly endedSeq?: number;
  readonly outcome: ExecutionOutcome;
  readonly error?: ErrorData;
  readonly cancelReason?: string;
  readonly attempts: readonly AttemptView[];
  readonly waits: readonly WaitView[];
  /** Indexes into the run's list of spans of the spans right under it, by start. */
  readonly spanIndexes: readonly number[];
  readonly childRunIndexes: readonly number[];
  readonly llm: LlmTotals;
  /** How often it wrote to the run's store. */
  readonly stateChangeCount: number;
  readonly logCount: number;
  /** What it recovers, when it is a recovery. */
  readonly recovers?: { readonly executionId: string; readonly step: string };
  /** What its `collectEvents` call holds, when it is not yet (or never was) full: have and need. */
  readonly collecting?: { readonly bufferId: string; readonly have: number; readonly need: number };
  /** Set when `collectEvents` gave this execution its set: the executions that brought its events, itself among them. */
  readonly collectedFrom?: readonly number[];
}

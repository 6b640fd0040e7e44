// The record vocabulary: every kind of thing that the journal of a run can say, one line each.

import type { EncodedValue, Json } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { EventRole } from "../event/event-definition.ts";
import type { EventCause } from "../event/event-meta.ts";

/** How a journaled event got there. */
export type EventOrigin = "input" | "returned" | "sent" | "external" | "waiter" | "recovery";

interface ExecutionRef {
  readonly executionId: string;
  readonly step: string;
}

interface AttemptRef extends ExecutionRef {
  /** Counted from 0. */
  readonly attempt: number;
}

/** The body of each kind of record. Times ending in `Ms` are epoch milliseconds unless they say duration or delay. */
export interface RecordData {
  "run.started": {
    readonly workflow: string;
    readonly version?: string;
    /** Content hash of the {@link WorkflowGraph}. */
    readonly definitionHash: string;
    readonly reducerVersion: number;
    readonly input: EncodedValue;
    /** The run's own limit, a duration. */
    readonly timeoutMs?: number;
    readonly deadlineMs?: number;
    readonly tags?: readonly string[];
    readonly metadata?: Json;
    readonly sessionId?: string;
    readonly userId?: string;
    readonly parent?: { readonly runId: string; readonly executionId: string };
    /** State the run begins with, when seeded from an earlier run. */
    readonly store?: EncodedValue;
  };
  "run.resumed": {
    readonly segment: number;
    readonly reason: string;
    readonly inFlight: readonly string[];
    readonly snapshot?: Json;
  };
  "run.forked": { readonly fromRunId: string; readonly fromSeq: number };
  /** Nothing to do until an answer comes from outside: what the run waits for. */
  "run.idle": { readonly waitingFor: readonly string[] };
  "run.completed": { readonly eventId: string; readonly result: EncodedValue };
  "run.failed": { readonly error: ErrorData; readonly executionId?: string; readonly step?: string };
  "run.timedOut": { readonly error: ErrorData; readonly afterMs: number; readonly activeSteps: readonly string[] };
  "run.cancelled": { readonly reason?: string };
  "run.stalled": { readonly error: ErrorData; readonly report: Json };
  "event.sent": {
    readonly eventId: string;
    readonly type: string;
    readonly payload: EncodedValue;
    readonly cause: EventCause;
    readonly origin: EventOrigin;
    /** What it is for, where the workflow's graph does not know its type. */
    readonly role?: EventRole;
    /** Only this step receives it. */
    readonly target?: string;
    /** Sent once per key and input event. */
    readonly key?: string;
  };
  "event.unhandled": { readonly eventId: string; readonly type: string };
  "step.queued": ExecutionRef & {
    /** The input events: one, or a join's set. */
    readonly eventIds: readonly string[];
    readonly eventType: string;
  };
  "step.started": AttemptRef & {
    readonly worker: number;
    readonly eventIds: readonly string[];
    readonly queuedAtMs: number;
  };
  "step.waiting": AttemptRef & {
    readonly waiterId: string;
    readonly eventType: string;
    readonly where?: EncodedValue;
    readonly deadlineMs?: number;
    /** The event published to ask for the answer. */
    readonly waiterEventId?: string;
  };
  "step.resumed": AttemptRef & {
    readonly waiterId: string;
    readonly worker: number;
    readonly outcome: "matched" | "timedOut";
  };
  "step.completed": AttemptRef & {
    /** What it emitted: sent, then returned. */
    readonly eventIds: readonly string[];
    /** It returned a list, so what it emitted is a fan-out whatever its size. */
    readonly isFanOut?: boolean;
  };
  "step.retryScheduled": AttemptRef & { readonly error: ErrorData; readonly delayMs: number; readonly dueMs: number };
  "step.failed": AttemptRef & { readonly error: ErrorData; readonly attempts: number; readonly elapsedMs: number };
  "step.cancelled": AttemptRef & { readonly reason: string };
  "step.lateResult": AttemptRef & { readonly outcome: "completed" | "failed"; readonly error?: ErrorData };
  "wait.matched": ExecutionRef & { readonly waiterId: string; readonly eventId: string };
  "wait.timedOut": ExecutionRef & { readonly waiterId: string };
  "collect.buffered": ExecutionRef & {
    readonly bufferId: string;
    readonly eventId: string;
    /** The asked classes, in order. */
    readonly classes: readonly string[];
    /** How often each is asked for, where one is asked for more than once in a row. */
    readonly counts?: readonly number[];
  };
  "collect.fired": ExecutionRef & { readonly bufferId: string; readonly eventIds: readonly string[] };
  "join.opened": {
    readonly joinId: string;
    readonly step: string;
    readonly executionId: string;
    readonly branches: number;
  };
  "join.fired": { readonly joinId: string; readonly step: string; readonly eventIds: readonly string[] };
  "recovery.started": ExecutionRef & {
    readonly failedExecutionId: string;
    readonly failedStep: string;
    readonly recovery: number;
  };
  "state.changed": {
    readonly operation: "set" | "delete" | "clear";
    /** Keys from the root; a number indexes an array. */
    readonly path: readonly (string | number)[];
    readonly value?: EncodedValue;
    readonly executionId?: string;
  };
  "stream.published": { readonly type: string; readonly payload: EncodedValue; readonly executionId?: string };
  "once.stored": ExecutionRef & { readonly key: string; readonly value: EncodedValue };
  "child.started": ExecutionRef & { readonly childRunId: string; readonly workflow: string };
  "child.completed": ExecutionRef & {
    readonly childRunId: string;
    readonly outcome: "completed" | "failed" | "timedOut" | "cancelled" | "stalled";
  };
  "timer.due": { readonly timerId: string };
  "llm.called": {
    readonly spanId: string;
    readonly executionId?: string;
    readonly provider: string;
    readonly model: string;
    readonly status: "ok" | "error" | "aborted" | "abandoned";
    readonly durationMs: number;
    readonly promptTokens?: number;
    readonly completionTokens?: number;
    readonly totalTokens?: number;
    readonly costUsd?: number;
  };
  log: {
    readonly level: "debug" | "info" | "warn" | "error";
    readonly message: string;
    readonly attributes?: Json;
    readonly executionId?: string;
  };
}

/** The name of a kind of record. */
export type RecordKind = keyof RecordData;

/**
 * `tick`: an input of the reducer; the ticks alone, in order, replay a run.
 * `derived`: written by the reducer; it can be rebuilt from the ticks.
 */
export const RECORD_CLASS = {
  "run.started": "tick",
  "run.resumed": "tick",
  "run.forked": "tick",
  "run.idle": "derived",
  "run.completed": "derived",
  "run.failed": "derived",
  "run.timedOut": "derived",
  "run.cancelled": "tick",
  "run.stalled": "derived",
  "event.sent": "tick",
  "event.unhandled": "derived",
  "step.queued": "derived",
  "step.started": "tick",
  "step.waiting": "tick",
  "step.resumed": "derived",
  "step.completed": "tick",
  "step.retryScheduled": "tick",
  "step.failed": "tick",
  "step.cancelled": "derived",
  "step.lateResult": "tick",
  "wait.matched": "derived",
  "wait.timedOut": "derived",
  "collect.buffered": "tick",
  "collect.fired": "derived",
  "join.opened": "derived",
  "join.fired": "derived",
  "recovery.started": "derived",
  "state.changed": "tick",
  "stream.published": "tick",
  "once.stored": "tick",
  "child.started": "tick",
  "child.completed": "tick",
  "timer.due": "tick",
  "llm.called": "tick",
  log: "tick",
} as const satisfies Record<RecordKind, "tick" | "derived">;

/** A record of one kind, before it has its place in the journal. */
export type RecordBody = { [K in RecordKind]: { readonly kind: K; readonly data: RecordData[K] } }[RecordKind];

/** Where and when a record stands in the journal. */
export interface RecordPlace {
  readonly runId: string;
  /** From 1, without gaps, per run. */
  readonly seq: number;
  /** Wall clock, epoch ms. */
  readonly timeMs: number;
  /** Monotonic ns since the start of the run's segment. */
  readonly monotonicNs: number;
  /** 0 for the first process that carried the run, one more at each resume. */
  readonly segment: number;
  /** OpenTelemetry ids (hex) of the span that was open: the run's, or the execution's. */
  readonly traceId?: string;
  readonly spanId?: string;
}

/** One line of a run's journal. */
export type RunRecord = RecordPlace & RecordBody;

/** The records of some kinds. */
export type RecordOf<K extends RecordKind> = RecordPlace & { readonly kind: K; readonly data: RecordData[K] };

// Writes journals by hand for tests of readers and views: each call is one thing that happened, at the time set last.

import type { EncodedValue } from "../codec/encoded-value.ts";
import type { ErrorData } from "../errors/error-data.ts";
import type { EventCause } from "../event/event-meta.ts";
import type { RecordBody, RecordData, RunRecord } from "../trace/record.ts";

/** What a journal by hand begins with. */
export interface RecordBuilderOptions {
  /** @default "01900000-0000-7000-8000-000000000001" */
  readonly runId?: string;
  /** @default "research" */
  readonly workflow?: string;
  /** @default undefined */
  readonly version?: string;
  /** Epoch ms of the run's start. @default 1_790_000_000_000 */
  readonly startedAtMs?: number;
  /** @default {} */
  readonly input?: EncodedValue;
  /** What else `run.started` says. */
  readonly started?: Partial<RecordData["run.started"]>;
}

interface OpenExecution {
  readonly step: string;
  readonly eventIds: readonly string[];
  readonly queuedAtMs: number;
  attempt: number;
  worker: number;
  /** Sent while it runs, not yet part of a completion. */
  readonly sent: string[];
}

/** An error as a journal keeps it. */
export function errorData(message: string, more: Partial<ErrorData> = {}): ErrorData {
  return { name: "Error", message, ...more };
}

/** Builds a run's journal, record by record. It checks nothing: a journal that breaks the rules can be written too. */
export class RecordBuilder {
  readonly records: RunRecord[] = [];
  readonly runId: string;
  readonly startedAtMs: number;
  #nowMs = 0;
  #segment = 0;
  #segmentFromMs = 0;
  /** Wall clock less what it should be. */
  #skewMs = 0;
  #events = 0;
  #executions = 0;
  readonly #types = new Map<string, string>();
  readonly #open = new Map<string, OpenExecution>();

  constructor(options: RecordBuilderOptions = {}) {
    this.runId = options.runId ?? "01900000-0000-7000-8000-000000000001";
    this.startedAtMs = options.startedAtMs ?? 1_790_000_000_000;
    const data: RecordData["run.started"] = {
      workflow: options.workflow ?? "research",
      definitionHash: "d".repeat(64),
      reducerVersion: 1,
      input: options.input ?? {},
      ...(options.version === undefined ? {} : { version: options.version }),
      ...options.started,
    };
    this.add({ kind: "run.started", data });
  }

  /** Sets the time, in ms since the run's start. */
  at(ms: number): this {
    this.#nowMs = ms;
    return this;
  }

  /** Lets time pass. */
  after(ms: number): this {
    return this.at(this.#nowMs + ms);
  }

  /** Makes the wall clock wrong from here on; the monotonic one goes on. */
  skew(ms: number): this {
    this.#skewMs = ms;
    return this;
  }

  /** Adds any record. */
  add(body: RecordBody): this {
    const place = {
      runId: this.runId,
      seq: this.records.length + 1,
      timeMs: this.startedAtMs + Math.floor(this.#nowMs) + this.#skewMs,
      monotonicNs: Math.round((this.#nowMs - this.#segmentFromMs) * 1e6),
      segment: this.#segment,
    };
    this.records.push({ ...place, ...body });
    return this;
  }

  /** `event.sent`; gives the event's id. */
  send(type: string, payload: EncodedValue = {}, by?: string): string {
    const eventId = `e${++this.#events}`;
    this.#types.set(eventId, type);
    const execution = by === undefined ? undefined : this.#open.get(by);
    const isFirst = this.#events === 1;
    const cause: EventCause =
      by === undefined ? { kind: isFirst ? "run" : "external" } : { kind: "execution", executionId: by };
    const origin = by === undefined ? (isFirst ? "input" : "external") : "returned";
    this.add({ kind: "event.sent", data: { eventId, type, payload, cause, origin } });
    execution?.sent.push(eventId);
    return eventId;
  }

  /** `step.queued`; gives the execution's id. */
  queue(step: string, ...eventIds: readonly string[]): string {
    const executionId = `x${++this.#executions}`;
    const queuedAtMs = this.startedAtMs + this.#nowMs;
    this.#open.set(executionId, { step, eventIds, queuedAtMs, attempt: 0, worker: 0, sent: [] });
    const eventType = this.#types.get(eventIds.at(-1) ?? "") ?? "";
    this.add({ kind: "step.queued", data: { executionId, step, eventIds, eventType } });
    return executionId;
  }

  /** `step.started`. */
  start(executionId: string, worker = 0): this {
    const execution = this.#execution(executionId);
    execution.worker = worker;
    const { step, eventIds, attempt, queuedAtMs } = execution;
    return this.add({ kind: "step.started", data: { executionId, step, attempt, worker, eventIds, queuedAtMs } });
  }

  /** `step.completed`, with these events or with all it sent. */
  complete(executionId: string, ...eventIds: readonly string[]): this {
    const { step, attempt, sent } = this.#execution(executionId);
    const data = { executionId, step, attempt, eventIds: eventIds.length > 0 ? eventIds : [...sent] };
    return this.add({ kind: "step.completed", data });
  }

  /** `step.retryScheduled`. */
  retry(
    executionId: string,
    delayMs: number,
    error: ErrorData = errorData("429 Too Many Requests", { status: 429 }),
  ): this {
    const execution = this.#execution(executionId);
    const { step, attempt } = execution;
    execution.attempt += 1;
    const dueMs = this.startedAtMs + this.#nowMs + delayMs;
    return this.add({ kind: "step.retryScheduled", data: { executionId, step, attempt, error, delayMs, dueMs } });
  }

  /** `step.failed`. */
  fail(executionId: string, error: ErrorData = errorData("it broke")): this {
    const { step, attempt, queuedAtMs } = this.#execution(executionId);
    const elapsedMs = this.startedAtMs + this.#nowMs - queuedAtMs;
    return this.add({
      kind: "step.failed",
      data: { executionId, step, attempt, error, attempts: attempt + 1, elapsedMs },
    });
  }

  /** `step.waiting`. */
  wait(executionId: string, eventType: string, waiterId = `w${executionId}`): this {
    const { step, attempt } = this.#execution(executionId);
    return this.add({ kind: "step.waiting", data: { executionId, step, attempt, waiterId, eventType } });
  }

  /** `wait.matched`, then `step.resumed`. */
  answer(executionId: string, eventId: string, waiterId = `w${executionId}`): this {
    const { step, attempt, worker } = this.#execution(executionId);
    this.add({ kind: "wait.matched", data: { executionId, step, waiterId, eventId } });
    return this.add({
      kind: "step.resumed",
      data: { executionId, step, attempt, waiterId, worker, outcome: "matched" },
    });
  }

  /** `state.changed`: sets, or without a value deletes. */
  write(path: readonly (string | number)[], value?: EncodedValue, executionId?: string): this {
    const by = executionId === undefined ? {} : { executionId };
    const data =
      value === undefined
        ? { operation: "delete" as const, path, ...by }
        : { operation: "set" as const, path, value, ...by };
    return this.add({ kind: "state.changed", data });
  }

  /** `llm.called`. */
  llm(executionId: string, call: Partial<RecordData["llm.called"]> & { readonly durationMs: number }): this {
    const spanId = this.records.length.toString(16).padStart(16, "0");
    const data = { spanId, executionId, provider: "openai", model: "gpt-4o-mini", status: "ok" as const, ...call };
    return this.add({ kind: "llm.called", data });
  }

  /** `run.completed` with the event sent last. */
  finish(result: EncodedValue = null): this {
    return this.add({ kind: "run.completed", data: { eventId: `e${this.#events}`, result } });
  }

  /** `run.resumed`, in a new segment whose monotonic clock begins again. */
  resume(inFlight: readonly string[] = []): this {
    this.#segment += 1;
    this.#segmentFromMs = this.#nowMs;
    return this.add({ kind: "run.resumed", data: { segment: this.#segment, reason: "restart", inFlight } });
  }

  #execution(executionId: string): OpenExecution {
    const execution = this.#open.get(executionId);
    if (execution === undefined) throw new RangeError(`execution ${executionId} was never queued in this journal`);
    return execution;
  }
}

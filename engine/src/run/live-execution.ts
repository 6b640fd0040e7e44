// One attempt of a step, while its code runs: its signal, its open waits, its time limit.

import { StepTimeoutError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { ExecutionScope } from "../trace/execution-scope.ts";
import type { RecordBody } from "../trace/record.ts";
import type { SpanIds } from "../trace/run-tracer.ts";
import type { SpanData } from "../trace/span-data.ts";
import type { StepDefinition } from "../workflow/definition.ts";
import { AttemptTimer } from "./attempt-timer.ts";
import { AttemptWaits } from "./attempt-waits.ts";
import type { RunHost } from "./run-host.ts";
import type { ExecutionState } from "./run-state.ts";

/** What earlier attempts of an execution leave to the next. */
export interface AttemptHistory {
  /** When the first attempt began, on the monotonic clock. */
  readonly firstStartedMs: number;
  readonly lastError: unknown;
}

/** Who hears of an attempt. */
export interface AttemptOwner {
  readonly host: RunHost;
  /** It passed its time limit. */
  onTimeout(live: LiveExecution, error: StepTimeoutError): void;
  /** Its code is parked, without a slot. */
  onParked(live: LiveExecution): void;
}

/** One attempt whose code runs, or is parked. */
export class LiveExecution implements ExecutionScope {
  readonly host: RunHost;
  readonly execution: ExecutionState;
  readonly definition: StepDefinition;
  /** Counted from 0. */
  readonly attempt: number;
  /** On the monotonic clock. */
  startedMs = 0;
  history: AttemptHistory | undefined = undefined;
  spanIds: SpanIds | undefined = undefined;
  /** Ids of the events it has sent. */
  sentIds: string[] | undefined = undefined;
  /** The same as events, where somebody wants to see them. */
  sentEvents: WorkflowEvent[] | undefined = undefined;
  /** Its outcome is settled; whatever its code still does comes too late. */
  isOver = false;
  /** Where it stands in the set that holds it. */
  place = 0;
  readonly #owner: AttemptOwner;
  #controller: AbortController | undefined = undefined;
  #abortReason: unknown = undefined;
  #timer: AttemptTimer | undefined = undefined;
  #waits: AttemptWaits | undefined = undefined;
  #isParked = false;
  #overListeners: Set<() => void> | undefined = undefined;

  constructor(owner: AttemptOwner, execution: ExecutionState, definition: StepDefinition) {
    this.host = owner.host;
    this.execution = execution;
    this.definition = definition;
    this.attempt = execution.attempt;
    this.#owner = owner;
  }

  get runId(): string {
    return this.host.state.runId;
  }

  get workflow(): string {
    return this.host.state.graph.name;
  }

  get executionId(): string {
    return this.execution.id;
  }

  get step(): string {
    return this.execution.step;
  }

  /** Made when it is first asked for: most steps never do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** Ms since the first attempt began, on the monotonic clock. */
  get elapsedMs(): number {
    return this.host.clock.monotonicMs() - (this.history?.firstStartedMs ?? this.startedMs);
  }

  /** Its waits. */
  get waits(): AttemptWaits {
    return (this.#waits ??= new AttemptWaits(this.executionId));
  }

  /** Starts the step's time limit. */
  startTimer(limitMs: number): void {
    this.#timer = new AttemptTimer(this.host.clock, limitMs, () => {
      this.#owner.onTimeout(this, new StepTimeoutError(this.step, limitMs, this.executionId));
    });
    this.#timer.start();
  }

  /** The code is parked: its time limit stands still. */
  pause(): void {
    if (this.#isParked) return;
    this.#isParked = true;
    this.#timer?.pause();
    this.host.clock.end?.();
    this.#owner.onParked(this);
  }

  /** A wait has ended; the code goes on, unless others that it may need are open. */
  unpause(): void {
    if (!this.#isParked || this.waits.hasOpen) return;
    this.#isParked = false;
    this.host.clock.begin?.();
    if (!this.isOver) this.#timer?.start();
  }

  /** Calls back once the outcome is settled; gives what makes it forget that. */
  whenOver(listener: () => void): () => void {
    const listeners = (this.#overListeners ??= new Set());
    if (this.isOver) listener();
    else listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** The outcome is settled. */
  end(): void {
    this.isOver = true;
    for (const listener of this.#overListeners ?? []) listener();
    this.#timer?.stop();
    if (!this.#isParked) this.host.clock.end?.();
  }

  /** Tells the code to stop. */
  abort(reason: unknown): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    this.#waits?.rejectAll(reason);
  }

  /** Whether this is what the code was told to stop with. */
  isAbortReason(error: unknown): boolean {
    return this.#abortReason !== undefined && error === this.#abortReason;
  }

  record(body: RecordBody): void {
    if (!this.host.isOver) this.host.commit([body]);
  }

  recordSpan(span: SpanData): void {
    this.host.recorder.appendSpan(span);
  }
}

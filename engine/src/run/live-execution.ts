// One attempt of a step, while its code runs: its signal, its open waits, its time limit.

import { StepTimeoutError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { ExecutionScope } from "../trace/execution-scope.ts";
import type { RecordBody } from "../trace/record.ts";
import type { SpanIds } from "../trace/run-tracer.ts";
import type { SpanData } from "../trace/span-data.ts";
import type { StepDefinition } from "../workflow/definition.ts";
import type { ClockTimer } from "./clock.ts";
import type { RunHost } from "./run-host.ts";
import type { ExecutionState } from "./run-state.ts";

/** A wait of code that is parked. */
export interface PendingWait {
  resolve(event: WorkflowEvent): void;
  reject(error: unknown): void;
  /** The error of its deadline. */
  timeoutError(): Error;
}

/** What earlier attempts of an execution leave to the next. */
export interface AttemptHistory {
  /** When the first attempt began, on the monotonic clock. */
  readonly firstStartedMs: number;
  readonly lastError: unknown;
}

/** What an attempt is made of. */
export interface AttemptPlan {
  readonly execution: ExecutionState;
  readonly definition: StepDefinition;
  readonly history: AttemptHistory | undefined;
  readonly onTimeout: (live: LiveExecution, error: StepTimeoutError) => void;
  /** Its code is parked, without a slot. */
  readonly onParked: (live: LiveExecution) => void;
}

/** One attempt whose code runs, or is parked. */
export class LiveExecution implements ExecutionScope {
  readonly host: RunHost;
  readonly execution: ExecutionState;
  readonly definition: StepDefinition;
  /** Counted from 0. */
  readonly attempt: number;
  readonly startedMs: number;
  readonly history: AttemptHistory | undefined;
  readonly waits = new LazyMap<PendingWait>();
  spanIds: SpanIds | undefined = undefined;
  /** Ids of the events it has sent. */
  sentIds: string[] | undefined = undefined;
  /** The same as events, where somebody wants to see them. */
  sentEvents: WorkflowEvent[] | undefined = undefined;
  /** Its outcome is settled; whatever its code still does comes too late. */
  isOver = false;
  readonly #plan: AttemptPlan;
  #controller: AbortController | undefined = undefined;
  #abortReason: unknown = undefined;
  #timer: ClockTimer | undefined = undefined;
  /** What is left of its time limit while it is parked. */
  #leftMs: number | undefined;
  #resumedMs: number;
  #waitCounts: Map<string, number> | undefined = undefined;
  #openWaits = 0;

  constructor(host: RunHost, plan: AttemptPlan) {
    this.host = host;
    this.execution = plan.execution;
    this.definition = plan.definition;
    this.attempt = plan.execution.attempt;
    this.history = plan.history;
    this.startedMs = host.clock.monotonicMs();
    this.#plan = plan;
    this.#leftMs = plan.definition.node.timeoutMs;
    this.#resumedMs = this.startedMs;
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

  /** Starts the step's time limit, or goes on with what is left of it. */
  startTimer(): void {
    if (this.#leftMs === undefined) return;
    const { clock } = this.host;
    this.#resumedMs = clock.monotonicMs();
    this.#timer = clock.setTimer(clock.now() + this.#leftMs, () => {
      const error = new StepTimeoutError(this.step, this.definition.node.timeoutMs ?? 0, this.executionId);
      this.#plan.onTimeout(this, error);
    });
  }

  /** The code is parked: its time limit stands still. */
  pause(): void {
    this.#openWaits += 1;
    if (this.#openWaits > 1) return;
    this.#stopTimer();
    if (this.#leftMs !== undefined) this.#leftMs -= this.host.clock.monotonicMs() - this.#resumedMs;
    this.host.clock.end?.();
    this.#plan.onParked(this);
  }

  /** A wait has ended: the code goes on. */
  unpause(): void {
    this.#openWaits -= 1;
    if (this.#openWaits > 0) return;
    this.host.clock.begin?.();
    if (!this.isOver) this.startTimer();
  }

  /** The id of the next wait of this name, the same each time the code runs from the top. */
  nextWaiterId(name: string | undefined): string {
    const key = name ?? "";
    const counts = (this.#waitCounts ??= new Map());
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (name === undefined) return `${this.executionId}.w${count}`;
    return count === 1 ? `${this.executionId}.${name}` : `${this.executionId}.${name}.${count}`;
  }

  /** The outcome is settled. */
  end(): void {
    this.isOver = true;
    this.#stopTimer();
    if (this.#openWaits === 0) this.host.clock.end?.();
  }

  /** Tells the code to stop. */
  abort(reason: unknown): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    for (const wait of this.waits.drain()) wait.reject(reason);
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

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** A map that most attempts never fill. */
class LazyMap<T> {
  #items: Map<string, T> | undefined = undefined;

  set(key: string, item: T): void {
    (this.#items ??= new Map()).set(key, item);
  }

  /** Takes an item out. */
  take(key: string): T | undefined {
    const item = this.#items?.get(key);
    this.#items?.delete(key);
    return item;
  }

  /** Takes all out. */
  drain(): readonly T[] {
    const items = [...(this.#items?.values() ?? [])];
    this.#items = undefined;
    return items;
  }
}

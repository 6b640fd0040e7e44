// Runs the code of steps: starts attempts, settles what they give, and keeps track of what is under way.

import { toErrorData } from "../codec/error-codec.ts";
import { RunCancelledError, RunEndedError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RunRecord } from "../trace/record.ts";
import { decide, historyOf, isThenable, type SettledAttempt } from "./attempt-outcome.ts";
import type { Command } from "./command.ts";
import { returnedEvents } from "./emitted-events.ts";
import { encodeEvent } from "./event-book.ts";
import { callInScope, executionStorage } from "./execution-storage.ts";
import { LiveContext } from "./live-context.ts";
import { LiveExecution, type AttemptHistory, type AttemptOwner } from "./live-execution.ts";
import { LiveSet } from "./live-set.ts";
import { parkAgain } from "./park-execution.ts";
import { recoveryEvent } from "./recovery-event.ts";
import { recoveryHandler } from "./reduce-steps.ts";
import type { RunnerHost } from "./runner-host.ts";
import type { ExecutionState } from "./run-state.ts";

const NO_RESOURCES: object = Object.freeze({});
const NOTHING: readonly string[] = Object.freeze([]);

/** Runs the step code of one run. */
export class StepRunner implements AttemptOwner {
  readonly host: RunnerHost;
  /** Hears how each attempt ended. */
  onSettled: ((settled: SettledAttempt) => void) | undefined = undefined;
  readonly #live = new LiveSet();
  /** Attempts that ended before their code did. */
  readonly #late = new LiveSet();
  #histories: Map<string, AttemptHistory> | undefined = undefined;
  /** The attempt whose `step.started` is being recorded. */
  #starting: LiveExecution | undefined = undefined;

  constructor(host: RunnerHost) {
    this.host = host;
  }

  /** Attempts whose code has not returned. */
  get activeCount(): number {
    return this.#live.size + this.#late.size;
  }

  /** Starts an attempt of an execution that has a slot. */
  start(execution: ExecutionState): void {
    const { host } = this;
    const { id: executionId, step, worker, eventIds, queuedAtMs, attempt } = execution;
    const definition = host.definition.steps.get(step);
    if (definition === undefined || execution.phase !== "starting" || host.isOver) return;
    const live = new LiveExecution(this, execution, definition);
    if (attempt > 0 || execution.firstStartedAtMs !== undefined) {
      live.history = this.#histories?.get(executionId) ?? historyOf(execution, host.clock);
    }
    if (this.onSettled !== undefined) live.sentEvents = [];
    this.#live.add(live);
    execution.live = live;
    this.#starting = live;
    host.commitNow([{ kind: "step.started", data: { executionId, step, attempt, worker, eventIds, queuedAtMs } }]);
    live.startedMs = host.nowMs;
    host.clock.begin?.();
    const { timeoutMs } = definition.node;
    if (timeoutMs !== undefined) live.startTimer(timeoutMs);
    if (definition.resources === undefined) this.#invoke(live, NO_RESOURCES);
    else {
      host.workflow.resourceScope.getAll(definition.resources).then(
        (resources) => this.#invoke(live, resources),
        (error: unknown) => this.#settleFailure(live, error),
      );
    }
  }

  /** Hands parked code the outcome of its wait. */
  resume({ execution, waiterId, outcome, eventId }: Extract<Command, { readonly kind: "resume" }>): void {
    const { live } = execution;
    const wait = live instanceof LiveExecution ? live.waits.take(waiterId) : undefined;
    if (!(live instanceof LiveExecution) || wait === undefined) return;
    const event = outcome === "matched" && eventId !== undefined ? this.host.book.get(eventId) : undefined;
    live.waits.abandonRaced(wait, event === undefined ? "onFailure" : "onAnswer");
    const needed = event === undefined ? undefined : live.waits.neededWith(wait);
    if (needed === undefined || !parkAgain(live, needed)) live.unpause();
    if (event === undefined) wait.reject(wait.timeoutError());
    else wait.resolve(event);
  }

  /** The span of the attempt that starts. */
  noteSpan({ traceId, spanId }: RunRecord): void {
    if (this.#starting !== undefined && traceId !== undefined && spanId !== undefined) {
      this.#starting.spanIds = { traceId, spanId };
    }
  }

  /** The run is over: everything under way is told to stop, and comes too late. */
  abortAll(): void {
    if (this.#live.size === 0) return;
    const reason = this.#endReason();
    for (const live of this.#live.drain()) {
      live.end();
      this.#late.add(live);
      live.abort(reason);
    }
  }

  onTimeout(live: LiveExecution, error: Error): void {
    live.abort(error);
    this.#fail(live, error);
    this.#late.add(live);
    this.host.drainInCaller();
  }

  onParked({ execution, attempt, sentEvents = [] }: LiveExecution): void {
    this.onSettled?.({ execution, attempt, outcome: "waiting", outputEvents: sentEvents, error: undefined });
  }

  #endReason(): unknown {
    const { status, runId, ending } = this.host.state;
    return status === "cancelled" ? new RunCancelledError(runId, ending?.reason) : new RunEndedError(runId, status);
  }

  #invoke(live: LiveExecution, resources: object): void {
    if (live.isOver) {
      this.#late.remove(live);
      this.#closeWhenQuiet();
      return;
    }
    this.host.noteCodeRuns();
    let result: unknown;
    try {
      const input = this.#inputOf(live);
      const context = new LiveContext(live, resources);
      result = this.#call(live, input, context);
    } catch (error) {
      this.#settleFailure(live, error);
      return;
    }
    if (!isThenable(result)) {
      this.#settle(live, result);
      return;
    }
    result.then(
      (value) => this.#settle(live, value),
      (error: unknown) => this.#settleFailure(live, error),
    );
  }

  #call(live: LiveExecution, input: unknown, context: LiveContext): unknown {
    const { recorder, caller } = this.host;
    if (!recorder.isTracing) return caller.runInAsyncScope(callInScope, undefined, live, input, context);
    return recorder.enter(live.executionId, () => executionStorage.run(live, live.definition.fn, input, context));
  }

  #inputOf({ execution, definition }: LiveExecution): unknown {
    const { book } = this.host;
    const first = execution.eventIds[0];
    if (definition.node.input.kind === "event") return first === undefined ? undefined : book.get(first);
    return execution.eventIds.map((eventId) => book.get(eventId));
  }

  #settle(live: LiveExecution, returned: unknown): void {
    try {
      if (live.isOver) this.#settleLate(live, undefined);
      else this.#complete(live, returned);
    } catch (error) {
      this.host.crash(error);
    }
    this.host.drain();
  }

  #settleFailure(live: LiveExecution, error: unknown): void {
    try {
      if (live.isOver) this.#settleLate(live, { error });
      else this.#fail(live, error);
    } catch (problem) {
      this.host.crash(problem);
    }
    this.host.drain();
  }

  #complete(live: LiveExecution, returned: unknown): void {
    const { host } = this;
    const { execution, definition, attempt, sentIds } = live;
    let events: readonly WorkflowEvent[];
    try {
      events = returnedEvents(definition, returned);
      // Everything is encoded before anything is sent: a value that cannot be refuses the whole result.
      for (const event of events) encodeEvent(event);
    } catch (error) {
      this.#fail(live, error);
      return;
    }
    const { id: executionId, step } = execution;
    this.#endLive(live);
    host.openGroup();
    const returnedIds = this.#sendReturned(executionId, events);
    const eventIds = sentIds === undefined ? returnedIds : [...sentIds, ...returnedIds];
    const data = Array.isArray(returned)
      ? { executionId, step, attempt, eventIds, isFanOut: true }
      : { executionId, step, attempt, eventIds };
    host.add({ kind: "step.completed", data });
    host.closeGroup();
    if (this.onSettled === undefined) return;
    const outputEvents = [...(live.sentEvents ?? []), ...events];
    this.onSettled({ execution, attempt, outcome: "completed", outputEvents, error: undefined });
  }

  #sendReturned(executionId: string, events: readonly WorkflowEvent[]): readonly string[] {
    const { host } = this;
    const [first] = events;
    if (first === undefined) return NOTHING;
    const cause = { kind: "execution", executionId } as const;
    const send = (event: WorkflowEvent): string => {
      const body = host.book.sendBody(event, { offset: 0, cause, origin: "returned" });
      host.add(body, event);
      return body.data.eventId;
    };
    return events.length === 1 ? [send(first)] : events.map(send);
  }

  #fail(live: LiveExecution, error: unknown): void {
    const { host } = this;
    const { execution, attempt, elapsedMs, sentEvents: outputEvents = [] } = live;
    const { id: executionId, step } = execution;
    this.#endLive(live);
    const decision = decide(live, error);
    const data = toErrorData(error);
    if (decision.retry) {
      const firstStartedMs = live.history?.firstStartedMs ?? live.startedMs;
      (this.#histories ??= new Map()).set(executionId, { firstStartedMs, lastError: error });
      const { delayMs } = decision;
      const dueMs = Math.ceil(host.clock.now() + delayMs);
      host.commitNow([
        { kind: "step.retryScheduled", data: { executionId, step, attempt, error: data, delayMs, dueMs } },
      ]);
      this.onSettled?.({ execution, attempt, outcome: "retryScheduled", outputEvents, error });
      return;
    }
    const failure = {
      executionId,
      step,
      attempt,
      error: data,
      attempts: attempt + 1,
      elapsedMs: Math.round(elapsedMs),
    };
    if (recoveryHandler(host.state, execution) === undefined) {
      host.book.failure = { error };
      host.commitNow([{ kind: "step.failed", data: failure }]);
    } else {
      const { body, event } = recoveryEvent(live, error);
      host.commitNow([body, { kind: "step.failed", data: failure }], [event]);
    }
    this.onSettled?.({ execution, attempt, outcome: "failed", outputEvents, error });
  }

  #settleLate(live: LiveExecution, failure: { readonly error: unknown } | undefined): void {
    const { execution, attempt } = live;
    this.#late.remove(live);
    // Code that unwinds because it was told to stop has nothing to report.
    if (failure === undefined || !live.isAbortReason(failure.error)) {
      const outcome = failure === undefined ? "completed" : "failed";
      const error = failure === undefined ? {} : { error: toErrorData(failure.error) };
      const { id: executionId, step } = execution;
      this.host.commit([{ kind: "step.lateResult", data: { executionId, step, attempt, outcome, ...error } }]);
    }
    this.#closeWhenQuiet();
  }

  #closeWhenQuiet(): void {
    if (this.host.isOver && this.activeCount === 0) this.host.closeRecorder();
  }

  #endLive(live: LiveExecution): void {
    live.end();
    live.execution.live = undefined;
    this.#live.remove(live);
    this.#histories?.delete(live.executionId);
  }
}

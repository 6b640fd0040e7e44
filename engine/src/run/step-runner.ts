// Runs the code of steps: starts attempts, settles what they give, and keeps track of what is under way.

import { toErrorData } from "../codec/error-codec.ts";
import { RunCancelledError, RunEndedError } from "../errors/run-errors.ts";
import { StepFailedEvent } from "../event/system-events.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import { asFailedPayload, decide, historyOf, isThenable, type SettledAttempt } from "./attempt-outcome.ts";
import type { Command } from "./command.ts";
import { returnedEvents } from "./emitted-events.ts";
import { encodeEvent } from "./event-book.ts";
import { executionStorage } from "./execution-storage.ts";
import { LiveContext } from "./live-context.ts";
import { LiveExecution, type AttemptHistory } from "./live-execution.ts";
import { recoveryHandler } from "./reduce-steps.ts";
import type { RunHost } from "./run-host.ts";
import type { ExecutionState } from "./run-state.ts";

/** What the runner needs beyond the host. */
export interface RunnerHost extends RunHost {
  /** Acts on commands now; no step code is on the stack. */
  drain(): void;
}

const NO_RESOURCES: object = Object.freeze({});

/** Runs the step code of one run. */
export class StepRunner {
  readonly #host: RunnerHost;
  readonly #live = new Map<string, LiveExecution>();
  /** Attempts that ended before their code did. */
  readonly #late = new Set<LiveExecution>();
  readonly #histories = new Map<string, AttemptHistory>();
  /** Hears how each attempt ended. */
  onSettled: ((settled: SettledAttempt) => void) | undefined = undefined;

  constructor(host: RunnerHost) {
    this.#host = host;
  }

  /** Attempts whose code has not returned. */
  get activeCount(): number {
    return this.#live.size + this.#late.size;
  }

  /** Starts an attempt of an execution that has a slot. */
  start(execution: ExecutionState): void {
    const host = this.#host;
    const definition = host.definition.steps.get(execution.step);
    if (definition === undefined || execution.phase !== "starting" || host.isOver) return;
    const live = new LiveExecution(host, {
      execution,
      definition,
      history: this.#histories.get(execution.id) ?? historyOf(execution, host.clock),
      onTimeout: (timedOut, error) => {
        timedOut.abort(error);
        this.#late.add(timedOut);
        this.#fail(timedOut, error);
        host.drain();
      },
      onParked: (parked) => {
        const { attempt } = parked;
        this.onSettled?.({
          execution,
          attempt,
          outcome: "waiting",
          outputEvents: parked.sentEvents ?? [],
          error: undefined,
        });
      },
    });
    if (this.onSettled !== undefined) live.sentEvents = [];
    this.#live.set(execution.id, live);
    const { id: executionId, step, worker, eventIds, queuedAtMs, attempt } = execution;
    host.commit([{ kind: "step.started", data: { executionId, step, attempt, worker, eventIds, queuedAtMs } }]);
    host.clock.begin?.();
    live.startTimer();
    if (definition.resources === undefined) this.#invoke(live, NO_RESOURCES);
    else {
      host.workflow.resourceScope.getAll(definition.resources).then(
        (resources) => this.#invoke(live, resources),
        (error: unknown) => this.#settle(live, { isFailure: true, value: error }),
      );
    }
  }

  /** Hands parked code the outcome of its wait. */
  resume({ execution, waiterId, outcome, eventId }: Extract<Command, { readonly kind: "resume" }>): void {
    const live = this.#live.get(execution.id);
    const wait = live?.waits.take(waiterId);
    if (live === undefined || wait === undefined) return;
    live.unpause();
    const event = outcome === "matched" && eventId !== undefined ? this.#host.book.get(eventId) : undefined;
    if (event === undefined) wait.reject(wait.timeoutError());
    else wait.resolve(event);
  }

  /** The span of an attempt that starts. */
  noteSpan(executionId: string, { traceId, spanId }: RunRecord): void {
    const live = this.#live.get(executionId);
    if (live !== undefined && traceId !== undefined && spanId !== undefined) live.spanIds = { traceId, spanId };
  }

  /** The run is over: everything under way is told to stop, and comes too late. */
  abortAll(): void {
    const reason = this.#endReason();
    for (const live of this.#live.values()) {
      live.end();
      this.#late.add(live);
      live.abort(reason);
    }
    this.#live.clear();
    this.#histories.clear();
  }

  #endReason(): unknown {
    const { status, runId } = this.#host.state;
    return status === "cancelled" ? new RunCancelledError(runId) : new RunEndedError(runId, status);
  }

  #invoke(live: LiveExecution, resources: object): void {
    const { host, definition, executionId } = live;
    if (live.isOver) {
      this.#late.delete(live);
      return;
    }
    let result: unknown;
    try {
      const input = this.#inputOf(live);
      const context = new LiveContext(live, resources);
      result = host.inCaller(() =>
        host.recorder.enter(executionId, () => executionStorage.run(live, definition.fn, input, context)),
      );
    } catch (error) {
      this.#settle(live, { isFailure: true, value: error });
      return;
    }
    if (isThenable(result)) {
      result.then(
        (value) => this.#settle(live, { isFailure: false, value }),
        (error: unknown) => this.#settle(live, { isFailure: true, value: error }),
      );
      return;
    }
    this.#settle(live, { isFailure: false, value: result });
  }

  #inputOf({ execution, definition }: LiveExecution): unknown {
    const { book } = this.#host;
    const first = execution.eventIds[0];
    if (definition.node.input.kind === "event") return first === undefined ? undefined : book.get(first);
    return execution.eventIds.map((eventId) => book.get(eventId));
  }

  #settle(live: LiveExecution, { isFailure, value }: { readonly isFailure: boolean; readonly value: unknown }): void {
    if (live.isOver) this.#settleLate(live, isFailure ? { error: value } : undefined);
    else if (isFailure) this.#fail(live, value);
    else this.#complete(live, value);
    this.#host.drain();
  }

  #complete(live: LiveExecution, returned: unknown): void {
    const host = this.#host;
    const { execution, definition, attempt } = live;
    let bodies: RecordBody[];
    let events: readonly WorkflowEvent[];
    try {
      events = returnedEvents(definition, returned);
      for (const event of events) encodeEvent(event);
      const cause = { kind: "execution", executionId: execution.id } as const;
      bodies = events.map((event, offset) => host.sendBody(event, { offset, cause, origin: "returned" }));
    } catch (error) {
      this.#fail(live, error);
      return;
    }
    const eventIds = [...(live.sentIds ?? [])];
    for (const body of bodies) if (body.kind === "event.sent") eventIds.push(body.data.eventId);
    const data = { executionId: execution.id, step: execution.step, attempt, eventIds };
    bodies.push({ kind: "step.completed", data: Array.isArray(returned) ? { ...data, isFanOut: true } : data });
    this.#endLive(live);
    host.commit(bodies);
    this.onSettled?.({
      execution,
      attempt,
      outcome: "completed",
      outputEvents: [...(live.sentEvents ?? []), ...events],
      error: undefined,
    });
  }

  #fail(live: LiveExecution, error: unknown): void {
    const { execution, definition, attempt, elapsedMs } = live;
    const host = this.#host;
    this.#endLive(live);
    const decision = decide(live, error);
    const { id: executionId, step } = execution;
    const data = toErrorData(error);
    const outputEvents = live.sentEvents ?? [];
    if (decision.retry) {
      this.#histories.set(executionId, {
        firstStartedMs: live.history?.firstStartedMs ?? live.startedMs,
        lastError: error,
      });
      const { delayMs } = decision;
      const dueMs = Math.ceil(host.clock.now() + delayMs);
      host.commit([{ kind: "step.retryScheduled", data: { executionId, step, attempt, error: data, delayMs, dueMs } }]);
      this.onSettled?.({ execution, attempt, outcome: "retryScheduled", outputEvents, error });
      return;
    }
    const bodies: RecordBody[] = [];
    if (recoveryHandler(host.state, execution) === undefined) host.book.failure = { error };
    else bodies.push(this.#recoveryBody(live, error));
    const attempts = attempt + 1;
    bodies.push({
      kind: "step.failed",
      data: {
        executionId,
        step: definition.node.name,
        attempt,
        error: data,
        attempts,
        elapsedMs: Math.round(elapsedMs),
      },
    });
    host.commit(bodies);
    this.onSettled?.({ execution, attempt, outcome: "failed", outputEvents, error });
  }

  #recoveryBody({ execution, attempt, elapsedMs }: LiveExecution, thrown: unknown): RecordBody {
    const host = this.#host;
    const first = execution.eventIds[0];
    const inputEvent = first === undefined ? undefined : host.book.get(first);
    const facts = {
      step: execution.step,
      attempts: attempt + 1,
      elapsedMs: Math.round(elapsedMs),
      failedAt: host.clock.now(),
    };
    const cause = { kind: "execution", executionId: execution.id } as const;
    const build = (error: unknown): RecordBody =>
      host.sendBody(new StepFailedEvent(asFailedPayload({ ...facts, inputEvent, error })), {
        offset: 0,
        cause,
        origin: "recovery",
      });
    try {
      return build(thrown);
    } catch {
      // Something that was thrown but cannot be written down is handed over as what can.
      const { name, message } = toErrorData(thrown);
      return build(Object.assign(new Error(message), { name }));
    }
  }

  #settleLate(live: LiveExecution, failure: { readonly error: unknown } | undefined): void {
    const { execution, attempt } = live;
    const host = this.#host;
    this.#late.delete(live);
    // Code that unwinds because it was told to stop has nothing to report.
    if (failure === undefined || !live.isAbortReason(failure.error)) {
      const outcome = failure === undefined ? "completed" : "failed";
      const error = failure === undefined ? {} : { error: toErrorData(failure.error) };
      host.commit([
        {
          kind: "step.lateResult",
          data: { executionId: execution.id, step: execution.step, attempt, outcome, ...error },
        },
      ]);
    }
    if (host.isOver && this.activeCount === 0) host.recorder.close();
  }

  #endLive(live: LiveExecution): void {
    live.end();
    this.#live.delete(live.executionId);
    this.#histories.delete(live.executionId);
  }
}

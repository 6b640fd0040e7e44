// The handler of a run: a thenable through which it is awaited, watched, fed and ended.

import type { Json } from "../codec/encoded-value.ts";
import { RunEndedError } from "../errors/run-errors.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import { TERMINAL_STATUSES, type RunStatus } from "../trace/run-status.ts";
import type { RunRecord } from "../trace/record.ts";
import type { ExternalSendOptions, RunHandler, StreamOptions } from "../workflow/run-handler.ts";
import type { Store } from "../workflow/store.ts";
import type { RunSession } from "./run-session.ts";

/** Hands everything on to the session of the run. */
export class LiveRunHandler implements RunHandler<unknown, object> {
  readonly #session: RunSession;

  constructor(session: RunSession) {
    this.#session = session;
  }

  get runId(): string {
    return this.#session.runId;
  }

  get traceId(): string | undefined {
    return this.#session.loop.traceId;
  }

  get store(): Store<object> {
    return this.#session.store;
  }

  stream({ includeInternal = false }: StreamOptions = {}): AsyncIterableIterator<WorkflowEvent> {
    this.#session.noteObserver();
    const { loop } = this.#session;
    return loop.feed.read(includeInternal, {
      durable: (seq) => loop.recorder.durable(seq),
      readRecords: (fromSeq, limit) => loop.recorder.readRecords(fromSeq, limit),
    });
  }

  /** The run's last records, oldest first. */
  records(): Iterable<RunRecord> {
    return this.#session.loop.feed.records();
  }

  async sendEvent(event: WorkflowEvent, options: ExternalSendOptions = {}): Promise<void> {
    if (isTerminal(this.status())) throw new RunEndedError(this.runId, this.status());
    await this.#session.send(event, options.step);
  }

  async cancel(reason?: string): Promise<void> {
    await this.#session.cancel(reason);
  }

  status(): RunStatus {
    return this.#session.loop.state.status;
  }

  result(): Promise<unknown> {
    this.#session.noteObserver();
    return this.#session.outcome;
  }

  toJSON(): Json {
    return this.#session.snapshot();
  }

  unref(): this {
    this.#session.unref();
    return this;
  }

  then<Fulfilled = unknown, Rejected = never>(
    onFulfilled?: ((value: unknown) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.result().then(onFulfilled, onRejected);
  }

  catch<Caught = never>(onRejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null): Promise<unknown> {
    return this.result().catch(onRejected);
  }

  finally(onSettled?: (() => void) | null): Promise<unknown> {
    return this.result().finally(onSettled);
  }
}

function isTerminal(status: RunStatus): boolean {
  return TERMINAL_STATUSES.some((one) => one === status);
}

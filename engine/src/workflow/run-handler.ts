// What `workflow.run` gives: a thenable through which a run is watched, fed and ended.

import type { Json } from "../codec/encoded-value.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RunStatus } from "../trace/run-status.ts";
import type { Store } from "./store.ts";

/** Options of `handler.stream`. */
export interface StreamOptions {
  /** Also ordinary events and the engine's own: StepStateChanged, UnhandledEvent, RunIdle. @default false */
  readonly includeInternal?: boolean;
}

/** Options of `handler.sendEvent`. */
export interface ExternalSendOptions {
  /** Only this step receives it. */
  readonly step?: string;
}

/** A run under way. Awaiting it gives the result of its stop event, or the typed stop event itself. */
export interface RunHandler<Output, State extends object = Record<string, unknown>> extends PromiseLike<Output> {
  readonly runId: string;
  /** OpenTelemetry trace id of the run; `undefined` while no tracer gives one. */
  readonly traceId: string | undefined;
  /** The run's state, for reading from outside. */
  readonly store: Store<State>;
  /** The events of the run from its first one, for any number of readers. Ends with the run's last event. */
  stream(options?: StreamOptions): AsyncIterableIterator<WorkflowEvent>;
  /** Sends an event into the run. @throws RunEndedError after the run has ended. */
  sendEvent(event: WorkflowEvent, options?: ExternalSendOptions): Promise<void>;
  /** Ends the run; resolves when it is over. Calling it again changes nothing. */
  cancel(reason?: string): Promise<void>;
  status(): RunStatus;
  /** The outcome as a plain promise. @throws what the failing step threw, RunTimeoutError, RunCancelledError, RunStalledError */
  result(): Promise<Output>;
  /** A snapshot from which `Context.from` can go on. */
  toJSON(): Json;
  /** Lets the process end while the run is not over. */
  unref(): this;
  catch<Caught = never>(
    onRejected?: ((reason: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Output | Caught>;
  finally(onSettled?: (() => void) | null): Promise<Output>;
}

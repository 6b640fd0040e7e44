// Events that the engine itself makes: what happened to steps and runs, as items of the stream.

import { asDefinedClass, makeEventClass } from "./define-event.ts";
import type { DefinedEventClass } from "./event-class.ts";
import type { EventRole } from "./event-definition.ts";
import type { WorkflowEvent } from "./workflow-event.ts";

/** What a step's execution is doing. */
export type StepState = "queued" | "started" | "waiting" | "retry_scheduled" | "failed" | "completed" | "cancelled";

/** Payload of {@link StepFailedEvent}. */
export interface StepFailedPayload {
  /** The step that gave up. */
  readonly step: string;
  /** What it was given. */
  readonly inputEvent: WorkflowEvent;
  /** What it threw, as thrown. */
  readonly error: Error;
  /** Attempts made in all. */
  readonly attempts: number;
  /** From the first attempt's start to the last one's failure. */
  readonly elapsedMs: number;
  /** Epoch milliseconds. */
  readonly failedAt: number;
}

/** Payload of {@link StepStateChanged}. Times are epoch milliseconds. */
export interface StepStateChangedPayload {
  readonly executionId: string;
  readonly step: string;
  /** Counted from 0. */
  readonly attempt: number;
  /** The slot it runs in, while it runs. */
  readonly worker?: number;
  readonly state: StepState;
  readonly inputEvent?: WorkflowEvent;
  readonly outputEvents?: readonly WorkflowEvent[];
  readonly error?: unknown;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
}

type SystemEventClass<Name extends string, Payload extends object> = DefinedEventClass<Name, Payload, Payload>;

function systemEvent<const Name extends string, Payload extends object>(
  name: Name,
  role: EventRole = "plain",
): SystemEventClass<Name, Payload> {
  return asDefinedClass(makeEventClass({ name, role }));
}

const StepFailedBase: SystemEventClass<"StepFailedEvent", StepFailedPayload> = systemEvent(
  "StepFailedEvent",
  "stepFailed",
);

/** A step has used up its retries; `catchError` handlers receive it. */
export class StepFailedEvent extends StepFailedBase {}

const StepStateChangedBase: SystemEventClass<"StepStateChanged", StepStateChangedPayload> =
  systemEvent("StepStateChanged");

/** An execution entered another state. On the stream with `includeInternal`. */
export class StepStateChanged extends StepStateChangedBase {}

const UnhandledEventBase: SystemEventClass<"UnhandledEvent", { readonly eventType: string; readonly eventId: string }> =
  systemEvent("UnhandledEvent");

/** An event that no step accepts and no waiter wants. On the stream with `includeInternal`. */
export class UnhandledEvent extends UnhandledEventBase {}

const RunIdleBase: SystemEventClass<"RunIdle", { readonly waitingFor: readonly string[] }> = systemEvent("RunIdle");

/** Nothing to do until an answer comes from outside. On the stream with `includeInternal`. */
export class RunIdle extends RunIdleBase {}

const RunFailedBase: SystemEventClass<
  "RunFailed",
  { readonly error: unknown; readonly step?: string; readonly executionId?: string }
> = systemEvent("RunFailed");

/** The run failed; the last item of its stream. */
export class RunFailed extends RunFailedBase {}

const RunTimedOutBase: SystemEventClass<
  "RunTimedOut",
  { readonly afterMs: number; readonly activeSteps: readonly string[]; readonly error?: unknown }
> = systemEvent("RunTimedOut");

/** The run passed its deadline; the last item of its stream. */
export class RunTimedOut extends RunTimedOutBase {}

const RunCancelledBase: SystemEventClass<"RunCancelled", { readonly reason?: string }> = systemEvent("RunCancelled");

/** The run was cancelled; the last item of its stream. */
export class RunCancelled extends RunCancelledBase {}

const StreamGapBase: SystemEventClass<"StreamGap", { readonly missed: number }> = systemEvent("StreamGap");

/** Items that this reader of the stream was too slow or too late for. */
export class StreamGap extends StreamGapBase {}

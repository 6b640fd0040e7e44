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

/**
 * A step has used up its retries; `catchError` handlers receive it.
 *
 * @example
 * ```ts
 * import { StartEvent, StopEvent, Workflow, type StepFailedEvent } from "stepscope";
 *
 * const flow = new Workflow({ name: "careful" });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function work() {
 *   return new StopEvent();
 * });
 * flow.catchError({ emits: StopEvent }, function recover(failed: StepFailedEvent) {
 *   return new StopEvent({ result: `${failed.step} gave up after ${failed.attempts} attempts` });
 * });
 * ```
 */
export class StepFailedEvent extends StepFailedBase {}

const StepStateChangedBase: SystemEventClass<"StepStateChanged", StepStateChangedPayload> =
  systemEvent("StepStateChanged");

/**
 * An execution entered another state. On the stream with `includeInternal`.
 *
 * @example
 * ```ts
 * import { StepStateChanged, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof StepStateChanged) console.log(event.step, event.state, event.attempt);
 *   }
 * }
 * ```
 */
export class StepStateChanged extends StepStateChangedBase {}

const UnhandledEventBase: SystemEventClass<"UnhandledEvent", { readonly eventType: string; readonly eventId: string }> =
  systemEvent("UnhandledEvent");

/**
 * An event that no step accepts and no waiter wants. On the stream with `includeInternal`.
 *
 * @example
 * ```ts
 * import { UnhandledEvent, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof UnhandledEvent) console.log(`nobody took ${event.eventType}`);
 *   }
 * }
 * ```
 */
export class UnhandledEvent extends UnhandledEventBase {}

const RunIdleBase: SystemEventClass<"RunIdle", { readonly waitingFor: readonly string[] }> = systemEvent("RunIdle");

/**
 * Nothing to do until an answer comes from outside. On the stream with `includeInternal`.
 *
 * @example
 * ```ts
 * import { RunIdle, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof RunIdle) console.log(`waiting for ${event.waitingFor.join(", ")}`);
 *   }
 * }
 * ```
 */
export class RunIdle extends RunIdleBase {}

const RunFailedBase: SystemEventClass<
  "RunFailed",
  { readonly error: unknown; readonly step?: string; readonly executionId?: string }
> = systemEvent("RunFailed");

/**
 * The run failed; the last item of its stream.
 *
 * @example
 * ```ts
 * import { RunFailed, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof RunFailed) console.error(event.error);
 *   }
 * }
 * ```
 */
export class RunFailed extends RunFailedBase {}

const RunTimedOutBase: SystemEventClass<
  "RunTimedOut",
  { readonly afterMs: number; readonly activeSteps: readonly string[]; readonly error?: unknown }
> = systemEvent("RunTimedOut");

/**
 * The run passed its deadline; the last item of its stream.
 *
 * @example
 * ```ts
 * import { RunTimedOut, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof RunTimedOut) console.error(event.activeSteps);
 *   }
 * }
 * ```
 */
export class RunTimedOut extends RunTimedOutBase {}

const RunCancelledBase: SystemEventClass<"RunCancelled", { readonly reason?: string }> = systemEvent("RunCancelled");

/**
 * The run was cancelled; the last item of its stream.
 *
 * @example
 * ```ts
 * import { RunCancelled, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof RunCancelled) console.log(event.reason);
 *   }
 * }
 * ```
 */
export class RunCancelled extends RunCancelledBase {}

const StreamGapBase: SystemEventClass<"StreamGap", { readonly missed: number }> = systemEvent("StreamGap");

/**
 * Items that this reader of the stream was too slow or too late for.
 *
 * @example
 * ```ts
 * import { StreamGap, type RunHandler } from "stepscope";
 *
 * export async function watch(handler: RunHandler<string>): Promise<void> {
 *   for await (const event of handler.stream({ includeInternal: true })) {
 *     if (event instanceof StreamGap) console.warn(`${event.missed} items were missed`);
 *   }
 * }
 * ```
 */
export class StreamGap extends StreamGapBase {}

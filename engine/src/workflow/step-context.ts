// What a step receives beside its event: who it is, the run's state, and ways to send, wait and call.

import type { EventClass } from "../event/event-class.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { Resource } from "./resource.ts";
import type { Runnable } from "./runnable.ts";
import type { Store } from "./store.ts";

/** Which attempt this is. Clocks are monotonic. */
export interface AttemptInfo {
  /** Counted from 0. */
  readonly number: number;
  /** Ms since the first attempt began. */
  readonly elapsedMs: number;
  /** What the attempt before threw. */
  readonly lastError: unknown;
  /** When it failed, in epoch milliseconds. */
  readonly lastFailedAt: number | undefined;
}

/** Writes lines into the journal of the run, tied to the execution. */
export interface StepLogger {
  debug(message: string, attributes?: object): void;
  info(message: string, attributes?: object): void;
  warn(message: string, attributes?: object): void;
  error(message: string, attributes?: object): void;
}

/** Options of `ctx.sendEvent`. */
export interface SendOptions {
  /** Only this step receives it. */
  readonly step?: string;
  /** Send once per key and input event, however often the step runs again. */
  readonly key?: string;
}

/** Options of `ctx.collectEvents`. */
export interface CollectEventsOptions {
  /** Keeps sets apart. @default "default" */
  readonly bufferId?: string;
}

/** Options of `ctx.waitForEvent`. */
export interface WaitOptions {
  /** Published once, to ask for the answer. */
  readonly waiterEvent?: WorkflowEvent;
  /** Finds the recorded answer again after a resume. @default the order of the waits */
  readonly waiterId?: string;
  /** Attributes that must be present and deeply equal. */
  readonly where?: Readonly<Record<string, unknown>>;
  /** Ms until `WaitTimeoutError`; the deadline survives a resume. @default no limit */
  readonly timeoutMs?: number;
}

/** The instances of event classes, in order. */
export type InstancesOf<Classes extends readonly EventClass[]> = {
  -readonly [Index in keyof Classes]: Classes[Index]["prototype"];
};

/** What a step receives beside its event. */
export interface StepContext<State extends object = Record<string, unknown>, Resources extends object = object> {
  readonly runId: string;
  readonly stepName: string;
  readonly executionId: string;
  readonly attempt: AttemptInfo;
  /** Fires when the run is cancelled, times out or stops, and when this attempt times out. */
  readonly signal: AbortSignal;
  readonly logger: StepLogger;
  /** The run's typed state. */
  readonly store: Store<State>;
  /** The resources the step declared. */
  readonly resources: Resources;
  /** Short for `store.get`. */
  readonly get: Store<State>["get"];
  /** Short for `store.set`. */
  readonly set: Store<State>["set"];
  /**
   * Sends an event on. The promise settles once it is durable.
   *
   * @throws EventNotDeclaredError, StepUnknownError, EventNotSerializableError at once, not through the promise.
   */
  sendEvent(event: WorkflowEvent, options?: SendOptions): Promise<void>;
  /** `undefined` until the whole multiset of classes is there; then the events, in the asked order, exactly once. */
  collectEvents<const Classes extends readonly EventClass[]>(
    event: WorkflowEvent,
    classes: Classes,
    options?: CollectEventsOptions,
  ): InstancesOf<Classes> | undefined;
  /**
   * Parks this execution, without its slot, until a matching event comes.
   *
   * @throws WaitTimeoutError when `timeoutMs` has passed.
   */
  waitForEvent<Class extends EventClass>(eventClass: Class, options?: WaitOptions): Promise<Class["prototype"]>;
  /** Publishes an event on the run's stream; no step receives it. */
  writeEventToStream(event: WorkflowEvent): void;
  /** Runs `work` and journals its result; run again after a failure or a crash, the step gets the recorded result. */
  once<Result>(key: string, work: () => Result | Promise<Result>): Promise<Result>;
  /** Runs another workflow as a child: awaited, linked, cancelled with this run. */
  run<Input extends object, Output>(workflow: Runnable<Input, Output>, input: Input): Promise<Output>;
  /** The value of a resource. */
  resource<Value>(resource: Resource<Value>): Promise<Value>;
}

// What a step receives beside its event, while its code runs.

import { encode } from "../codec/encode.ts";
import { EventUsageError } from "../errors/event-errors.ts";
import { OptionError } from "../errors/option-error.ts";
import { ContextError, WaitTimeoutError } from "../errors/run-errors.ts";
import type { EventClass } from "../event/event-class.ts";
import { eventMeta, eventTypeOf, isDispatched, isEvent, isEventClass } from "../event/event-identity.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { Resource } from "../workflow/resource.ts";
import type { Runnable } from "../workflow/runnable.ts";
import type {
  AttemptInfo,
  CollectEventsOptions,
  InstancesOf,
  SendOptions,
  StepContext,
  StepLogger,
  WaitOptions,
} from "../workflow/step-context.ts";
import type { Store } from "../workflow/store.ts";
import { noteListener, type WaitListener } from "./attempt-waits.ts";
import { checkDeclared, checkEvent, checkTarget } from "./emitted-events.ts";
import { encodeEvent } from "./event-book.ts";
import { callOnce, runChild } from "./journaled-calls.ts";
import type { LiveExecution } from "./live-execution.ts";
import { LiveLogger } from "./live-logger.ts";
import { LiveStore } from "./live-store.ts";
import { parkExecution } from "./park-execution.ts";
import { findCollected } from "./reduce-collects.ts";

/** The context of one attempt. */
export class LiveContext implements StepContext {
  readonly #live: LiveExecution;
  readonly resources: object;
  #store: Store | undefined = undefined;
  #logger: StepLogger | undefined = undefined;

  constructor(live: LiveExecution, resources: object) {
    this.#live = live;
    this.resources = resources;
  }

  get runId(): string {
    return this.#live.runId;
  }

  get stepName(): string {
    return this.#live.step;
  }

  get executionId(): string {
    return this.#live.executionId;
  }

  get attempt(): AttemptInfo {
    const { attempt, history, execution, elapsedMs } = this.#live;
    return { number: attempt, elapsedMs, lastError: history?.lastError, lastFailedAt: execution.lastFailedAtMs };
  }

  get signal(): AbortSignal {
    return this.#live.signal;
  }

  get logger(): StepLogger {
    return (this.#logger ??= new LiveLogger(this.#live));
  }

  get store(): Store {
    return (this.#store ??= new LiveStore(this.#live.host, this.#live));
  }

  get get(): Store["get"] {
    const { store } = this;
    return store.get.bind(store);
  }

  get set(): Store["set"] {
    const { store } = this;
    return store.set.bind(store);
  }

  sendEvent(event: WorkflowEvent, options: SendOptions = {}): Promise<void> {
    const live = this.#live;
    const { host, definition, execution } = live;
    this.#refuseWhenOver("sendEvent");
    checkEvent(event, "ctx.sendEvent");
    checkDeclared(definition, event);
    checkTarget(host.state, event, options.step);
    encodeEvent(event);
    if (options.key === undefined || execution.sentKeys?.has(options.key) !== true) {
      const cause = { kind: "execution", executionId: execution.id } as const;
      const body = host.book.sendBody(event, {
        offset: 0,
        cause,
        origin: "sent",
        target: options.step,
        key: options.key,
      });
      (live.sentIds ??= []).push(body.data.eventId);
      live.sentEvents?.push(event);
      host.commit([body], [event]);
    }
    return settled(host.durable());
  }

  collectEvents<const Classes extends readonly EventClass[]>(
    event: WorkflowEvent,
    classes: Classes,
    { bufferId = "default" }: CollectEventsOptions = {},
  ): InstancesOf<Classes> | undefined {
    const { host, execution } = this.#live;
    this.#refuseWhenOver("collectEvents");
    checkEvent(event, "ctx.collectEvents");
    const asked = askedClasses(classes);
    if (!isDispatched(event)) {
      throw new EventUsageError(
        `ctx.collectEvents was given a ${eventTypeOf(event)} that was never dispatched. Give it the event the step received.`,
      );
    }
    const eventId = eventMeta(event).id;
    if (findCollected(execution, bufferId, eventId) === undefined) {
      const { id: executionId, step } = execution;
      host.commit([{ kind: "collect.buffered", data: { executionId, step, bufferId, eventId, ...asked } }]);
    }
    const fired = findCollected(execution, bufferId, eventId)?.fired;
    return fired === undefined ? undefined : asTuple<Classes>(fired.map((id) => host.book.get(id)));
  }

  waitForEvent<Class extends EventClass>(eventClass: Class, options: WaitOptions = {}): Promise<Class["prototype"]> {
    const listener: WaitListener = { onAnswer: undefined, onFailure: undefined };
    const wait = this.#wait({ eventClass, options, listener });
    // A wait that the step no longer looks at ends with the run: that is nobody's unhandled rejection.
    wait.catch(() => undefined);
    noteListener(wait, listener);
    return wait;
  }

  async #wait({ eventClass, options, listener }: AskedWait): Promise<WorkflowEvent> {
    const live = this.#live;
    this.#refuseWhenOver("waitForEvent");
    checkWait(eventClass, options);
    const { host, execution } = live;
    const waiterId = live.waits.nextId(options.waiterId);
    const timeoutError = (): Error => new WaitTimeoutError(live.step, eventTypeOf(eventClass), options.timeoutMs);
    const answer = execution.answers?.find((one) => one.waiterId === waiterId);
    if (answer !== undefined) {
      const event = answer.eventId === undefined ? undefined : host.book.get(answer.eventId);
      if (event === undefined) throw timeoutError();
      return event;
    }
    return new Promise<WorkflowEvent>((resolve, reject) => {
      live.waits.add(waiterId, { resolve, reject, timeoutError, listener });
      live.pause();
      parkExecution(live, { eventClass, waiterId, options });
    });
  }

  writeEventToStream(event: WorkflowEvent): void {
    const { host, execution } = this.#live;
    this.#refuseWhenOver("writeEventToStream");
    checkEvent(event, "ctx.writeEventToStream");
    const payload = encodeEvent(event);
    host.book.learnClass(event);
    host.commit([{ kind: "stream.published", data: { type: eventTypeOf(event), payload, executionId: execution.id } }]);
  }

  once<Result>(key: string, work: () => Result | Promise<Result>): Promise<Result> {
    return this.#unlessOver("once", () => callOnce(this.#live, key, work));
  }

  run<Input extends object, Output>(workflow: Runnable<Input, Output>, input: Input): Promise<Output> {
    if (!isLaunchable(workflow))
      throw new ContextError("ctx.run was given something that is no workflow. Pass an instance of Workflow.");
    return this.#unlessOver("run", () => runChild<Output>(this.#live, workflow, input));
  }

  async resource<Value>(resource: Resource<Value>): Promise<Value> {
    if (typeof resource?.factory !== "function")
      throw new OptionError("ctx.resource: the argument", "made with resource(…)", resource);
    return this.#live.host.workflow.resourceScope.get(resource);
  }

  /** Refuses by the promise: code that was left running may call from a timer, where a throw would end the process. */
  #unlessOver<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    try {
      this.#refuseWhenOver(what);
    } catch (error) {
      const refused = Promise.reject<Result>(error);
      refused.catch(() => undefined);
      return refused;
    }
    return work();
  }

  #refuseWhenOver(what: string): void {
    const { isOver, step, attempt, executionId, runId } = this.#live;
    if (!isOver) return;
    throw new ContextError(
      `${what} was called by the step ${step} (execution ${executionId}, attempt ${attempt}) after that attempt had ended, so it does nothing. Await everything the step starts, and stop when ctx.signal fires.`,
      { runId, executionId, step, attempt },
    );
  }
}

interface AskedWait {
  readonly eventClass: EventClass;
  readonly options: WaitOptions;
  readonly listener: WaitListener;
}

function checkWait(eventClass: unknown, { waiterEvent, where, timeoutMs, waiterId }: WaitOptions): void {
  if (!isEventClass(eventClass))
    throw new OptionError("ctx.waitForEvent: the first argument", "an event class", eventClass);
  if (waiterEvent !== undefined && !isEvent(waiterEvent))
    throw new OptionError("ctx.waitForEvent: waiterEvent", "an event", waiterEvent);
  if (where !== undefined && (typeof where !== "object" || where === null))
    throw new OptionError("ctx.waitForEvent: where", "an object of attributes", where);
  if (timeoutMs !== undefined && !(timeoutMs >= 0))
    throw new OptionError("ctx.waitForEvent: timeoutMs", "a number of milliseconds from 0", timeoutMs);
  if (waiterId !== undefined && typeof waiterId !== "string")
    throw new OptionError("ctx.waitForEvent: waiterId", "a text", waiterId);
  if (where !== undefined) encode(where, "where");
  if (waiterEvent !== undefined) encodeEvent(waiterEvent);
}

/** Equal neighbours are counted instead of repeated: a set may ask for thousands of one class. */
function askedClasses(classes: readonly EventClass[]): {
  readonly classes: readonly string[];
  readonly counts?: readonly number[];
} {
  const types: string[] = [];
  const counts: number[] = [];
  if (!Array.isArray(classes) || classes.length === 0) throw badClasses(classes);
  let from = 0;
  for (let index = 0; index < classes.length; index = from) {
    const eventClass = classes[index];
    if (!isEventClass(eventClass)) throw badClasses(classes);
    while (from < classes.length && classes[from] === eventClass) from += 1;
    types.push(eventTypeOf(eventClass));
    counts.push(from - index);
  }
  return types.length === classes.length ? { classes: types } : { classes: types, counts };
}

function badClasses(classes: unknown): OptionError {
  return new OptionError("ctx.collectEvents: classes", "a list of event classes that is not empty", classes);
}

async function settled(durable: Promise<unknown> | undefined): Promise<void> {
  if (durable !== undefined) await durable;
}

function isLaunchable(workflow: object): workflow is LaunchableWorkflow {
  return "definition" in workflow && "validate" in workflow && "options" in workflow;
}

/** Each event was buffered under the class at its place. */
function asTuple<Classes extends readonly EventClass[]>(events: readonly unknown[]): InstancesOf<Classes> {
  return events as InstancesOf<Classes>;
}

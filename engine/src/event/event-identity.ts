// What the run loop does with events: recognise them, write them down, give them their identity, rebuild them.

import { decode } from "../codec/decode.ts";
import { deepFreeze } from "../codec/deep-freeze.ts";
import type { EncodedObject } from "../codec/encoded-value.ts";
import type { DecodeContext } from "../codec/value-codec.ts";
import { EventUsageError } from "../errors/event-errors.ts";
import type { EventClass } from "./event-class.ts";
import type { EventDefinition } from "./event-definition.ts";
import type { EventIdentity, EventMeta } from "./event-meta.ts";
import { EVENT_DEFINITION, ownFieldsOf, WorkflowEvent } from "./workflow-event.ts";

/**
 * Whether a value is an event made by this package.
 *
 * @example
 * ```ts
 * import { isEvent, StopEvent } from "stepscope";
 *
 * console.log(isEvent(new StopEvent()), isEvent({})); // true false
 * ```
 */
export function isEvent(value: unknown): value is WorkflowEvent {
  return WorkflowEvent.isEvent(value);
}

/** Whether a value is an event class. */
export function isEventClass(value: unknown): value is EventClass {
  return typeof value === "function" && EVENT_DEFINITION in value && value[EVENT_DEFINITION] !== undefined;
}

/** The definition of an event or an event class. @throws EventUsageError when the class is none. */
export function definitionOf(eventOrClass: WorkflowEvent | EventClass): EventDefinition {
  if (WorkflowEvent.isEvent(eventOrClass)) return WorkflowEvent.definitionOf(eventOrClass);
  const definition = EVENT_DEFINITION in eventOrClass ? eventOrClass[EVENT_DEFINITION] : undefined;
  if (definition === undefined)
    throw new EventUsageError("An event class was expected: make one with defineEvent(name, schema).");
  return definition;
}

/** The stable name of an event's class. Never the class's own `.name`, never `ev.constructor`. */
export function eventTypeOf(eventOrClass: WorkflowEvent | EventClass): string {
  return definitionOf(eventOrClass).type;
}

/**
 * The identity of a dispatched event.
 *
 * @throws EventUsageError when the event has not been dispatched.
 *
 * @example
 * ```ts
 * import { eventMeta, StartEvent, StopEvent, Workflow } from "stepscope";
 *
 * const flow = new Workflow<{ n: number }, string>({ name: "who" });
 * flow.step({ accepts: StartEvent, emits: StopEvent }, function tell(ev) {
 *   return new StopEvent({ result: eventMeta(ev).id });
 * });
 * ```
 */
export function eventMeta(event: WorkflowEvent): EventMeta {
  const identity = WorkflowEvent.identityOf(event);
  if (identity !== undefined) {
    const { id, type, cause, seq, timeMs } = identity;
    return { id, type, cause, seq, time: timeMs };
  }
  throw new EventUsageError(
    `This ${eventTypeOf(event)} has not been dispatched, so it has no identity yet. Read it where a step receives it, or on the stream.`,
  );
}

/** Whether an event has its identity. */
export function isDispatched(event: WorkflowEvent): boolean {
  return WorkflowEvent.identityOf(event) !== undefined;
}

/**
 * The encoded payload; freezes the payload deeply, and is worked out once per instance.
 *
 * @throws EventNotSerializableError, EventTooLargeError
 */
export function payloadOf(event: WorkflowEvent): EncodedObject {
  return WorkflowEvent.payloadOf(event);
}

/** The instance that can take a new identity: one that already has one stays as it is, and its twin comes instead. */
export function unnamedEvent(event: WorkflowEvent): WorkflowEvent {
  return isDispatched(event) ? twinOf(event) : event;
}

/** Gives an event its identity. */
export function nameEvent(event: WorkflowEvent, identity: EventIdentity): void {
  WorkflowEvent.setIdentity(event, identity);
}

/** The instance for one more consumer: the same one, or a copy when something in it can be changed. */
export function consumerCopy(event: WorkflowEvent, context: DecodeContext = {}): WorkflowEvent {
  const payload = WorkflowEvent.payloadOf(event);
  if (!WorkflowEvent.needsCopies(event)) return event;
  const identity = WorkflowEvent.identityOf(event);
  const copy = WorkflowEvent.rebuild(
    WorkflowEvent.classOf(event),
    WorkflowEvent.definitionOf(event),
    decodeFields(payload, context),
  );
  WorkflowEvent.setPayload(copy, payload, true);
  if (identity !== undefined) WorkflowEvent.setIdentity(copy, identity);
  return copy;
}

/** Options of {@link rebuildEvent}. */
export interface RebuildOptions extends DecodeContext {
  /** The identity it had. */
  readonly identity?: EventIdentity;
}

/** Rebuilds an event from the journal, without validating it again and without running a constructor of the user's. */
export function rebuildEvent(
  eventClass: EventClass,
  payload: EncodedObject,
  options: RebuildOptions = {},
): WorkflowEvent {
  const fields = decodeFields(payload, options);
  const event = WorkflowEvent.rebuild(eventClass, definitionOf(eventClass), fields);
  WorkflowEvent.setPayload(event, payload, fields !== payload);
  if (options.identity !== undefined) WorkflowEvent.setIdentity(event, options.identity);
  return event;
}

function twinOf(event: WorkflowEvent): WorkflowEvent {
  const twin = WorkflowEvent.rebuild(
    WorkflowEvent.classOf(event),
    WorkflowEvent.definitionOf(event),
    ownFieldsOf(event),
  );
  WorkflowEvent.setPayload(twin, WorkflowEvent.payloadOf(event), WorkflowEvent.needsCopies(event));
  return twin;
}

function decodeFields(payload: EncodedObject, context: DecodeContext): object {
  const fields = decode(payload, context);
  return typeof fields === "object" && fields !== null ? deepFreeze(fields) : {};
}

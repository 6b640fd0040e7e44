// The base of every event: frozen own payload fields, and hidden beside them the definition and the identity.

import { deepFreeze } from "../codec/deep-freeze.ts";
import { encodeFields } from "../codec/encode.ts";
import type { EncodedObject } from "../codec/encoded-value.ts";
import { escapeKeys, hasSafeKeys } from "../codec/escaped-keys.ts";
import { registerValueCodec, type DecodeContext } from "../codec/value-codec.ts";
import { EventUsageError } from "../errors/event-errors.ts";
import type { EventDefinition } from "./event-definition.ts";
import type { EventIdentity } from "./event-meta.ts";

/** Exists for the compiler only: the names an event answers to, so that two events of one shape stay two types. */
export declare const EVENT_BRAND: unique symbol;

/** Where an event class keeps its definition; classes that extend it inherit it. */
export const EVENT_DEFINITION: unique symbol = Symbol("stepscope.eventDefinition");

/** Anything `new` works on. */
type EventClassLike = new (...payload: never[]) => WorkflowEvent;

/**
 * The base of every event. Make event classes with `defineEvent`, never by extending this one.
 *
 * @example
 * ```ts
 * import { defineEvent, WorkflowEvent } from "stepscope";
 *
 * class Ping extends defineEvent("Ping") {}
 * console.log(new Ping() instanceof WorkflowEvent); // true
 * ```
 */
export class WorkflowEvent {
  static readonly [EVENT_DEFINITION]: EventDefinition | undefined = undefined;
  declare readonly [EVENT_BRAND]: object;

  // Private fields cost no object of their own, survive freezing, and cannot collide with a payload's names.
  readonly #definition: EventDefinition;
  readonly #eventClass: typeof WorkflowEvent;
  #identity: EventIdentity | undefined = undefined;
  #payload: EncodedObject | undefined = undefined;
  #needsCopies = false;

  /** @internal */
  constructor(definition: EventDefinition | undefined, fields: object) {
    if (definition === undefined)
      throw new EventUsageError(
        "WorkflowEvent has no name of its own; make an event class with defineEvent(name, schema).",
      );
    this.#definition = definition;
    this.#eventClass = new.target;
    assignOwn(this, fields);
    Object.freeze(this);
  }

  /** @internal */
  static isEvent(value: unknown): value is WorkflowEvent {
    return typeof value === "object" && value !== null && #definition in value;
  }

  /** @internal */
  static definitionOf(event: WorkflowEvent): EventDefinition {
    return event.#definition;
  }

  /** @internal The class it was made with, found without `constructor`, which a payload may own. */
  static classOf(event: WorkflowEvent): typeof WorkflowEvent {
    return event.#eventClass;
  }

  /** @internal Builds an instance of a class past every constructor but this one: no validation, no user code. */
  static rebuild(eventClass: EventClassLike, definition: EventDefinition, fields: object): WorkflowEvent {
    const event: unknown = Reflect.construct(WorkflowEvent, [definition, fields], eventClass);
    return WorkflowEvent.isEvent(event) ? event : new WorkflowEvent(definition, fields);
  }

  /** @internal */
  static identityOf(event: WorkflowEvent): EventIdentity | undefined {
    return event.#identity;
  }

  /** @internal The encoded payload, worked out once; from here on the payload is deeply frozen. */
  static payloadOf(event: WorkflowEvent): EncodedObject {
    if (event.#payload !== undefined) return event.#payload;
    const fields = ownFieldsOf(event);
    event.#needsCopies = encodeFields(fields, event.#definition.type);
    return (event.#payload = closePayload(fields));
  }

  /** @internal Whether consumers must not share this instance, because something in it can be changed. */
  static needsCopies(event: WorkflowEvent): boolean {
    return event.#needsCopies;
  }

  /** @internal */
  static setIdentity(event: WorkflowEvent, identity: EventIdentity): void {
    event.#identity = identity;
  }

  /** @internal */
  static setPayload(event: WorkflowEvent, payload: EncodedObject, needsCopies: boolean): void {
    event.#payload = payload;
    event.#needsCopies = needsCopies;
  }
}

/** A plain copy of the own fields. */
export function ownFieldsOf(event: object): Record<string, unknown> {
  return { ...event };
}

function assignOwn(event: WorkflowEvent, fields: object): void {
  // Assigning a key `__proto__` would change the prototype instead of adding data.
  if (!Object.hasOwn(fields, "__proto__")) Object.assign(event, fields);
  else Object.defineProperties(event, Object.getOwnPropertyDescriptors({ ...fields }));
}

/** `encodeFields` has turned every field into JSON. */
function closePayload(fields: Record<string, unknown>): EncodedObject {
  const payload = fields as EncodedObject;
  if (!hasSafeKeys(payload)) return escapeKeys(payload);
  return Object.freeze(Object.hasOwn(payload, "$") ? { $: "Object", v: Object.freeze(payload) } : payload);
}

// Events may stand inside values, such as the input of a failed step. A class that is unknown here (the journal of
// another program) leaves an event without behaviour, but with its name and payload.
registerValueCodec<WorkflowEvent>({
  name: "Event",
  isImmutable: true,
  accepts: (value): value is WorkflowEvent => WorkflowEvent.isEvent(value),
  encode: (event) => ({ type: WorkflowEvent.definitionOf(event).type, fields: ownFieldsOf(event) }),
  decode: rebuildInner,
});

function rebuildInner(data: unknown, { classOfEvent }: DecodeContext): WorkflowEvent {
  const type: unknown = Reflect.get(Object(data), "type");
  const fields: unknown = Reflect.get(Object(data), "fields");
  if (typeof type !== "string" || typeof fields !== "object" || fields === null) {
    throw new EventUsageError("A stored event has no type or no payload.");
  }
  const eventClass = classOfEvent?.(type);
  const known = typeof eventClass === "function" && eventClass.prototype instanceof WorkflowEvent;
  if (!known) return new WorkflowEvent({ type, role: "plain", sensitive: [] }, deepFreeze(fields));
  const definition: unknown = Reflect.get(eventClass, EVENT_DEFINITION);
  return WorkflowEvent.rebuild(asEventClass(eventClass), asDefinition(definition), deepFreeze(fields));
}

/** Its prototype has just been seen to be an event's. */
function asEventClass(eventClass: Function): EventClassLike {
  return eventClass as unknown as EventClassLike;
}

function asDefinition(definition: unknown): EventDefinition {
  return definition as EventDefinition;
}

// The live instances behind the event ids of a run, and the classes that rebuild the ones that are gone.

import type { EncodedObject } from "../codec/encoded-value.ts";
import type { DecodeContext } from "../codec/value-codec.ts";
import type { EventClass } from "../event/event-class.ts";
import type { EventMeta } from "../event/event-meta.ts";
import {
  consumerCopy,
  definitionOf,
  eventTypeOf,
  payloadOf,
  rebuildEvent,
  stampEvent,
} from "../event/event-identity.ts";
import { makeEventClass } from "../event/define-event.ts";
import * as systemEvents from "../event/system-events.ts";
import { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordOf } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { EventState, RunState } from "./run-state.ts";

const SYSTEM_CLASSES: readonly EventClass[] = Object.values(systemEvents);

/** Instances and classes of one run's events. */
export class EventBook {
  readonly #state: RunState;
  readonly #definition: WorkflowDefinition;
  readonly #instances = new Map<string, WorkflowEvent>();
  /** What the run failed with, as it was thrown. */
  failure: { readonly error: unknown } | undefined = undefined;
  /** Classes that the workflow's definition does not name: published or sent from outside. */
  #strangers: Map<string, EventClass> | undefined = undefined;
  readonly #decoding: DecodeContext = { classOfEvent: (type) => this.#classOf(type) };

  constructor(state: RunState, definition: WorkflowDefinition) {
    this.#state = state;
    this.#definition = definition;
  }

  /** Keeps an instance under the id that its record is about to carry. */
  add(eventId: string, event: WorkflowEvent): void {
    this.#instances.set(eventId, event);
    this.learnClass(event);
  }

  /** Remembers the class of an event, for rebuilding it on streams. */
  learnClass(event: WorkflowEvent): void {
    const type = eventTypeOf(event);
    if (this.#definition.eventClasses.has(type) || this.#strangers?.has(type) === true) return;
    (this.#strangers ??= new Map()).set(type, asClass(event));
  }

  /** Gives the instance its identity, once its record has its place. */
  stamp(record: RecordOf<"event.sent">): void {
    const { eventId } = record.data;
    const event = this.#instances.get(eventId);
    if (event === undefined) return;
    const stamped = stampEvent(event, metaOf(record));
    if (stamped !== event) this.#instances.set(eventId, stamped);
  }

  /** The event for one consumer, or `undefined` when the run has let go of it. */
  get(eventId: string): WorkflowEvent | undefined {
    const known = this.#instances.get(eventId);
    // A failure is handed over as it was thrown, so that the error is the very object.
    if (known !== undefined)
      return definitionOf(known).role === "stepFailed" ? known : consumerCopy(known, this.#decoding);
    const state = this.#state.events.get(eventId);
    if (state === undefined) return undefined;
    const event = this.rebuild(state.type, state.payload, metaOfState(state));
    this.#instances.set(eventId, event);
    return event;
  }

  delete(eventId: string): void {
    this.#instances.delete(eventId);
  }

  /** Lets go of every instance but one. */
  keepOnly(eventId: string | undefined): void {
    const kept = eventId === undefined ? undefined : this.#instances.get(eventId);
    this.#instances.clear();
    if (eventId !== undefined && kept !== undefined) this.#instances.set(eventId, kept);
  }

  /** An event from its record. A class nobody has shown us leaves an event with its name and its fields. */
  rebuild(type: string, payload: unknown, meta?: EventMeta): WorkflowEvent {
    return rebuildEvent(this.#classOf(type) ?? strangerClass(type), asPayload(payload), {
      ...this.#decoding,
      ...(meta === undefined ? {} : { meta }),
    });
  }

  get decoding(): DecodeContext {
    return this.#decoding;
  }

  #classOf(type: string): EventClass | undefined {
    return (
      this.#definition.eventClasses.get(type) ??
      this.#strangers?.get(type) ??
      SYSTEM_CLASSES.find((one) => eventTypeOf(one) === type)
    );
  }
}

/** Who an event is, from its record. */
export function metaOf({ data, seq, timeMs }: RecordOf<"event.sent">): EventMeta {
  return { id: data.eventId, type: data.type, cause: data.cause, seq, time: timeMs };
}

/** Encodes an event's payload; what stands in it is frozen from here on. */
export function encodeEvent(event: WorkflowEvent): EncodedObject {
  return payloadOf(event);
}

function metaOfState({ id, type, cause, seq, timeMs }: EventState): EventMeta {
  return { id, type, cause, seq, time: timeMs };
}

function strangerClass(type: string): EventClass {
  return asEventClass(makeEventClass({ name: type, role: "plain" }));
}

function asClass(event: WorkflowEvent): EventClass {
  return asEventClass(WorkflowEvent.classOf(event));
}

function asEventClass(eventClass: typeof WorkflowEvent): EventClass {
  return eventClass as unknown as EventClass;
}

/** The payload of an event is always an encoded object. */
function asPayload(payload: unknown): EncodedObject {
  return payload as EncodedObject;
}

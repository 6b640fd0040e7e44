// The live instances behind the event ids of a run, and the classes that rebuild the ones that are gone.

import type { EncodedObject } from "../codec/encoded-value.ts";
import type { DecodeContext } from "../codec/value-codec.ts";
import { makeEventClass } from "../event/define-event.ts";
import type { EventClass } from "../event/event-class.ts";
import {
  consumerCopy,
  definitionOf,
  eventTypeOf,
  nameEvent,
  payloadOf,
  rebuildEvent,
} from "../event/event-identity.ts";
import type { EventIdentity } from "../event/event-meta.ts";
import * as systemEvents from "../event/system-events.ts";
import { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RecordOf } from "../trace/record.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { EventState, RunState } from "./run-state.ts";

const SYSTEM_CLASSES: readonly EventClass[] = Object.values(systemEvents);

/** The record of an event on its way. */
export type EventSentBody = Extract<RecordBody, { readonly kind: "event.sent" }>;

/** How an event is sent. */
export interface SendData {
  /** Events already in the same group. */
  readonly offset: number;
  readonly cause: EventSentBody["data"]["cause"];
  readonly origin: EventSentBody["data"]["origin"];
  readonly target?: string | undefined;
  readonly key?: string | undefined;
}

/** Instances and classes of one run's events. */
export class EventBook {
  /** What the run failed with, as it was thrown. */
  failure: { readonly error: unknown } | undefined = undefined;
  readonly #state: RunState;
  readonly #definition: WorkflowDefinition;
  /** Classes that the workflow's definition does not name: published or sent from outside. */
  #strangers: Map<string, EventClass> | undefined = undefined;
  readonly decoding: DecodeContext = { classOfEvent: (type) => this.#classOf(type) };

  constructor(state: RunState, definition: WorkflowDefinition) {
    this.#state = state;
    this.#definition = definition;
  }

  /** The record that sends an event; `offset` counts the events before it in the same group. */
  sendBody(event: WorkflowEvent, { offset, cause, origin, target, key }: SendData): EventSentBody {
    const eventId = `e${this.#state.counters.events + 1 + offset}`;
    const payload = payloadOf(event);
    const { type, role } = definitionOf(event);
    const data = { eventId, type, payload, cause, origin };
    const isStranger = !this.#definition.eventClasses.has(type);
    if (isStranger) this.learnClass(event);
    if (target === undefined && key === undefined && !isStranger) return { kind: "event.sent", data };
    return {
      kind: "event.sent",
      data: {
        ...data,
        ...(isStranger && role !== "plain" ? { role } : {}),
        ...(target === undefined ? {} : { target }),
        ...(key === undefined ? {} : { key }),
      },
    };
  }

  /** Remembers the class of an event, for rebuilding it on streams. */
  learnClass(event: WorkflowEvent): void {
    const type = eventTypeOf(event);
    if (!this.#definition.eventClasses.has(type)) (this.#strangers ??= new Map()).set(type, asClass(event));
  }

  /** Says who an event is that has just been sent: as its state tells, or, where that is gone already, as its tick did. */
  name(event: WorkflowEvent, data: EventSentBody["data"], tick: Pick<EventIdentity, "seq" | "timeMs">): void {
    const { seq, timeMs } = tick;
    nameEvent(event, this.#state.events.get(data.eventId) ?? identityOf({ data, seq, timeMs }));
  }

  /** The event for one consumer, or `undefined` when the run has let go of it. */
  get(eventId: string): WorkflowEvent | undefined {
    const state = this.#state.events.get(eventId) ?? this.#stopState(eventId);
    if (state === undefined) return undefined;
    const { live } = state;
    // A failure is handed over as it was thrown, so that the error is the very object.
    if (live instanceof WorkflowEvent)
      return definitionOf(live).role === "stepFailed" ? live : consumerCopy(live, this.decoding);
    const event = this.rebuild(state.type, state.payload, state);
    state.live = event;
    return event;
  }

  /** An event from its record. A class nobody has shown us leaves an event with its name and its fields. */
  rebuild(type: string, payload: unknown, identity?: EventIdentity): WorkflowEvent {
    return rebuildEvent(this.#classOf(type) ?? strangerClass(type), asPayload(payload), {
      ...this.decoding,
      ...(identity === undefined ? {} : { identity }),
    });
  }

  #stopState(eventId: string): EventState | undefined {
    return this.#state.stopEventId === eventId ? this.#state.stopEvent : undefined;
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
export function identityOf(record: Pick<RecordOf<"event.sent">, "data" | "seq" | "timeMs">): EventIdentity {
  const { data, seq, timeMs } = record;
  return { id: data.eventId, type: data.type, cause: data.cause, seq, timeMs };
}

/** Encodes an event's payload; what stands in it is frozen from here on. */
export function encodeEvent(event: WorkflowEvent): EncodedObject {
  return payloadOf(event);
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

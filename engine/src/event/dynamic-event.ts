// Events with free attributes: what they can read, and how their classes are made.

import { EventUsageError } from "../errors/event-errors.ts";
import type { DynamicEventClass } from "./event-class.ts";
import type { EventRole } from "./event-definition.ts";
import { makeEventClass } from "./define-event.ts";
import { WorkflowEvent } from "./workflow-event.ts";

/**
 * Reads an attribute of any event, also one whose payload owns a name such as `get` or `constructor`.
 *
 * @example
 * ```ts
 * import { getAttribute, StartEvent } from "stepscope";
 *
 * console.log(getAttribute(new StartEvent({ get: "data" }), "get")); // "data"
 * ```
 */
export function getAttribute(event: WorkflowEvent, name: string, fallback?: unknown): unknown {
  return Object.hasOwn(event, name) ? Reflect.get(event, name) : fallback;
}

/** Reads an attribute that must be there. @throws EventUsageError when it is missing. */
function requireAttribute(event: WorkflowEvent, name: string): unknown {
  if (Object.hasOwn(event, name)) return Reflect.get(event, name);
  const { type } = WorkflowEvent.definitionOf(event);
  const known = Object.keys(event);
  const list = known.length === 0 ? "it has none" : `it has ${known.join(", ")}`;
  throw new EventUsageError(
    `${type} has no attribute "${name}"; ${list}. Pass it when the event is made, or read it with get("${name}", fallback).`,
    {
      eventType: type,
      attribute: name,
    },
  );
}

/** Makes a class of events with free attributes. */
export function makeDynamicEventClass<Name extends string, Attributes extends object>(
  name: Name,
  role: EventRole,
): DynamicEventClass<Name, Attributes> {
  const eventClass = makeEventClass({ name, role });
  Object.defineProperties(eventClass.prototype, {
    get: { value: readAttribute, writable: true, configurable: true },
    require: { value: readRequired, writable: true, configurable: true },
  });
  return asDynamic<Name, Attributes>(eventClass);
}

function readAttribute(this: WorkflowEvent, name: string, fallback?: unknown): unknown {
  return getAttribute(this, name, fallback);
}

function readRequired(this: WorkflowEvent, name: string): unknown {
  return requireAttribute(this, name);
}

/** The class has just been given what the type promises. */
function asDynamic<Name extends string, Attributes extends object>(
  eventClass: typeof WorkflowEvent,
): DynamicEventClass<Name, Attributes> {
  return eventClass as unknown as DynamicEventClass<Name, Attributes>;
}

// Makes event classes from a name and a schema.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { OptionError } from "../errors/option-error.ts";
import type { DefinedEventClass, EventClass } from "./event-class.ts";
import type { EventDefinition, EventRole } from "./event-definition.ts";
import { isTypeOnly, type PayloadSchema } from "./schema.ts";
import { validatePayload } from "./validate-payload.ts";
import { EVENT_DEFINITION, WorkflowEvent } from "./workflow-event.ts";

/** Options of `defineEvent`. */
export interface EventOptions {
  /** Payload fields that are never stored or exported. @default [] */
  readonly sensitive?: readonly string[];
}

/** Options of `defineEvent` for an event that extends another. */
export interface ExtendingEventOptions<Parent extends EventClass> extends EventOptions {
  /** The event class this one extends: its payload must satisfy both schemas. */
  readonly extends: Parent;
}

interface AnyEventOptions extends EventOptions {
  readonly extends?: EventClass | undefined;
}

type EmptyPayload = Record<never, never>;
type InputOf<Schema extends StandardSchemaV1> = StandardSchemaV1.InferInput<Schema>;
type OutputOf<Schema extends StandardSchemaV1> = StandardSchemaV1.InferOutput<Schema>;
type ParentInput<Parent extends EventClass> = NonNullable<ConstructorParameters<Parent>[0]>;
/** A schema whose payload is an object. */
type ObjectSchema = StandardSchemaV1<unknown, object>;

/**
 * Makes an event class; extend it to name it: `class Joke extends defineEvent("Joke", schema) {}`.
 *
 * @param name - Stable identity in storage and on the wire; at most one class per workflow may carry it.
 * @param schema - A synchronous Standard Schema (zod, valibot, arktype), or `type<T>()`.
 * @throws OptionError when the name is empty or the schema is none.
 *
 * @example
 * ```ts
 * import { defineEvent } from "stepscope";
 * import { z } from "zod";
 *
 * class JokeEvent extends defineEvent("JokeEvent", z.object({ joke: z.string() })) {}
 * console.log(new JokeEvent({ joke: "Arr" }).joke);
 * ```
 */
export function defineEvent<const Name extends string>(name: Name): DefinedEventClass<Name, EmptyPayload, EmptyPayload>;
export function defineEvent<const Name extends string, Schema extends ObjectSchema>(
  name: Name,
  schema: Schema,
  options?: EventOptions & { readonly extends?: undefined },
): DefinedEventClass<Name, InputOf<Schema>, OutputOf<Schema>>;
export function defineEvent<const Name extends string, Schema extends ObjectSchema, Parent extends EventClass>(
  name: Name,
  schema: Schema,
  options: ExtendingEventOptions<Parent>,
): DefinedEventClass<Name, InputOf<Schema> & ParentInput<Parent>, OutputOf<Schema>, InstanceType<Parent>>;
export function defineEvent<const Name extends string, Parent extends EventClass>(
  name: Name,
  schema: undefined,
  options: ExtendingEventOptions<Parent>,
): DefinedEventClass<Name, ParentInput<Parent>, EmptyPayload, InstanceType<Parent>>;
export function defineEvent<const Name extends string>(
  name: Name,
  schema: undefined,
  options?: EventOptions,
): DefinedEventClass<Name, EmptyPayload, EmptyPayload>;
export function defineEvent<T extends object>(name: string): DefinedEventClass<string, T, T>;
export function defineEvent(name: string, schema?: StandardSchemaV1, options?: AnyEventOptions): unknown {
  return makeEventClass({ name, role: "plain", schema, options });
}

/** What makes an event class. */
export interface EventBlueprint {
  readonly name: string;
  readonly role: EventRole;
  readonly schema?: StandardSchemaV1 | undefined;
  readonly options?: AnyEventOptions | undefined;
}

/** Makes a class from checked options; its typed faces are the `define…` functions. */
export function makeEventClass(blueprint: EventBlueprint): typeof WorkflowEvent {
  const { name, role, schema, options = {} } = blueprint;
  if (typeof name !== "string" || name === "")
    throw new OptionError("defineEvent: name", "a text that is not empty", name);
  if (schema !== undefined && !isStandardSchema(schema)) {
    throw new OptionError("defineEvent: schema", "a Standard Schema such as z.object({ … }), or type<T>()", schema);
  }
  const parent = options.extends?.[EVENT_DEFINITION];
  if (options.extends !== undefined && parent === undefined)
    throw new OptionError("defineEvent: extends", "an event class", options.extends);
  const definition: EventDefinition = {
    type: name,
    role: parent !== undefined && role === "plain" ? parent.role : role,
    ...(schema === undefined || isTypeOnly(asPayloadSchema(schema)) ? {} : { schema: asPayloadSchema(schema) }),
    ...(parent === undefined ? {} : { parent }),
    sensitive: [...(parent?.sensitive ?? []), ...(options.sensitive ?? [])],
  };
  return nameClass(extendClass(options.extends, definition), name);
}

/** Validates, then builds. One class for all: the definition is found through the class being constructed. */
class ValidatedEvent extends WorkflowEvent {
  constructor(payload: unknown) {
    const definition = new.target[EVENT_DEFINITION];
    super(definition, definition === undefined ? {} : validatePayload(definition, payload));
  }
}

function extendClass(parent: EventClass | undefined, definition: EventDefinition): typeof WorkflowEvent {
  const base = parent === undefined ? ValidatedEvent : asBase(parent);
  return class extends base {
    static override readonly [EVENT_DEFINITION]: EventDefinition = definition;
  };
}

function nameClass(eventClass: typeof WorkflowEvent, name: string): typeof WorkflowEvent {
  return Object.defineProperty(eventClass, "name", { value: name, configurable: true });
}

function isStandardSchema(schema: unknown): boolean {
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null || !("~standard" in schema))
    return false;
  const standard = schema["~standard"];
  return (
    typeof standard === "object" &&
    standard !== null &&
    "validate" in standard &&
    typeof standard.validate === "function"
  );
}

/** Whether the output is an object is checked at each construction. */
function asPayloadSchema(schema: StandardSchemaV1): PayloadSchema {
  return schema as PayloadSchema;
}

/** Every event class descends from {@link ValidatedEvent}; only its parameter's type differs. */
function asBase(eventClass: EventClass): typeof ValidatedEvent {
  return eventClass as typeof ValidatedEvent;
}

/** Gives a class its typed face; only for a class just made from this name and schema. */
export function asDefinedClass<Name extends string, Input, Output extends object>(
  eventClass: typeof WorkflowEvent,
): DefinedEventClass<Name, Input, Output> {
  return eventClass as unknown as DefinedEventClass<Name, Input, Output>;
}

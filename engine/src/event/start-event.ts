// The event a run begins with.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { asDefinedClass, makeEventClass, type EventOptions } from "./define-event.ts";
import { makeDynamicEventClass } from "./dynamic-event.ts";
import type { DefinedEventClass, DynamicEvent, DynamicEventClass } from "./event-class.ts";

/** The event a run begins with; its attributes are the run's input. */
export type StartEvent<Attributes extends object = Record<string, unknown>> = DynamicEvent<"StartEvent", Attributes>;

/**
 * The event a run begins with; its attributes are the run's input.
 *
 * @example
 * ```ts
 * import { StartEvent } from "stepscope";
 *
 * const start = new StartEvent({ topic: "pirates" });
 * console.log(start.topic, start.get("mood", "cheerful"));
 * ```
 */
export const StartEvent: DynamicEventClass<"StartEvent", Record<string, unknown>> = makeDynamicEventClass(
  "StartEvent",
  "start",
);

/**
 * Makes a typed start event: the run's input is validated by its schema.
 *
 * @throws OptionError when the name is empty or the schema is none.
 *
 * @example
 * ```ts
 * import { defineStartEvent } from "stepscope";
 * import { z } from "zod";
 *
 * class Ask extends defineStartEvent("Ask", z.object({ question: z.string() })) {}
 * console.log(new Ask({ question: "Why?" }).question);
 * ```
 */
export function defineStartEvent<const Name extends string, Schema extends StandardSchemaV1<unknown, object>>(
  name: Name,
  schema: Schema,
  options?: EventOptions,
): DefinedEventClass<Name, StandardSchemaV1.InferInput<Schema>, StandardSchemaV1.InferOutput<Schema>> {
  return asDefinedClass(makeEventClass({ name, role: "start", schema, options }));
}

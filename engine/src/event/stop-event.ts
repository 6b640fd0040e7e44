// The event a run ends with.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { asDefinedClass, makeEventClass, type EventOptions } from "./define-event.ts";
import type { Branded, DefinedEventClass, UNTYPED_STOP } from "./event-class.ts";
import type { EventDefinition } from "./event-definition.ts";
import type { EVENT_DEFINITION, WorkflowEvent } from "./workflow-event.ts";

/** The event a run ends with; awaiting the run gives its `result`. */
export type StopEvent<Result = unknown> = WorkflowEvent & Branded<"StopEvent"> & { readonly result: Result };

/** The class of {@link StopEvent}. */
export interface StopEventClass {
  new <Result = undefined>(payload?: { readonly result: Result }): StopEvent<Result>;
  readonly prototype: StopEvent;
  readonly name: string;
  readonly [EVENT_DEFINITION]: EventDefinition;
  /** For the compiler: tells this class from a typed stop event's. */
  readonly [UNTYPED_STOP]: true;
}

/**
 * The event a run ends with; awaiting the run gives its `result`.
 *
 * @example
 * ```ts
 * import { StopEvent } from "stepscope";
 *
 * const stop = new StopEvent({ result: 42 });
 * console.log(stop.result);
 * ```
 */
export const StopEvent: StopEventClass = asStopEventClass(
  makeEventClass({ name: "StopEvent", role: "stop", schema: undefined }),
);

/**
 * Makes a typed stop event: awaiting the run gives the event itself.
 *
 * @throws OptionError when the name is empty or the schema is none.
 *
 * @example
 * ```ts
 * import { defineStopEvent } from "stepscope";
 * import { z } from "zod";
 *
 * class Answered extends defineStopEvent("Answered", z.object({ answer: z.string() })) {}
 * console.log(new Answered({ answer: "Because." }).answer);
 * ```
 */
export function defineStopEvent<const Name extends string, Schema extends StandardSchemaV1<unknown, object>>(
  name: Name,
  schema: Schema,
  options?: EventOptions,
): DefinedEventClass<Name, StandardSchemaV1.InferInput<Schema>, StandardSchemaV1.InferOutput<Schema>> {
  return asDefinedClass(makeEventClass({ name, role: "stop", schema, options }));
}

function asStopEventClass(eventClass: typeof WorkflowEvent): StopEventClass {
  return eventClass as unknown as StopEventClass;
}

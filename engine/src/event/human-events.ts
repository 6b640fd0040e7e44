// Events for people in the loop: a question that leaves the run, and an answer that comes from outside.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { asDefinedClass, makeEventClass, type EventOptions } from "./define-event.ts";
import { makeDynamicEventClass } from "./dynamic-event.ts";
import type { DefinedEventClass, DynamicEvent, DynamicEventClass } from "./event-class.ts";

/** Attributes of an untyped question. */
export interface InputRequiredAttributes {
  /** What to ask. */
  readonly prefix: string;
}

/** Attributes of an untyped answer. */
export interface HumanResponseAttributes {
  readonly response: string;
}

/** A question to a person: published on the stream when emitted; no step needs to accept it. */
export type InputRequiredEvent<Attributes extends object = InputRequiredAttributes> = DynamicEvent<
  "InputRequiredEvent",
  Attributes
>;

/**
 * A question to a person: published on the stream when emitted; no step needs to accept it.
 *
 * @example
 * ```ts
 * import { InputRequiredEvent } from "stepscope";
 *
 * console.log(new InputRequiredEvent({ prefix: "Approve?" }).prefix);
 * ```
 */
export const InputRequiredEvent: DynamicEventClass<"InputRequiredEvent", InputRequiredAttributes> =
  makeDynamicEventClass("InputRequiredEvent", "inputRequired");

/** An answer from outside: no step needs to produce it. */
export type HumanResponseEvent<Attributes extends object = HumanResponseAttributes> = DynamicEvent<
  "HumanResponseEvent",
  Attributes
>;

/**
 * An answer from outside: no step needs to produce it.
 *
 * @example
 * ```ts
 * import { HumanResponseEvent } from "stepscope";
 *
 * console.log(new HumanResponseEvent({ response: "yes" }).response);
 * ```
 */
export const HumanResponseEvent: DynamicEventClass<"HumanResponseEvent", HumanResponseAttributes> =
  makeDynamicEventClass("HumanResponseEvent", "humanResponse");

/**
 * Makes a typed question to a person.
 *
 * @throws OptionError when the name is empty or the schema is none.
 *
 * @example
 * ```ts
 * import { defineInputRequired } from "stepscope";
 * import { z } from "zod";
 *
 * class AskBudget extends defineInputRequired("AskBudget", z.object({ project: z.string() })) {}
 * console.log(new AskBudget({ project: "ship" }).project);
 * ```
 */
export function defineInputRequired<const Name extends string, Schema extends StandardSchemaV1<unknown, object>>(
  name: Name,
  schema: Schema,
  options?: EventOptions,
): DefinedEventClass<Name, StandardSchemaV1.InferInput<Schema>, StandardSchemaV1.InferOutput<Schema>> {
  return asDefinedClass(makeEventClass({ name, role: "inputRequired", schema, options }));
}

/**
 * Makes a typed answer from outside.
 *
 * @throws OptionError when the name is empty or the schema is none.
 *
 * @example
 * ```ts
 * import { defineHumanResponse } from "stepscope";
 * import { z } from "zod";
 *
 * class Budget extends defineHumanResponse("Budget", z.object({ euros: z.number() })) {}
 * console.log(new Budget({ euros: 100 }).euros);
 * ```
 */
export function defineHumanResponse<const Name extends string, Schema extends StandardSchemaV1<unknown, object>>(
  name: Name,
  schema: Schema,
  options?: EventOptions,
): DefinedEventClass<Name, StandardSchemaV1.InferInput<Schema>, StandardSchemaV1.InferOutput<Schema>> {
  return asDefinedClass(makeEventClass({ name, role: "humanResponse", schema, options }));
}

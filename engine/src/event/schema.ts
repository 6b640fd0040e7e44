// Payload schemas: Standard Schema for validated payloads, `type<T>()` for typed-only ones.

import type { StandardSchemaV1 } from "@standard-schema/spec";

/** A schema that only gives a type: it lets every object through unchanged. */
export interface TypeOnlySchema<T extends object> extends StandardSchemaV1<T, T> {
  readonly "~standard": StandardSchemaV1.Props<T, T> & { readonly vendor: "stepscope" };
}

/** Any schema whose output can be an event's payload. */
export type PayloadSchema<Input = unknown, Output extends object = object> = StandardSchemaV1<Input, Output>;

const TYPE_ONLY: TypeOnlySchema<object> = {
  "~standard": { version: 1, vendor: "stepscope", validate: (value) => ({ value: parsePayload(value) }) },
};

function parsePayload(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

/**
 * Gives an event's payload a type without validating it at run time.
 *
 * @example
 * ```ts
 * import { defineEvent, type } from "stepscope";
 *
 * class Ping extends defineEvent("Ping", type<{ count: number }>()) {}
 * console.log(new Ping({ count: 1 }).count);
 * ```
 */
export function type<T extends object>(): TypeOnlySchema<T> {
  return TYPE_ONLY as TypeOnlySchema<T>;
}

/** Whether a schema lets everything through, so that validation can be skipped. */
export function isTypeOnly(schema: PayloadSchema): boolean {
  return schema["~standard"].vendor === "stepscope";
}

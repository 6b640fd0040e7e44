// The error of a bad option, raised where the option is given.

import { StepscopeError } from "./stepscope-error.ts";

/**
 * An option has a value that cannot work.
 *
 * @example
 * ```ts
 * import { OptionError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof OptionError ? error.message : undefined;
 * }
 * ```
 */
export class OptionError extends StepscopeError {
  /** @param subject - Where it was given and which one it is, such as `step of greet: workers`. */
  constructor(subject: string, expected: string, given: unknown) {
    super("OPTION_INVALID", `${subject} must be ${expected}, not ${show(given)}.`, {
      details: { subject, given: show(given) },
    });
  }
}

function show(value: unknown): string {
  if (typeof value === "function") return value.name === "" ? "a function" : `the function ${value.name}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return String(value);
}

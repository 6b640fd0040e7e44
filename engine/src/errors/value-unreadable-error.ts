// The error of a stored value that cannot be turned back into what it was.

import { StepscopeError } from "./stepscope-error.ts";

const SHOWN_LENGTH = 120;

/**
 * A stored value is damaged, or was written by a codec that is missing here.
 *
 * @example
 * ```ts
 * import { ValueUnreadableError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof ValueUnreadableError ? error.message : undefined;
 * }
 * ```
 */
export class ValueUnreadableError extends StepscopeError {
  constructor(what: string, encoded: unknown, cause?: unknown) {
    const shown = JSON.stringify(encoded)?.slice(0, SHOWN_LENGTH) ?? "nothing";
    super(
      "VALUE_UNREADABLE",
      `A stored value holds ${what}: ${shown}. The record is damaged, or it was written with a codec that this program has not registered.`,
      {
        details: { what },
        cause,
      },
    );
  }
}

// The one error type of the product: a stable code, a message that says what to do, and plain details.

import type { ErrorCode } from "./error-codes.ts";

/** Plain, serialisable facts about an error: ids, names, limits. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** Options of a {@link StepscopeError}. */
export interface StepscopeErrorOptions {
  /** Plain facts a program can read. @default {} */
  readonly details?: ErrorDetails;
  /** What led to this error. */
  readonly cause?: unknown;
}

/**
 * Every error that Stepscope itself raises.
 *
 * @example
 * ```ts
 * import { StepscopeError } from "stepscope";
 *
 * const error = new StepscopeError("RUN_TIMEOUT", "run r1 timed out after 50 ms");
 * console.log(error.code, error.docsUrl);
 * ```
 */
export class StepscopeError extends Error {
  /** Stable identifier of the kind of failure; `docs/errors/<code>.md` explains it. */
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: StepscopeErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }

  /** Path of the page that explains this error, inside the documentation. */
  get docsUrl(): string {
    return `docs/errors/${this.code}.md`;
  }
}

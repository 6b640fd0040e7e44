// Errors about one event: its payload is wrong, cannot be written down, or the event is used where it cannot be.

import { StepscopeError, type ErrorDetails } from "./stepscope-error.ts";

/** One complaint of a schema, with the place in the payload. */
export interface PayloadIssue {
  readonly message: string;
  /** Such as `items[2].price`; empty for the payload as a whole. */
  readonly path: string;
}

/**
 * A payload does not fit its event's schema.
 *
 * @example
 * ```ts
 * import { EventValidationError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof EventValidationError ? error.issues.map(({ path, message }) => `${path}: ${message}`).join("\n") : undefined;
 * }
 * ```
 */
export class EventValidationError extends StepscopeError {
  /** Stable name of the event class. */
  readonly eventType: string;
  readonly issues: readonly PayloadIssue[];

  constructor(eventType: string, issues: readonly PayloadIssue[], cause?: unknown) {
    const list = issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
    super(
      "EVENT_VALIDATION",
      `${eventType} was given a payload that does not fit its schema: ${list}. Correct the value, or the schema given to defineEvent("${eventType}", …).`,
      {
        details: { eventType, issues },
        cause,
      },
    );
    this.eventType = eventType;
    this.issues = issues;
  }
}

/**
 * A value cannot be written into the journal.
 *
 * @example
 * ```ts
 * import { EventNotSerializableError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof EventNotSerializableError ? `send something else than ${error.path}` : undefined;
 * }
 * ```
 */
export class EventNotSerializableError extends StepscopeError {
  /** Where in the value, such as `JokeEvent.callback`. */
  readonly path: string;

  constructor(path: string, what: string) {
    super(
      "EVENT_NOT_SERIALIZABLE",
      `${path} is ${what}, which cannot be recorded or replayed. Send plain data instead (JSON, Date, Map, Set, BigInt, URL, RegExp, Error, typed arrays); keep live objects in a resource or on the workflow.`,
      { details: { path, what } },
    );
    this.path = path;
  }
}

/**
 * A value is too big for the journal.
 *
 * @example
 * ```ts
 * import { EventTooLargeError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof EventTooLargeError ? error.message : undefined;
 * }
 * ```
 */
export class EventTooLargeError extends StepscopeError {
  constructor(path: string, bytes: number | undefined, limitBytes: number) {
    const size = bytes === undefined ? `more than ${limitBytes}` : String(bytes);
    super(
      "EVENT_TOO_LARGE",
      `${path} takes ${size} bytes as JSON; the limit is ${limitBytes}. Store the body elsewhere (a file, a bucket, a table) and send its address.`,
      {
        details: { path, limitBytes, ...(bytes === undefined ? {} : { bytes }) },
      },
    );
  }
}

/**
 * An event is used in a way that cannot work.
 *
 * @example
 * ```ts
 * import { EventUsageError } from "stepscope";
 *
 * export function explain(error: unknown): string | undefined {
 *   return error instanceof EventUsageError ? error.message : undefined;
 * }
 * ```
 */
export class EventUsageError extends StepscopeError {
  constructor(message: string, details?: ErrorDetails) {
    super("EVENT_USAGE", message, details === undefined ? {} : { details });
  }
}

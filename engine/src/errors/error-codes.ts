// Every error code, once: each has a page in docs/errors.

/** All codes a {@link StepscopeError} can carry, in alphabetical order. */
export const ERROR_CODES = [
  "CONTEXT_INVALID",
  "DATABASE_CHANGED",
  "DATABASE_EMPTY",
  "DATABASE_INVALID",
  "DATABASE_MISSING",
  "DATABASE_NETWORK",
  "DATABASE_NEWER",
  "DATABASE_OLDER",
  "DATABASE_UNWRITABLE",
  "ENGINE_MISSING",
  "EVENT_NOT_DECLARED",
  "EVENT_NOT_SERIALIZABLE",
  "EVENT_TOO_LARGE",
  "EVENT_USAGE",
  "EVENT_VALIDATION",
  "OPTION_INVALID",
  "READER_MISSING",
  "RESOURCE_CIRCULAR",
  "RUN_CANCELLED",
  "RUN_ENDED",
  "RUN_ID_CONFLICT",
  "RUN_STALLED",
  "RUN_TIMEOUT",
  "SQLITE_TOO_OLD",
  "STEP_RETURN_INVALID",
  "STEP_TIMEOUT",
  "STEP_UNKNOWN",
  "STORE_UNAVAILABLE",
  "VALUE_UNREADABLE",
  "WAIT_TIMEOUT",
  "WORKFLOW_FROZEN",
  "WORKFLOW_INVALID",
] as const;

/** Stable identifier of a kind of failure. */
export type ErrorCode = (typeof ERROR_CODES)[number];

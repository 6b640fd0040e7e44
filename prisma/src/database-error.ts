// The errors of this package: a stable code, and a message that names the file and says what to do.

/** All codes a {@link DatabaseError} can carry. */
export const DATABASE_ERROR_CODES = [
  "DATABASE_CHANGED",
  "DATABASE_EMPTY",
  "DATABASE_INVALID",
  "DATABASE_MISSING",
  "DATABASE_NETWORK",
  "DATABASE_NEWER",
  "DATABASE_OLDER",
  "DATABASE_UNWRITABLE",
  "SQLITE_TOO_OLD",
] as const;

/** Stable identifier of a kind of failure to open or migrate a database file. */
export type DatabaseErrorCode = (typeof DATABASE_ERROR_CODES)[number];

/** What a {@link DatabaseError} knows beside its message. */
export interface DatabaseErrorOptions {
  /** Plain facts: path, versions. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A database file that cannot be used as it is. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: DatabaseErrorCode, message: string, options: DatabaseErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DatabaseError";
    this.code = code;
    this.details = options.details;
  }
}

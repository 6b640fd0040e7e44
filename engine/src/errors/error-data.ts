// The plain-data form of any thrown value, as it stands in the journal.

/** What is kept of a thrown value: enough to read it, and to rebuild an equal one. */
export interface ErrorData {
  /** Class name, such as `TypeError`; `NonError` for a thrown value that is not an Error. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** A `code` property, when the error had one (Node, SQLite and Stepscope errors do). */
  readonly code?: string;
  /** HTTP-like `status`, when the error had one (API clients' errors do). */
  readonly status?: number;
  readonly cause?: ErrorData;
  /** The errors an `AggregateError` holds. */
  readonly errors?: readonly ErrorData[];
  /** The thrown value itself, encoded, when it was not an Error. */
  readonly value?: unknown;
}

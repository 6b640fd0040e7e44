// The error of a command line that makes no sense.

/** What was typed cannot be carried out; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

// The error of a command that was understood and could not be carried out.

/** What could not be done, and what to do about it, in one line. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** A reason not to start that is the user's to mend: shown as its message alone, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

// Lets a command come to a clean end when it is interrupted.

/** Aborted by Ctrl+C or a termination; a second one of the same kind ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
  return stop.signal;
}

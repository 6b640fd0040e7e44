// Checks what a run is asked for with, where a program without types may get it wrong.

import { OptionError } from "../errors/option-error.ts";
import type { RunOptions } from "../workflow/run-options.ts";

/** @throws OptionError at the first bad option. `runId` and `context` are checked where they are used. */
export function checkRunOptions({ signal, tags, sessionId, userId }: RunOptions, workflow: string): void {
  const where = `${workflow}.run:`;
  if (signal !== undefined && typeof signal?.addEventListener !== "function")
    throw new OptionError(`${where} signal`, "an AbortSignal", signal);
  if (tags !== undefined && (!Array.isArray(tags) || tags.some((tag) => typeof tag !== "string")))
    throw new OptionError(`${where} tags`, "a list of texts", tags);
  for (const [name, id] of Object.entries({ sessionId, userId })) {
    if (id !== undefined && typeof id !== "string") throw new OptionError(`${where} ${name}`, "a text", id);
  }
}

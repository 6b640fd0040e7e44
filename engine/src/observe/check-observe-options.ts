// Checks the options of observe, where a program without types may get one wrong: privacy must not fail in silence.

import { OptionError } from "../errors/option-error.ts";
import type { ObserveOptions } from "./observe-options.ts";

const DURABILITIES: readonly unknown[] = ["buffered", "acknowledged"];
const CAPTURES: readonly unknown[] = ["full", "hash", "none"];

/** @throws OptionError at the first bad option. */
export function checkObserveOptions({ database, durability, captureContent, mask, redact }: ObserveOptions): void {
  if (database !== undefined && database !== false && (typeof database !== "string" || database === ""))
    throw new OptionError("observe: database", "a path, a file: URL, or false", database);
  if (durability !== undefined && !DURABILITIES.includes(durability))
    throw new OptionError("observe: durability", `one of ${DURABILITIES.join(", ")}`, durability);
  if (captureContent !== undefined && !CAPTURES.includes(captureContent))
    throw new OptionError("observe: captureContent", `one of ${CAPTURES.join(", ")}`, captureContent);
  if (mask !== undefined && typeof mask !== "function") throw new OptionError("observe: mask", "a function", mask);
  if (redact === undefined) return;
  if (typeof redact !== "object" || redact === null)
    throw new OptionError("observe: redact", "an object with keys and values", redact);
  for (const [name, list] of Object.entries({ keys: redact.keys, values: redact.values }))
    if (list !== undefined && !Array.isArray(list)) throw new OptionError(`observe: redact.${name}`, "a list", list);
}

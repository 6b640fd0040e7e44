// Thrown values in the journal: errors, and whatever else user code throws.

import type { ErrorData } from "../errors/error-data.ts";
import { decode } from "./decode.ts";
import { describeThrown, rebuildThrown } from "./describe-thrown.ts";
import { encode } from "./encode.ts";

/** Gives the journal form of anything that was thrown. Never throws. */
export function toErrorData(thrown: unknown): ErrorData {
  return describeThrown(thrown, (part) => encode(part));
}

/** Rebuilds an equal value from its journal form: an `Error` with name, message, stack, code and cause, or the value thrown. */
export function fromErrorData(data: ErrorData): unknown {
  return rebuildThrown(data, (part) => decode(part));
}

// A thrown value as plain data and back, given how to encode and decode the parts that are not errors.

import type { ErrorData } from "../errors/error-data.ts";
import type { EncodedValue } from "./encoded-value.ts";

/** Longest chain of causes that is kept; a chain may be endless. */
const CAUSE_LIMIT = 16;

const KNOWN_ERRORS: ReadonlyMap<string, new (message: string) => Error> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((constructor) => [
    constructor.name,
    constructor,
  ]),
);

/** Gives the plain form of anything thrown. Never throws: what cannot be encoded is kept as text. */
export function describeThrown(thrown: unknown, encodePart: (part: unknown) => EncodedValue, depth = 0): ErrorData {
  try {
    return describe(thrown, encodePart, depth);
  } catch (problem) {
    // Its own fields throw when they are read.
    return { name: "Error", message: `[what was thrown cannot be read: ${textOf(problem)}]` };
  }
}

function describe(thrown: unknown, encodePart: (part: unknown) => EncodedValue, depth: number): ErrorData {
  if (!(thrown instanceof Error))
    return { name: "NonError", message: textOf(thrown), value: encodeOrText(thrown, encodePart) };
  const { code, status } = asFields(thrown);
  const hasCause = Object.hasOwn(thrown, "cause") && depth < CAUSE_LIMIT;
  const errors: unknown = Reflect.get(thrown, "errors");
  return {
    name: textOf(thrown.name),
    message: textOf(thrown.message),
    ...(typeof thrown.stack === "string" ? { stack: thrown.stack } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof status === "number" && Number.isFinite(status) ? { status } : {}),
    ...(hasCause ? { cause: describeThrown(thrown.cause, encodePart, depth + 1) } : {}),
    ...(thrown instanceof AggregateError && Array.isArray(errors) && depth < CAUSE_LIMIT
      ? { errors: errors.map((error) => describeThrown(error, encodePart, depth + 1)) }
      : {}),
  };
}

/** Rebuilds an equal value from its plain form. */
export function rebuildThrown(data: ErrorData, decodePart: (part: EncodedValue) => unknown): unknown {
  if (data.name === "NonError" && "value" in data) return decodePart(asEncoded(data.value));
  const constructor = KNOWN_ERRORS.get(data.name) ?? Error;
  const inner = data.errors?.map((error) => rebuildThrown(error, decodePart));
  const error = inner === undefined ? new constructor(data.message) : new AggregateError(inner, data.message);
  if (error.name !== data.name) define(error, "name", data.name);
  define(error, "stack", data.stack);
  if (data.cause !== undefined) define(error, "cause", rebuildThrown(data.cause, decodePart));
  if (data.code !== undefined) Object.assign(error, { code: data.code });
  if (data.status !== undefined) Object.assign(error, { status: data.status });
  return error;
}

function define(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}

function encodeOrText(value: unknown, encodePart: (part: unknown) => EncodedValue): EncodedValue {
  try {
    return encodePart(value);
  } catch {
    return textOf(value);
  }
}

/** Text of any value, also of one whose `toString` throws. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[no text]";
  }
}

function asFields(value: object): Readonly<Record<string, unknown>> {
  return value as Readonly<Record<string, unknown>>;
}

function asEncoded(value: unknown): EncodedValue {
  return value as EncodedValue;
}

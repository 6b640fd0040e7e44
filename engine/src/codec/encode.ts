// Turns a value into its journal form in one walk that also checks it, measures it and, if asked, freezes it.

import { EventTooLargeError } from "../errors/event-errors.ts";
import { encodeSpecial, isPlainPrototype, isShareable } from "./encode-special.ts";
import type { EncodedObject, EncodedValue } from "./encoded-value.ts";
import { escapeKeys, isSafeKey } from "./escaped-keys.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { DEPTH_LIMIT, SIZE_LIMIT_BYTES } from "./limits.ts";

/** Nothing below this many characters can exceed the limit, even if each is escaped and three bytes long. */
const SURELY_SMALL = SIZE_LIMIT_BYTES / 6;

/** Thrown inside the walk only; the refusal's text is worked out afterwards, off the hot path. */
const REFUSED: unique symbol = Symbol("refused");
const TOO_LARGE: unique symbol = Symbol("too large");

const UNDEFINED: EncodedValue = Object.freeze({ $: "Undefined" });

// The walk is synchronous, so its running totals can live here instead of in an object per call.
let roughSize = 0;
let isFreezing = false;
let sawChangeable = false;

/**
 * Gives the journal form of a value: the same reference where it is plain JSON, a tagged copy elsewhere.
 *
 * @throws EventNotSerializableError when something in it cannot be written down, with its path.
 * @throws EventTooLargeError when its JSON text would pass 64 MiB.
 */
export function encode(value: unknown, path = "value"): EncodedValue {
  return start(value, path, false);
}

/** As {@link encode}, and freezes the plain objects and arrays of the value on the way. */
export function encodeFrozen(value: unknown, path = "value"): EncodedValue {
  return start(value, path, true);
}

/**
 * Encodes the own fields of a fresh object in place, freezing what is in them. For an event's payload, whose
 * object is copied from the event anyway. Says whether something in them stays changeable (a Date, a Map, bytes).
 */
export function encodeFields(fields: Record<string, unknown>, path: string): boolean {
  roughSize = 0;
  isFreezing = true;
  sawChangeable = false;
  try {
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      if (typeof value === "string") {
        roughSize += value.length;
        continue;
      }
      const encoded = walk(value, 2);
      roughSize += key.length;
      if (encoded !== value) setOwn(fields, key, encoded);
    }
  } catch (error) {
    throw explain(error, fields, path);
  }
  if (roughSize > SURELY_SMALL) checkExactSize(fields, path);
  return sawChangeable;
}

function start(value: unknown, path: string, freeze: boolean): EncodedValue {
  roughSize = 0;
  isFreezing = freeze;
  let encoded: EncodedValue;
  try {
    encoded = walk(value, 1);
  } catch (error) {
    throw explain(error, value, path);
  }
  if (roughSize > SURELY_SMALL) checkExactSize(encoded, path);
  return encoded;
}

function explain(thrown: unknown, value: unknown, path: string): unknown {
  if (thrown === TOO_LARGE) return new EventTooLargeError(path, undefined, SIZE_LIMIT_BYTES);
  return thrown === REFUSED ? explainRefusal(value, path) : thrown;
}

function checkExactSize(encoded: unknown, path: string): void {
  const bytes = new TextEncoder().encode(JSON.stringify(encoded)).length;
  if (bytes > SIZE_LIMIT_BYTES) throw new EventTooLargeError(path, bytes, SIZE_LIMIT_BYTES);
}

function walk(value: unknown, depth: number): EncodedValue {
  switch (typeof value) {
    case "string":
      roughSize += value.length + 2;
      return value;
    case "number":
      roughSize += 8;
      // `x - x` is 0 for finite numbers only; `1 / -0` is negative.
      return value - value === 0 && (value !== 0 || 1 / value > 0)
        ? value
        : { $: "Number", v: Object.is(value, -0) ? "-0" : String(value) };
    case "boolean":
      return value;
    case "undefined":
      return UNDEFINED;
    case "bigint":
      roughSize += 16;
      return { $: "BigInt", v: value.toString() };
    case "object":
      return value === null ? null : walkObject(value, depth);
    default:
      throw REFUSED;
  }
}

function walkObject(value: object, depth: number): EncodedValue {
  // A cycle ends here too: it is as deep as one likes.
  if (depth > DEPTH_LIMIT) throw REFUSED;
  if (roughSize > SIZE_LIMIT_BYTES) throw TOO_LARGE;
  if (Array.isArray(value)) return walkArray(value, depth);
  if (isPlainPrototype(Object.getPrototypeOf(value))) return walkPlain(value, depth);
  const encoded = encodeSpecial(value, (inner) => walk(inner, depth + 1));
  if (encoded === undefined) throw REFUSED;
  if (!isShareable(value)) sawChangeable = true;
  if (typeof encoded === "object" && encoded !== null && "v" in encoded && typeof encoded["v"] === "string")
    roughSize += encoded["v"].length;
  return encoded;
}

function walkArray(value: readonly unknown[], depth: number): EncodedValue {
  let copy: unknown[] | undefined;
  roughSize += 2 + value.length;
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (item === undefined && !(index in value)) return walkSparse(value, depth);
    const encoded = walk(item, depth + 1);
    if (encoded === item) continue;
    copy ??= value.slice();
    copy[index] = encoded;
  }
  if (isFreezing) Object.freeze(value);
  return asEncoded(copy ?? value);
}

function walkSparse(value: readonly unknown[], depth: number): EncodedValue {
  const items: EncodedValue[] = [];
  value.forEach((item, index) => {
    items.push([index, walk(item, depth + 1)]);
  });
  if (isFreezing) Object.freeze(value);
  return { $: "SparseArray", length: value.length, v: items };
}

function walkPlain(value: object, depth: number): EncodedValue {
  const source: Readonly<Record<string, unknown>> = asFields(value);
  let copy: Record<string, unknown> | undefined;
  let isTagLike = false;
  let isSafe = true;
  for (const key of Object.keys(source)) {
    const item = source[key];
    if (key === "$") isTagLike = true;
    if (isSafe && !isSafeKey(key)) isSafe = false;
    roughSize += key.length + 4;
    const encoded = walk(item, depth + 1);
    if (encoded === item) continue;
    copy ??= { ...source };
    setOwn(copy, key, encoded);
  }
  if (isFreezing) Object.freeze(value);
  const encoded = asEncoded(copy ?? value);
  if (!isSafe) return escapeKeys(asObject(encoded));
  return isTagLike ? { $: "Object", v: encoded } : encoded;
}

/** Assigns as data even where the key is `__proto__`. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

function asFields(value: object): Readonly<Record<string, unknown>> {
  return value as Readonly<Record<string, unknown>>;
}

/** The walk was of a plain object. */
function asObject(encoded: EncodedValue): EncodedObject {
  return encoded as EncodedObject;
}

/** The walk has just shown that this is JSON. */
function asEncoded(value: unknown): EncodedValue {
  return value as EncodedValue;
}

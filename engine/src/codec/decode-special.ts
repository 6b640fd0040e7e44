// How tagged values come back: the mirror of encode-special.

import type { ErrorData } from "../errors/error-data.ts";
import { ValueUnreadableError } from "../errors/value-unreadable-error.ts";
import { fromBase64, TYPED_ARRAYS } from "./bytes.ts";
import { rebuildThrown } from "./describe-thrown.ts";
import type { EncodedObject, EncodedValue } from "./encoded-value.ts";
import { codecNamed, type DecodeContext } from "./value-codec.ts";

/** What decoding a tag needs. */
export interface TagDecoding {
  readonly context: DecodeContext;
  readonly decodePart: (part: EncodedValue) => unknown;
}

type TagReader = (encoded: EncodedObject, decoding: TagDecoding) => unknown;

const NUMBERS: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

const READERS: ReadonlyMap<string, TagReader> = new Map<string, TagReader>([
  ["Undefined", () => undefined],
  ["Number", (encoded) => NUMBERS.get(encoded["v"]) ?? unreadable("a number", encoded)],
  ["BigInt", (encoded) => BigInt(text(encoded))],
  ["Date", (encoded) => new Date(typeof encoded["v"] === "number" ? encoded["v"] : Number.NaN)],
  ["URL", (encoded) => new URL(text(encoded))],
  ["RegExp", readRegExp],
  ["Map", (encoded, { decodePart }) => new Map(list(encoded).map((pair) => readPair(pair, decodePart)))],
  ["Set", (encoded, { decodePart }) => new Set(list(encoded).map(decodePart))],
  ["SparseArray", readSparseArray],
  ["Error", (encoded, { decodePart }) => rebuildThrown(asErrorData(encoded["v"]), decodePart)],
  ["ArrayBuffer", (encoded) => fromBase64(text(encoded)).buffer],
]);

/** Rebuilds the value under a tag. @throws ValueUnreadableError when the tag is unknown or its body damaged. */
export function decodeSpecial(tag: string, encoded: EncodedObject, decoding: TagDecoding): unknown {
  try {
    return read(tag, encoded, decoding);
  } catch (error) {
    throw error instanceof ValueUnreadableError
      ? error
      : new ValueUnreadableError(`a ${tag} that cannot be rebuilt`, encoded, error);
  }
}

function read(tag: string, encoded: EncodedObject, decoding: TagDecoding): unknown {
  const reader = READERS.get(tag);
  if (reader !== undefined) return reader(encoded, decoding);
  if (tag === "Buffer") return readBuffer(encoded);
  const view = TYPED_ARRAYS.get(tag);
  if (view !== undefined) return new view(fromBase64(text(encoded)).buffer);
  const codec = codecNamed(tag);
  if (codec === undefined) return unreadable(`a ${tag}, which no codec here knows`, encoded);
  return codec.decode(decoding.decodePart(encoded["v"] ?? null), decoding.context);
}

function readBuffer(encoded: EncodedObject): Uint8Array {
  const bytes = fromBase64(text(encoded));
  return typeof Buffer === "undefined" ? bytes : Buffer.from(bytes.buffer);
}

function readRegExp(encoded: EncodedObject): RegExp {
  const { flags, lastIndex } = encoded;
  const expression = new RegExp(text(encoded), typeof flags === "string" ? flags : "");
  if (typeof lastIndex === "number") expression.lastIndex = lastIndex;
  return expression;
}

function readSparseArray(encoded: EncodedObject, { decodePart }: TagDecoding): unknown[] {
  const { length } = encoded;
  const array: unknown[] = Array.from({ length: 0 });
  array.length = typeof length === "number" ? length : 0;
  for (const pair of list(encoded)) {
    const [index, item] = readPair(pair, decodePart);
    if (typeof index === "number") array[index] = item;
  }
  return array;
}

function readPair(pair: EncodedValue, decodePart: (part: EncodedValue) => unknown): readonly [unknown, unknown] {
  if (!Array.isArray(pair) || pair.length !== 2) return unreadable("a pair", { $: "Map", v: pair });
  const [first, second]: readonly EncodedValue[] = pair;
  return [decodePart(first ?? null), decodePart(second ?? null)];
}

function list(encoded: EncodedObject): readonly EncodedValue[] {
  const body = encoded["v"];
  return Array.isArray(body) ? body : unreadable("a list", encoded);
}

function text(encoded: EncodedObject): string {
  const body = encoded["v"];
  return typeof body === "string" ? body : unreadable("text", encoded);
}

function unreadable(expected: string, encoded: EncodedObject): never {
  throw new ValueUnreadableError(`something that should be ${expected}`, encoded);
}

/** The journal holds error data as JSON. */
function asErrorData(encoded: EncodedValue | undefined): ErrorData {
  return encoded as unknown as ErrorData;
}

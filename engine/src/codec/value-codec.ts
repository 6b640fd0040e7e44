// The registry of codecs for classes: how an instance is written down, and read back.

import { OptionError } from "../errors/option-error.ts";
import { TYPED_ARRAYS } from "./bytes.ts";

/** Reads and writes the instances of one class. */
export interface ValueCodec<T extends object = object> {
  /** The tag in the journal; stable for ever. */
  readonly name: string;
  /** Its instances never change, so consumers may share them. @default false */
  readonly isImmutable?: boolean;
  /** Whether this codec writes the value down. */
  readonly accepts: (value: object) => value is T;
  /** What to write: any value that can itself be encoded. */
  readonly encode: (value: T) => unknown;
  /** Rebuilds the instance from what {@link ValueCodec.encode} gave. */
  readonly decode: (data: unknown, context: DecodeContext) => unknown;
}

/** What decoding needs to know from outside. */
export interface DecodeContext {
  /** The class of an event that stands inside a value, by its stable name. */
  readonly classOfEvent?: (type: string) => object | undefined;
}

const codecs = new Map<string, ValueCodec>();

/** What the journal itself tags values with, beside the names of typed arrays. */
const RESERVED_TAGS: ReadonlySet<string> = new Set([
  "ArrayBuffer",
  "BigInt",
  "Buffer",
  "Date",
  "Error",
  "Keys",
  "Map",
  "Number",
  "Object",
  "Payload",
  "Redacted",
  "RegExp",
  "Set",
  "SparseArray",
  "URL",
  "Undefined",
]);

/**
 * Teaches the journal a class. Call it once, before the first run.
 *
 * @throws OptionError when the codec lacks something, or its name is one that the journal uses itself.
 *
 * @example
 * ```ts
 * import { registerValueCodec } from "stepscope";
 *
 * class Money {
 *   readonly cents: bigint;
 *   constructor(cents: bigint) {
 *     this.cents = cents;
 *   }
 * }
 *
 * registerValueCodec<Money>({
 *   name: "Money",
 *   accepts: (value): value is Money => value instanceof Money,
 *   encode: ({ cents }) => cents,
 *   decode: (cents) => new Money(typeof cents === "bigint" ? cents : 0n),
 * });
 * ```
 */
export function registerValueCodec<T extends object>(codec: ValueCodec<T>): void {
  const { name } = codec;
  if (typeof name !== "string" || name === "" || RESERVED_TAGS.has(name) || TYPED_ARRAYS.has(name))
    throw new OptionError("registerValueCodec: name", "a text of its own, not a tag of the journal", name);
  for (const part of ["accepts", "encode", "decode"] as const)
    if (typeof codec[part] !== "function")
      throw new OptionError(`registerValueCodec: ${part}`, "a function", codec[part]);
  codecs.set(codec.name, { ...codec, encode: (value) => (codec.accepts(value) ? codec.encode(value) : undefined) });
}

/** The codec that writes this value down, if any. */
export function codecOf(value: object): ValueCodec | undefined {
  for (const codec of codecs.values()) if (codec.accepts(value)) return codec;
  return undefined;
}

/** The codec with this tag, if any. */
export function codecNamed(name: string): ValueCodec | undefined {
  return codecs.get(name);
}

// Turns a value from its journal form back into what was encoded.

import { ValueUnreadableError } from "../errors/value-unreadable-error.ts";
import { decodeSpecial } from "./decode-special.ts";
import type { EncodedValue } from "./encoded-value.ts";
import { unescapeKeys } from "./escaped-keys.ts";
import type { DecodeContext } from "./value-codec.ts";

/**
 * Gives back the value: the same reference where it was plain JSON, a fresh one where it was tagged.
 * What privacy rules removed, and what stands out of line, stays as its tag.
 *
 * @throws ValueUnreadableError when a tag is unknown or damaged.
 */
export function decode(encoded: EncodedValue, context: DecodeContext = {}): unknown {
  if (typeof encoded !== "object" || encoded === null) return encoded;
  return isArray(encoded) ? decodeArray(encoded, context) : decodeObject(encoded, context);
}

function decodeArray(encoded: readonly EncodedValue[], context: DecodeContext): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < encoded.length; index++) {
    const item = encoded[index];
    if (typeof item !== "object" || item === null) continue;
    const decoded = decode(item, context);
    if (decoded === item) continue;
    copy ??= encoded.slice();
    copy[index] = decoded;
  }
  return copy ?? encoded;
}

function decodeObject(encoded: { readonly [key: string]: EncodedValue }, context: DecodeContext): unknown {
  if (Object.hasOwn(encoded, "$")) return decodeTag(encoded, context);
  return decodeFields(encoded, context);
}

function decodeFields(encoded: { readonly [key: string]: EncodedValue }, context: DecodeContext): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(encoded)) {
    const item = encoded[key];
    if (typeof item !== "object" || item === null) continue;
    const decoded = decode(item, context);
    if (decoded === item) continue;
    copy ??= { ...encoded };
    if (key === "__proto__")
      Object.defineProperty(copy, key, { value: decoded, writable: true, enumerable: true, configurable: true });
    else copy[key] = decoded;
  }
  return copy ?? encoded;
}

function decodeTag(encoded: { readonly [key: string]: EncodedValue }, context: DecodeContext): unknown {
  const { $: tag, v: body } = encoded;
  if (tag === "Redacted" || tag === "Payload") return encoded;
  if (tag === "Object" && typeof body === "object" && body !== null && !isArray(body))
    return decodeFields(body, context);
  if (tag === "Keys" && typeof body === "object" && body !== null && !isArray(body))
    return decodeFields(unescapeKeys(body), context);
  if (typeof tag !== "string") throw new ValueUnreadableError("a tag that is not text", encoded);
  return decodeSpecial(tag, encoded, { context, decodePart: (part) => decode(part, context) });
}

function isArray(encoded: EncodedValue): encoded is readonly EncodedValue[] {
  return Array.isArray(encoded);
}

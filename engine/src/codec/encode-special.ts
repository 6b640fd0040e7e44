// How the values that JSON lacks are tagged: dates, maps, sets, errors, bytes and registered classes.

import { TYPED_ARRAYS, toBase64 } from "./bytes.ts";
import type { EncodedValue } from "./encoded-value.ts";
import { describeThrown } from "./describe-thrown.ts";
import { codecOf } from "./value-codec.ts";

/** Encodes a part of a value. */
export type EncodePart = (part: unknown) => EncodedValue;

/** Whether an object with this prototype is plain data, also when it comes from another realm. */
export function isPlainPrototype(prototype: object | null): boolean {
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** Whether consumers may share a value that is neither plain nor an array: nobody changes it in place. */
export function isShareable(value: object): boolean {
  return value instanceof Error || codecOf(value)?.isImmutable === true;
}

/** Tags a value that is neither plain nor an array; `undefined` when nothing knows how. */
export function encodeSpecial(value: object, encodePart: EncodePart): EncodedValue | undefined {
  const codec = codecOf(value);
  if (codec !== undefined) return { $: codec.name, v: encodePart(codec.encode(value)) };
  if (value instanceof Error) return { $: "Error", v: asJson(describeThrown(value, encodePart)) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (value instanceof Date && prototype === Date.prototype) {
    const timeMs = value.getTime();
    return { $: "Date", v: Number.isNaN(timeMs) ? null : timeMs };
  }
  if (value instanceof Map && prototype === Map.prototype) {
    return { $: "Map", v: Array.from(value, ([key, item]) => [encodePart(key), encodePart(item)]) };
  }
  if (value instanceof Set && prototype === Set.prototype) return { $: "Set", v: Array.from(value, encodePart) };
  if (value instanceof URL) return { $: "URL", v: value.href };
  if (value instanceof RegExp && prototype === RegExp.prototype) {
    return { $: "RegExp", v: value.source, flags: value.flags, lastIndex: value.lastIndex };
  }
  return encodeBytes(value, prototype);
}

function encodeBytes(value: object, prototype: unknown): EncodedValue | undefined {
  if (value instanceof ArrayBuffer && prototype === ArrayBuffer.prototype) {
    return { $: "ArrayBuffer", v: toBase64(new Uint8Array(value)) };
  }
  if (!ArrayBuffer.isView(value)) return undefined;
  const name: unknown = value.constructor.name;
  if (typeof name !== "string") return undefined;
  const isKnown = name === "Buffer" || TYPED_ARRAYS.get(name)?.prototype === prototype;
  return isKnown
    ? { $: name, v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
    : undefined;
}

/** Error data is JSON by construction. */
function asJson(data: object): EncodedValue {
  return data as EncodedValue;
}

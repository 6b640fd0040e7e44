// Keys that JSON must escape are written so that it need not: Node 24's `JSON.parse` can take one escaped key for another.

import type { EncodedObject, EncodedValue } from "./encoded-value.ts";

/** What JSON escapes in a text. With the `u` flag, only halves of pairs are surrogates. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ESCAPED_BY_JSON = /["\\\u0000-\u001f\ud800-\udfff]/u;
// oxlint-disable-next-line no-control-regex -- as above
const WRITTEN_OTHERWISE = /[%"\\\u0000-\u001f\ud800-\udfff]/gu;

/** How many keys are remembered as safe, and how long they may be. */
const REMEMBERED_KEYS = 10_000;
const REMEMBERED_LENGTH = 64;

const safeKeys = new Set<string>();

/** Whether JSON text holds a key as it is. Asked for every key of every value, so the answer is remembered. */
export function isSafeKey(key: string): boolean {
  if (safeKeys.has(key)) return true;
  if (ESCAPED_BY_JSON.test(key)) return false;
  if (key.length <= REMEMBERED_LENGTH && safeKeys.size < REMEMBERED_KEYS) safeKeys.add(key);
  return true;
}

/** Whether JSON text holds every key of an object as it is. */
export function hasSafeKeys(fields: object): boolean {
  return Object.keys(fields).every(isSafeKey);
}

/** Wraps fields of which a key must be written otherwise. */
export function escapeKeys(fields: EncodedObject): EncodedObject {
  return Object.freeze({ $: "Keys", v: Object.freeze(renamed(fields, escapeKey)) });
}

/** The fields under a `Keys` tag, by their own keys. */
export function unescapeKeys(body: EncodedObject): EncodedObject {
  return renamed(body, unescapeKey);
}

/** The fields of an encoded object, whether it is wrapped or not. */
export function fieldsOf(encoded: EncodedValue): EncodedValue {
  if (typeof encoded !== "object" || encoded === null || isList(encoded) || !Object.hasOwn(encoded, "$"))
    return encoded;
  const { $: tag, v: body } = encoded;
  if (typeof body !== "object" || body === null || isList(body)) return encoded;
  if (tag === "Keys") return unescapeKeys(body);
  return tag === "Object" ? body : encoded;
}

function escapeKey(key: string): string {
  return key.replaceAll(WRITTEN_OTHERWISE, (one) => `%${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function unescapeKey(key: string): string {
  return key.replaceAll(/%([\da-f]{4})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function renamed(fields: EncodedObject, rename: (key: string) => string): EncodedObject {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [rename(key), value]));
}

function isList(encoded: EncodedValue): encoded is readonly EncodedValue[] {
  return Array.isArray(encoded);
}

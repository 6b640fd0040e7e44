// Moves large bodies out of records and spans into payloads, kept once by the hash of their content.

import { createHash } from "node:crypto";
import type { EncodedValue, Json, PayloadReference } from "../../codec/encoded-value.ts";
import type { RecordKind } from "../../trace/record.ts";
import type { SpanData } from "../../trace/span-data.ts";

/** Bodies whose JSON text is longer than this are stored apart, in bytes. */
export const INLINE_LIMIT_BYTES = 32 * 1_024;
/** No UTF-16 unit takes more than this in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** Takes a body to be stored apart. */
export type PayloadTaker = (hash: string, body: string, bytes: number) => void;

/** The fields of a record's data that hold a value of the user's, and may grow large. */
const BODIES: ReadonlyMap<string, readonly string[]> = new Map<RecordKind, readonly string[]>([
  ["run.started", ["input", "store", "metadata"]],
  ["run.resumed", ["snapshot"]],
  ["run.completed", ["result"]],
  ["run.stalled", ["report"]],
  ["event.sent", ["payload"]],
  ["step.waiting", ["where"]],
  ["state.changed", ["value"]],
  ["stream.published", ["payload"]],
  ["once.stored", ["value"]],
  ["log", ["attributes"]],
]);

/** The JSON text of a record's data, its large bodies replaced by references. */
export function recordText(kind: string, text: string, take: PayloadTaker): string {
  const bodies = BODIES.get(kind);
  if (bodies === undefined || isShort(text)) return text;
  const data: object = JSON.parse(text);
  const fields = new Map<string, unknown>(Object.entries(data));
  for (const field of bodies) {
    const value = fields.get(field);
    if (value !== undefined) fields.set(field, externalizeText(JSON.stringify(value), take) ?? value);
  }
  return JSON.stringify(Object.fromEntries(fields));
}

/** A value as JSON text; a large one is replaced by its reference. */
export function valueText(value: EncodedValue, take: PayloadTaker): string {
  return externalText(JSON.stringify(value), take);
}

/** JSON text as it is; a large one is replaced by its reference. */
export function externalText(text: string, take: PayloadTaker): string {
  const reference = externalizeText(text, take);
  return reference === undefined ? text : JSON.stringify(reference);
}

/** A span's attributes as JSON text, its large values replaced by references. */
export function attributesText(attributes: SpanData["attributes"], take: PayloadTaker): string {
  const text = JSON.stringify(attributes);
  if (isShort(text)) return text;
  const short = Object.entries(attributes).map(([key, value]): readonly [string, Json | PayloadReference] => [
    key,
    externalizeText(JSON.stringify(value), take) ?? value,
  ]);
  return JSON.stringify(Object.fromEntries(short));
}

function externalizeText(text: string, take: PayloadTaker): PayloadReference | undefined {
  if (isShort(text)) return undefined;
  const bytes = Buffer.byteLength(text);
  const hash = createHash("sha256").update(text).digest("hex");
  take(hash, text, bytes);
  return { $: "Payload", hash, bytes };
}

function isShort(text: string): boolean {
  if (text.length * MAX_BYTES_PER_UNIT <= INLINE_LIMIT_BYTES) return true;
  return text.length <= INLINE_LIMIT_BYTES && Buffer.byteLength(text) <= INLINE_LIMIT_BYTES;
}

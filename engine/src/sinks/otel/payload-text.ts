// Turns payloads into the text that spans carry: plain text where the payload is one string, JSON elsewhere, within a budget.

import type { EncodedValue } from "../../codec/encoded-value.ts";
import { fieldsOf } from "../../codec/escaped-keys.ts";

/** Text of a payload, as span attributes want it. */
export interface PayloadText {
  readonly text: string;
  readonly mimeType: "text/plain" | "application/json";
}

/** Longest payload text on a span, in characters; the journal keeps the whole value. */
export const MAX_PAYLOAD_CHARS = 65_536;

/** The text of a payload: an object with one string field reads as that string. */
export function payloadText(value: EncodedValue, maxChars: number = MAX_PAYLOAD_CHARS): PayloadText {
  const single = singleText(value);
  if (single !== undefined) return { text: clip(single, maxChars), mimeType: "text/plain" };
  const text = jsonText(value, maxChars);
  return text.length > maxChars
    ? { text: clip(text, maxChars), mimeType: "text/plain" }
    : { text, mimeType: "application/json" };
}

/** The JSON text of several payloads, each with the type of its event. */
export function payloadListText(
  events: readonly { readonly type: string; readonly payload: EncodedValue }[],
  maxChars: number = MAX_PAYLOAD_CHARS,
): PayloadText {
  let text = "[";
  for (const event of events) {
    if (text.length > maxChars) break;
    text += `${text.length > 1 ? "," : ""}{"type":${JSON.stringify(event.type)},"payload":${jsonText(event.payload, maxChars)}}`;
  }
  text += "]";
  return text.length > maxChars
    ? { text: clip(text, maxChars), mimeType: "text/plain" }
    : { text, mimeType: "application/json" };
}

function singleText(value: EncodedValue): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || isList(value)) return undefined;
  let only: unknown;
  let count = 0;
  for (const key in value) {
    if (key === "$" || ++count > 1) return redactedText(value);
    only = Reflect.get(value, key);
  }
  return typeof only === "string" ? only : redactedText(only);
}

function redactedText(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !("$" in value) || value.$ !== "Redacted") return undefined;
  if ("text" in value && typeof value.text === "string") return value.text;
  return `[redacted: ${"why" in value ? String(value.why) : "hidden"}]`;
}

function clip(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars)}… [${text.length - maxChars} more characters]`;
}

/** JSON text, cut short soon after the budget so that a huge payload costs no more than the budget. */
function jsonText(value: EncodedValue, maxChars: number): string {
  const survey: Survey = { chars: 0, limit: maxChars, sawTag: false };
  look(value, survey);
  if (survey.chars <= maxChars && !survey.sawTag) return JSON.stringify(value);
  return JSON.stringify(readable(value, { left: maxChars }));
}

interface Survey {
  chars: number;
  readonly limit: number;
  sawTag: boolean;
}

function look(value: EncodedValue, survey: Survey): void {
  if (typeof value === "string") {
    survey.chars += value.length + 2;
  } else if (typeof value !== "object" || value === null) {
    survey.chars += 8;
  } else if (isList(value)) {
    survey.chars += 2 + value.length;
    for (const item of value) {
      if (survey.chars > survey.limit) return;
      look(item, survey);
    }
  } else {
    for (const [key, item] of Object.entries(value)) {
      if (survey.chars > survey.limit) return;
      if (key === "$") survey.sawTag = true;
      survey.chars += key.length + 4;
      look(item, survey);
    }
  }
}

interface Budget {
  left: number;
}

const CUT = "[cut]";

/** A copy for people: tags become what they stand for, and what is over the budget is cut. */
function readable(value: EncodedValue, budget: Budget): EncodedValue {
  if (budget.left < 0) return CUT;
  if (typeof value === "string") {
    budget.left -= value.length + 2;
    return budget.left < 0 ? clip(value, Math.max(0, value.length + budget.left)) : value;
  }
  budget.left -= 4;
  if (typeof value !== "object" || value === null) return value;
  return isList(value) ? readableList(value, budget) : readableObject(value, budget);
}

function readableList(items: readonly EncodedValue[], budget: Budget): EncodedValue {
  const copy: EncodedValue[] = [];
  for (const item of items) {
    if (budget.left < 0) {
      copy.push(`[${items.length - copy.length} more]`);
      break;
    }
    copy.push(readable(item, budget));
  }
  return copy;
}

function readableObject(fields: { readonly [key: string]: EncodedValue }, budget: Budget): EncodedValue {
  const tag = fields["$"];
  if (typeof tag === "string") return readableTag(tag, fields, budget);
  const entries: [string, EncodedValue][] = [];
  for (const [key, item] of Object.entries(fields)) {
    if (budget.left < 0) {
      entries.push(["…", CUT]);
      break;
    }
    budget.left -= key.length + 4;
    entries.push([key, readable(item, budget)]);
  }
  return Object.fromEntries(entries);
}

function readableTag(tag: string, fields: { readonly [key: string]: EncodedValue }, budget: Budget): EncodedValue {
  const inner = fields["v"];
  switch (tag) {
    case "Redacted":
      return redactedText(fields) ?? "[redacted]";
    case "Undefined":
      return null;
    case "Date":
      return typeof inner === "number" ? new Date(inner).toISOString() : "Invalid Date";
    case "Payload":
      return `[body kept apart: ${JSON.stringify(fields)}]`;
    case "Error":
      return typeof inner === "object" && inner !== null
        ? readable(Reflect.get(inner, "message") ?? null, budget)
        : "Error";
    case "Keys":
      return readable(fieldsOf(fields), budget);
    default:
      return inner === undefined ? tag : readable(inner, budget);
  }
}

function isList(value: EncodedValue): value is readonly EncodedValue[] {
  return Array.isArray(value);
}

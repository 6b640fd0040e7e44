// Encoded values as they are shown: what a tag stands for, and what a value says in one line.

import { fieldsOf, type EncodedValue, type PayloadReference } from "stepscope/view";

/** What a value is, for drawing. */
export type ShownValue =
  | { readonly kind: "list"; readonly items: readonly EncodedValue[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, EncodedValue])[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "plain"; readonly text: string }
  /** A tagged value: a date, a map, an error. `inner` is what it holds, when that can be opened. */
  | { readonly kind: "tagged"; readonly tag: string; readonly text: string; readonly inner?: EncodedValue }
  | { readonly kind: "reference"; readonly reference: PayloadReference }
  | { readonly kind: "redacted"; readonly why: string };

type EncodedRecord = { readonly [key: string]: EncodedValue };

function isRecord(value: EncodedValue): value is EncodedRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: EncodedValue): value is readonly EncodedValue[] {
  return Array.isArray(value);
}

function shownTag(value: EncodedRecord, tag: string): ShownValue {
  const inner = value["v"];
  if (tag === "Payload" && typeof value["hash"] === "string")
    return {
      kind: "reference",
      reference: { $: "Payload", hash: value["hash"], bytes: typeof value["bytes"] === "number" ? value["bytes"] : 0 },
    };
  if (tag === "Redacted") return { kind: "redacted", why: typeof value["why"] === "string" ? value["why"] : "" };
  const fields = fieldsOf(value);
  if (fields !== value && isRecord(fields)) return { kind: "object", entries: Object.entries(fields) };
  const isOpenable = inner !== undefined && typeof inner === "object" && inner !== null;
  return {
    kind: "tagged",
    tag,
    text: inner === undefined || isOpenable ? "" : String(inner),
    ...(isOpenable ? { inner } : {}),
  };
}

/** How to draw a value. */
export function shownValue(value: EncodedValue): ShownValue {
  if (typeof value === "string") return { kind: "text", text: value };
  if (isList(value)) return { kind: "list", items: value };
  if (!isRecord(value)) return { kind: "plain", text: String(value) };
  const tag = value["$"];
  return typeof tag === "string" ? shownTag(value, tag) : { kind: "object", entries: Object.entries(value) };
}

/** Characters of one field in the preview of an object. */
const FIELD_LENGTH = 40;

/** `name: "Ada", tags: [3], more: {…}`, no further than the preview goes. */
function previewOfFields(entries: readonly (readonly [string, EncodedValue])[], most: number): string {
  let text = "";
  for (const [key, value] of entries) {
    const { kind } = shownValue(value);
    const inner =
      kind === "object"
        ? "{…}"
        : kind === "list" && isList(value)
          ? `[${value.length}]`
          : previewOf(value, FIELD_LENGTH);
    const field = `${text === "" ? "" : ", "}${key}: ${inner}`;
    if (text !== "" && text.length + field.length > most) return `${text}, …`;
    text += field;
  }
  return text;
}

/** A value in one short line. */
export function previewOf(value: EncodedValue | undefined, most = 120): string {
  if (value === undefined) return "";
  const shown = shownValue(value);
  const cut = (text: string): string => (text.length > most ? `${text.slice(0, most)}…` : text);
  switch (shown.kind) {
    case "text":
      return cut(JSON.stringify(shown.text.slice(0, most + 1)));
    case "plain":
      return shown.text;
    case "list":
      return shown.items.length === 0
        ? "[ ]"
        : `[ ${shown.items.length} ${shown.items.length === 1 ? "item" : "items"} ]`;
    case "object":
      return shown.entries.length === 0 ? "{ }" : `{ ${previewOfFields(shown.entries, most)} }`;
    case "tagged":
      return cut(`${shown.tag} ${shown.text}`.trim());
    case "reference":
      return `${Math.round(shown.reference.bytes / 1000)} KB, stored apart`;
    case "redacted":
      return "redacted";
  }
}

/** The value as indented JSON, tags and all: what Copy gives. */
export function encodedText(value: EncodedValue | undefined): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

/** A string that is alone, or the only field of an object: shown as prose. */
export function proseOf(value: EncodedValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  const shown = shownValue(value);
  if (shown.kind === "text") return shown.text;
  const [only] = shown.kind === "object" && shown.entries.length === 1 ? shown.entries : [];
  return only !== undefined && typeof only[1] === "string" ? only[1] : undefined;
}

// Encoded values as text people read: one short line for lists, the words in them for search.

import type { EncodedValue } from "../codec/encoded-value.ts";

/** Characters of a preview. */
const PREVIEW_LENGTH = 200;

/** One line of at most 200 characters: a value that is one string, or an object with one string field, reads as that string. */
export function previewOf(value: EncodedValue): string {
  const inner = singleText(value);
  return shorten(inner ?? compactText(value, PREVIEW_LENGTH + 1));
}

/** Fields in which a question is usually put. */
const QUESTION_FIELDS = ["question", "prompt", "message", "text"];

/** The question in an event that asks for input, in one line: the field that puts it, or the whole payload. */
export function questionText(payload: EncodedValue): string {
  const fields = isObject(payload) ? payload : {};
  const name = QUESTION_FIELDS.find((field) => typeof fields[field] === "string");
  return previewOf(name === undefined ? payload : (fields[name] ?? payload));
}

/** A text as one line of at most 200 characters. */
export function shorten(text: string): string {
  // A surrogate pair is not cut, and white space beyond the limit is not looked at.
  const line = text
    .slice(0, PREVIEW_LENGTH * 4)
    .replace(/\s+/gu, " ")
    .trim();
  if (line.length <= PREVIEW_LENGTH) return line;
  return `${line.slice(0, PREVIEW_LENGTH - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}

/** The texts and numbers inside a value, separated by line breaks, up to `maxLength` characters. */
export function searchTextOf(value: EncodedValue, maxLength: number): string {
  const parts: string[] = [];
  let left = maxLength;
  const visit = (node: EncodedValue): void => {
    if (left <= 0 || node === null || typeof node === "boolean") return;
    if (typeof node !== "object") {
      const text = String(node).slice(0, left);
      parts.push(text);
      left -= text.length + 1;
      return;
    }
    for (const child of isObject(node) ? childrenOf(node) : node) visit(child);
  };
  visit(value);
  return parts.join("\n");
}

function singleText(value: EncodedValue): string | undefined {
  if (typeof value === "string") return value;
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? value[keys[0] ?? ""] : undefined;
  return typeof only === "string" ? only : undefined;
}

/** JSON-like text, cut once it is longer than `maxLength`: a large value is not written out whole for its first line. */
function compactText(value: EncodedValue, maxLength: number): string {
  let text = "";
  const visit = (node: EncodedValue): void => {
    if (text.length > maxLength) return;
    if (typeof node === "string") text += JSON.stringify(node.slice(0, maxLength));
    else if (Array.isArray(node)) list(node);
    else if (isObject(node)) fields(node);
    else text += JSON.stringify(node);
  };
  const list = (items: readonly EncodedValue[]): void => {
    text += "[";
    for (let index = 0; index < items.length && text.length <= maxLength; index++) {
      if (index > 0) text += ", ";
      visit(items[index] ?? null);
    }
    text += "]";
  };
  const fields = (object: { readonly [key: string]: EncodedValue }): void => {
    const tag = tagText(object);
    if (tag !== undefined) {
      text += tag;
      return;
    }
    let isFirst = true;
    text += "{ ";
    for (const key of Object.keys(object)) {
      if (text.length > maxLength) break;
      if (!isFirst) text += ", ";
      isFirst = false;
      text += `${key}: `;
      visit(object[key] ?? null);
    }
    text += " }";
  };
  visit(value);
  return text;
}

function tagText(object: { readonly [key: string]: EncodedValue }): string | undefined {
  switch (object["$"]) {
    case undefined:
      return undefined;
    case "Redacted":
      return "[redacted]";
    case "Payload":
      return `[${Number(object["bytes"])} bytes]`;
    default:
      return compactText(object["v"] ?? object["$"] ?? null, PREVIEW_LENGTH);
  }
}

function childrenOf(object: { readonly [key: string]: EncodedValue }): readonly EncodedValue[] {
  switch (object["$"]) {
    case undefined:
      return Object.values(object);
    case "Redacted":
    case "Payload":
      return [];
    default:
      return object["v"] === undefined ? [] : [object["v"]];
  }
}

function isObject(value: EncodedValue): value is { readonly [key: string]: EncodedValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

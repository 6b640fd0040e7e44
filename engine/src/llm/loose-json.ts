// Reads answers of API clients without trusting their shape: a field that is not there, or is not what it should be, is undefined.

import type { Json } from "../codec/encoded-value.ts";

/** A field of an unknown value. */
export function fieldOf(value: unknown, ...path: readonly (string | number | symbol)[]): unknown {
  let current = value;
  for (const key of path) {
    if ((typeof current !== "object" && typeof current !== "function") || current === null) return undefined;
    current = Reflect.get(current, key);
  }
  return current;
}

/** The value if it is a text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value if it is a finite number. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The items of the value if it is a list, none otherwise. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The fields of an object, none of anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** A copy of the value as JSON has it; undefined where JSON cannot say it. */
export function jsonOf(value: unknown): Json | undefined {
  try {
    const text: unknown = JSON.stringify(value);
    return typeof text === "string" ? parsed(text) : undefined;
  } catch {
    return undefined;
  }
}

/** An object's fields as JSON, without those named. */
export function jsonFieldsOf(value: unknown, without: ReadonlySet<string>): { readonly [name: string]: Json } {
  const fields: { [name: string]: Json } = {};
  for (const [name, field] of entriesOf(value)) {
    const json = without.has(name) ? undefined : jsonOf(field);
    if (json !== undefined) fields[name] = json;
  }
  return fields;
}

function parsed(text: string): Json {
  return JSON.parse(text);
}

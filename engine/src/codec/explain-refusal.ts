// Works out, off the hot path, why a value was refused and where in it the trouble is.

import { EventNotSerializableError } from "../errors/event-errors.ts";
import { encodeSpecial, isPlainPrototype } from "./encode-special.ts";
import { DEPTH_LIMIT } from "./limits.ts";

interface Trouble {
  readonly path: string;
  readonly what: string;
}

/** The error for a value that the walk refused. */
export function explainRefusal(value: unknown, path: string): EventNotSerializableError {
  const trouble = find(value, path, []) ?? { path, what: "a value that changed while it was being read" };
  return new EventNotSerializableError(trouble.path, trouble.what);
}

function find(value: unknown, path: string, ancestors: readonly object[]): Trouble | undefined {
  if (typeof value === "function")
    return { path, what: value.name === "" ? "a function" : `the function ${value.name}` };
  if (typeof value === "symbol") return { path, what: "a symbol" };
  if (typeof value !== "object" || value === null) return undefined;
  if (ancestors.includes(value)) return { path, what: "a reference back to an object that contains it (a cycle)" };
  if (ancestors.length >= DEPTH_LIMIT)
    return { path: shorten(path), what: `more than ${DEPTH_LIMIT} levels of nesting` };
  const inside = [...ancestors, value];
  for (const [key, item] of partsOf(value)) {
    const trouble = find(item, join(path, key), inside);
    if (trouble !== undefined) return trouble;
  }
  if (Array.isArray(value) || isPlainPrototype(Object.getPrototypeOf(value))) return undefined;
  return encodeSpecial(value, () => null) === undefined ? { path, what: describe(value) } : undefined;
}

function* partsOf(value: object): Generator<readonly [string | number, unknown]> {
  if (value instanceof Map) {
    let index = 0;
    for (const [key, item] of value) {
      yield [`<key ${index}>`, key];
      yield [typeof key === "string" ? key : `<value ${index}>`, item];
      index += 1;
    }
  } else if (value instanceof Set || Array.isArray(value)) {
    let index = 0;
    for (const item of value) yield [index++, item];
  } else if (isPlainPrototype(Object.getPrototypeOf(value))) {
    yield* Object.entries(value);
  }
}

function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (key.startsWith("<")) return `${path}.${key}`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function shorten(path: string): string {
  return path.length <= 200 ? path : `${path.slice(0, 150)} … ${path.slice(-40)}`;
}

function describe(value: object): string {
  if (value instanceof Promise) return "a promise (await it first)";
  const constructor: unknown = Reflect.get(value, "constructor");
  const name = typeof constructor === "function" && constructor.name !== "" ? constructor.name : "an unnamed class";
  return `an instance of ${name}`;
}

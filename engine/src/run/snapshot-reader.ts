// Reads the parts of a snapshot, and says where it is damaged.

import type { Json } from "../codec/encoded-value.ts";
import { ContextError } from "../errors/run-errors.ts";

type Fields = { readonly [key: string]: Json };

/** One object of a snapshot. */
export class SnapshotReader {
  readonly #fields: Fields;
  readonly #path: string;

  constructor(value: unknown, path = "snapshot") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged(path, "an object");
    this.#fields = asFields(value);
    this.#path = path;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#fields, key);
  }

  text(key: string): string {
    return this.#typed(key, "string", (value) => (typeof value === "string" ? value : undefined));
  }

  number(key: string): number {
    return this.#typed(key, "number", (value) => (typeof value === "number" ? value : undefined));
  }

  flag(key: string): boolean {
    return this.#typed(key, "boolean", (value) => (typeof value === "boolean" ? value : undefined));
  }

  optionalText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  optionalNumber(key: string): number | undefined {
    return this.has(key) ? this.number(key) : undefined;
  }

  /** Any JSON. */
  value(key: string): Json {
    const value = this.#fields[key];
    if (value === undefined) throw damaged(`${this.#path}.${key}`, "a value");
    return value;
  }

  optionalValue(key: string): Json | undefined {
    return this.#fields[key];
  }

  object(key: string): SnapshotReader {
    return new SnapshotReader(this.#fields[key], `${this.#path}.${key}`);
  }

  list(key: string): readonly Json[] {
    const value = this.#fields[key];
    if (!isList(value)) throw damaged(`${this.#path}.${key}`, "a list");
    return value;
  }

  objects(key: string): readonly SnapshotReader[] {
    return this.list(key).map((item, index) => new SnapshotReader(item, `${this.#path}.${key}[${index}]`));
  }

  texts(key: string): string[] {
    return this.list(key).map((item, index) => {
      if (typeof item !== "string") throw damaged(`${this.#path}.${key}[${index}]`, "a text");
      return item;
    });
  }

  optionalTexts(key: string): string[] | undefined {
    return this.has(key) ? this.texts(key) : undefined;
  }

  /** Pairs of a text and a value. */
  optionalPairs(key: string): readonly (readonly [string, Json])[] | undefined {
    if (!this.has(key)) return undefined;
    return this.list(key).map((item, index) => {
      const pair = isList(item) ? item : [];
      const [name, value] = pair;
      if (typeof name !== "string" || value === undefined) throw damaged(`${this.#path}.${key}[${index}]`, "a pair");
      return [name, value];
    });
  }

  /** One of a few texts. */
  oneOf<const Option extends string>(key: string, options: readonly Option[]): Option {
    const text = this.text(key);
    const found = options.find((option) => option === text);
    if (found === undefined) throw damaged(`${this.#path}.${key}`, `one of ${options.join(", ")}`);
    return found;
  }

  #typed<T>(key: string, expected: string, read: (value: Json | undefined) => T | undefined): T {
    const value = read(this.#fields[key]);
    if (value === undefined) throw damaged(`${this.#path}.${key}`, `a ${expected}`);
    return value;
  }
}

function damaged(path: string, expected: string): ContextError {
  return new ContextError(
    `The snapshot is damaged: ${path} should be ${expected}. Pass exactly what JSON.stringify(handler) gave.`,
    { path },
  );
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A snapshot comes from JSON. */
function asFields(value: object): Fields {
  return value as Fields;
}

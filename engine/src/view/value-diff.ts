// What differs between two values: changed, added and removed places, with keys of no meaning left out.

import type { EncodedValue } from "../codec/encoded-value.ts";

/** One place at which two values differ. */
export interface ValueDifference {
  readonly kind: "changed" | "added" | "removed";
  readonly path: readonly (string | number)[];
  /** Absent where it was added. */
  readonly before?: EncodedValue;
  /** Absent where it was removed. */
  readonly after?: EncodedValue;
}

/** What is compared. */
export interface ValueDiffOptions {
  /** Keys whose values are not looked at, at any depth: times, ids, whatever differs in every run. @default none */
  readonly ignoredKeys?: ReadonlySet<string>;
  /** Most differences listed. @default 1_000 */
  readonly limit?: number;
}

const NOTHING: ReadonlySet<string> = new Set();

type Fields = { readonly [key: string]: EncodedValue };

function asFields(value: EncodedValue): Fields | undefined {
  return typeof value === "object" && value !== null && !isList(value) ? value : undefined;
}

function isList(value: EncodedValue): value is readonly EncodedValue[] {
  return Array.isArray(value);
}

function fieldOf(fields: Fields, key: string): EncodedValue | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** Whether two values say the same, but for ignored keys. Order of keys does not matter. */
export function isSameValue(
  one: EncodedValue | undefined,
  other: EncodedValue | undefined,
  ignoredKeys: ReadonlySet<string> = NOTHING,
): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (isList(one) || isList(other)) {
    if (!isList(one) || !isList(other) || one.length !== other.length) return false;
    return one.every((item, at) => isSameValue(item, other[at], ignoredKeys));
  }
  let shared = 0;
  for (const key of Object.keys(one)) {
    if (ignoredKeys.has(key)) continue;
    const value = fieldOf(other, key);
    if (value === undefined || !isSameValue(one[key], value, ignoredKeys)) return false;
    shared += 1;
  }
  let own = 0;
  for (const key of Object.keys(other)) if (!ignoredKeys.has(key)) own += 1;
  return shared === own;
}

class DifferenceList {
  readonly found: ValueDifference[] = [];
  readonly #ignoredKeys: ReadonlySet<string>;
  readonly #limit: number;

  constructor(options: ValueDiffOptions) {
    this.#ignoredKeys = options.ignoredKeys ?? NOTHING;
    this.#limit = options.limit ?? 1_000;
  }

  compare(path: readonly (string | number)[], before: EncodedValue | undefined, after: EncodedValue | undefined): void {
    if (this.found.length >= this.#limit || before === after) return;
    if (before === undefined) {
      if (after !== undefined) this.found.push({ kind: "added", path, after });
      return;
    }
    if (after === undefined) {
      this.found.push({ kind: "removed", path, before });
      return;
    }
    if (isList(before) && isList(after)) {
      this.#lists(path, before, after);
      return;
    }
    const fields = asFields(before);
    const others = asFields(after);
    if (fields !== undefined && others !== undefined) this.#fields(path, fields, others);
    else this.found.push({ kind: "changed", path, before, after });
  }

  #fields(path: readonly (string | number)[], before: Fields, after: Fields): void {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) {
      if (!this.#ignoredKeys.has(key)) this.compare([...path, key], fieldOf(before, key), fieldOf(after, key));
    }
  }

  /** Equal items at either end stand for themselves, so one inserted item is one difference. */
  #lists(path: readonly (string | number)[], before: readonly EncodedValue[], after: readonly EncodedValue[]): void {
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && isSameValue(before[head], after[head], this.#ignoredKeys)) head += 1;
    let tail = 0;
    while (tail < shorter - head && isSameValue(before.at(-1 - tail), after.at(-1 - tail), this.#ignoredKeys))
      tail += 1;
    const length = Math.max(before.length, after.length) - tail;
    for (let at = head; at < length; at++) {
      const one = at < before.length - tail ? before[at] : undefined;
      const other = at < after.length - tail ? after[at] : undefined;
      this.compare([...path, at], one, other);
    }
  }
}

/**
 * Lists where two values differ.
 *
 * @example
 * ```ts
 * import { diffValues } from "stepscope/view";
 *
 * console.log(diffValues({ pages: 4 }, { pages: 6 })); // [{ kind: "changed", path: ["pages"], before: 4, after: 6 }]
 * ```
 */
export function diffValues(
  before: EncodedValue | undefined,
  after: EncodedValue | undefined,
  options: ValueDiffOptions = {},
): ValueDifference[] {
  const list = new DifferenceList(options);
  list.compare([], before, after);
  return list.found;
}

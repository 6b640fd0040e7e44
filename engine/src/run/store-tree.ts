// The run's store as a tree that changes in place: what is frozen is shared and gets copied on its first write,
// so a write costs its path, never the size of the state.

import { deepFreeze } from "../codec/deep-freeze.ts";
import type { EncodedValue } from "../codec/encoded-value.ts";
import { escapeKeys, fieldsOf, hasSafeKeys, isSafeKey } from "../codec/escaped-keys.ts";
import type { RunState } from "./run-state.ts";

/** Keys from the root; a number indexes an array. */
export type StoreKeys = readonly (string | number)[];

type Fields = Record<string, EncodedValue>;

/** A store without anything in it. */
export const EMPTY_STORE: EncodedValue = Object.freeze({});

/** The encoded value at a path, or `undefined`; what it gives is frozen and will not change. */
export function readStore(state: Pick<RunState, "store">, keys: StoreKeys = []): EncodedValue | undefined {
  let node: EncodedValue | undefined = state.store;
  for (const key of keys) {
    node = node === undefined ? undefined : childOf(bodyOf(node), key);
    if (node === undefined) return undefined;
  }
  return freezeTree(node);
}

/** Whether there is a container at a path that has keys or items of its own. */
export function containerAt(state: Pick<RunState, "store">, keys: StoreKeys): EncodedValue | undefined {
  let node: EncodedValue | undefined = state.store;
  for (const key of keys) {
    node = node === undefined ? undefined : childOf(bodyOf(node), key);
    if (node === undefined) return undefined;
  }
  return node;
}

/** Writes one value. Objects that are missing on the way are made. */
export function writeStore(state: Pick<RunState, "store">, keys: StoreKeys, value: EncodedValue): void {
  state.store = change(state.store, { keys, depth: 0, value });
}

/** Removes one key, or splices one item out. */
export function deleteFromStore(state: Pick<RunState, "store">, keys: StoreKeys): void {
  if (keys.length === 0) state.store = EMPTY_STORE;
  else if (containerAt(state, keys) !== undefined)
    state.store = change(state.store, { keys, depth: 0, value: undefined });
}

/** The object or array inside an encoded value, or `undefined` for scalars and tagged values. */
export function bodyOf(node: EncodedValue): object | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if (Array.isArray(node) || !Object.hasOwn(node, "$")) return node;
  const fields = fieldsOf(node);
  return fields !== node && typeof fields === "object" && fields !== null ? fields : undefined;
}

/** An own field of an encoded object. */
export function fieldOf(body: object, key: string): EncodedValue | undefined {
  return Object.hasOwn(body, key) ? asFields(body)[key] : undefined;
}

interface Change {
  readonly keys: StoreKeys;
  readonly depth: number;
  /** `undefined` removes. */
  readonly value: EncodedValue | undefined;
}

function change(node: EncodedValue | undefined, request: Change): EncodedValue {
  const { keys, depth, value } = request;
  const key = keys[depth];
  if (key === undefined) return value ?? null;
  const isLast = depth === keys.length - 1;
  const body = node === undefined ? undefined : bodyOf(node);
  const child = body === undefined ? undefined : childOf(body, key);
  const next = isLast && value === undefined ? undefined : change(child, { ...request, depth: depth + 1 });
  if (Array.isArray(body)) return changeArray(body, Number(key), next);
  const fields = body === undefined ? {} : ownFields(body);
  if (next === undefined) delete fields[key];
  else setOwn(fields, String(key), next);
  if ((isEscaped(node) || !isSafeKey(String(key))) && !hasSafeKeys(fields)) return escapeKeys(fields);
  if (!Object.hasOwn(fields, "$")) return fields;
  return isWrapper(node, fields) ? node : { $: "Object", v: fields };
}

function changeArray(body: readonly EncodedValue[], index: number, next: EncodedValue | undefined): EncodedValue {
  const items: EncodedValue[] = Object.isFrozen(body) ? [...body] : asItems(body);
  if (next === undefined) items.splice(index, 1);
  else items[index] = next;
  // A hole cannot be written as JSON.
  for (let hole = index - 1; hole >= 0 && !(hole in items); hole--) items[hole] = null;
  return items;
}

function isWrapper(node: EncodedValue | undefined, fields: Fields): node is { readonly [key: string]: EncodedValue } {
  return typeof node === "object" && node !== null && "v" in node && node["v"] === fields;
}

function isEscaped(node: EncodedValue | undefined): boolean {
  return typeof node === "object" && node !== null && "$" in node && node["$"] === "Keys";
}

function ownFields(body: object): Fields {
  return Object.isFrozen(body) ? { ...asFields(body) } : asFields(body);
}

function childOf(body: object | undefined, key: string | number): EncodedValue | undefined {
  if (body === undefined) return undefined;
  if (Array.isArray(body)) return asItems(body)[Number(key)];
  return fieldOf(body, String(key));
}

function setOwn(target: Fields, key: string, value: EncodedValue): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

/** A frozen container has only frozen ones inside, so the walk ends there. */
function freezeTree(node: EncodedValue): EncodedValue {
  if (typeof node !== "object" || node === null || Object.isFrozen(node)) return node;
  for (const item of Object.values(node)) freezeTree(asEncoded(item));
  return Object.freeze(node);
}

/** Freezes a value that comes from outside, all the way down. */
export function adoptValue(value: EncodedValue): EncodedValue {
  return deepFreeze(value);
}

/** The reducer owns what is not frozen. */
function asFields(body: object): Fields {
  return body as Fields;
}

function asItems(body: readonly EncodedValue[]): EncodedValue[] {
  return body as EncodedValue[];
}

function asEncoded(item: unknown): EncodedValue {
  return item as EncodedValue;
}

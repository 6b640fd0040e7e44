// Reading and changing one place of an encoded tree; everything off the path keeps its reference.

import type { EncodedValue } from "./encoded-value.ts";

/** Keys from the root; a number indexes an array. */
export type EncodedPath = readonly (string | number)[];

type Fields = { readonly [key: string]: EncodedValue };

/** The value at a path, or `undefined` when the path leads nowhere. */
export function getAt(tree: EncodedValue, path: EncodedPath): EncodedValue | undefined {
  let node: EncodedValue | undefined = tree;
  for (const key of path) {
    if (typeof node !== "object" || node === null) return undefined;
    node = childOf(unwrap(node), key);
    if (node === undefined) return undefined;
  }
  return node;
}

/** A tree with the value at the path; missing objects on the way are made. An empty path replaces the tree. */
export function setAt(tree: EncodedValue, path: EncodedPath, value: EncodedValue): EncodedValue {
  return change(tree, path, value);
}

/** A tree without the value at the path: a key is removed, an array's item is spliced out. */
export function deleteAt(tree: EncodedValue, path: EncodedPath): EncodedValue {
  return getAt(tree, path) === undefined || path.length === 0 ? tree : change(tree, path, undefined);
}

function change(node: EncodedValue | undefined, path: EncodedPath, value: EncodedValue | undefined): EncodedValue {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? null;
  const inner = typeof node === "object" && node !== null ? unwrap(node) : undefined;
  const isRemoval = rest.length === 0 && value === undefined;
  if (isArray(inner)) {
    const copy = [...inner];
    const index = Number(key);
    if (isRemoval) copy.splice(index, 1);
    else copy[index] = change(copy[index], rest, value);
    return copy;
  }
  const copy: Record<string, EncodedValue> = { ...inner };
  if (isRemoval) delete copy[String(key)];
  else setOwn(copy, String(key), change(inner === undefined ? undefined : childOf(inner, key), rest, value));
  return wrap(copy);
}

function setOwn(target: Record<string, EncodedValue>, key: string, value: EncodedValue): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else target[key] = value;
}

function childOf(node: Fields | readonly EncodedValue[], key: string | number): EncodedValue | undefined {
  if (isArray(node)) return node[Number(key)];
  return Object.hasOwn(node, key) ? node[String(key)] : undefined;
}

/** An object that owns a key `$` stands inside an `Object` tag. */
function unwrap(node: Fields | readonly EncodedValue[]): Fields | readonly EncodedValue[] {
  if (isArray(node) || node["$"] !== "Object") return node;
  const body = node["v"];
  return typeof body === "object" && body !== null ? asContainer(body) : node;
}

function wrap(fields: Fields): EncodedValue {
  return Object.hasOwn(fields, "$") ? { $: "Object", v: fields } : fields;
}

function isArray(node: EncodedValue | undefined): node is readonly EncodedValue[] {
  return Array.isArray(node);
}

function asContainer(node: Fields | readonly EncodedValue[]): Fields | readonly EncodedValue[] {
  return node;
}

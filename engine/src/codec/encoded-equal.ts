// Equality of encoded values, and the match of an object against the attributes asked for.

import type { EncodedValue } from "./encoded-value.ts";

/** Whether two encoded values say the same. Order of keys does not matter. */
export function isEncodedEqual(left: EncodedValue, right: EncodedValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return isListEqual(left, right);
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isPartEqual(fieldOf(left, key), fieldOf(right, key)));
}

/** Whether every attribute of `where` is present in `payload` and deeply equal. */
export function matchesWhere(payload: EncodedValue, where: EncodedValue): boolean {
  if (typeof where !== "object" || where === null || Array.isArray(where)) return isEncodedEqual(payload, where);
  if (typeof payload !== "object" || payload === null) return false;
  return Object.keys(where).every(
    (key) => Object.hasOwn(payload, key) && isPartEqual(fieldOf(payload, key), fieldOf(where, key)),
  );
}

function isListEqual(left: EncodedValue, right: EncodedValue): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((item, index) => isPartEqual(item, right[index]));
}

function isPartEqual(left: EncodedValue | undefined, right: EncodedValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return isEncodedEqual(left, right);
}

function fieldOf(value: object, key: string): EncodedValue | undefined {
  const field: unknown = Reflect.get(value, key);
  return field as EncodedValue | undefined;
}

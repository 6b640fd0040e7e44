// Freezes plain data all the way down.

import { isPlainPrototype } from "./encode-special.ts";

/** Freezes plain objects and arrays, all the way down; leaves everything else as it is. Gives back its argument. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value) && !isPlainPrototype(Object.getPrototypeOf(value))) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}

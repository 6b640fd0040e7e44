// One value per process, shared by every copy of this package that the process has loaded.

/** A place that all copies of the package see. */
export interface ProcessSlot<T> {
  current: T | undefined;
}

/** The slot of this name. Copies of different versions must agree on what stands in it. */
export function processSlot<T>(name: string): ProcessSlot<T> {
  const key = Symbol.for(`stepscope.${name}`);
  const existing: unknown = Reflect.get(globalThis, key);
  if (typeof existing === "object" && existing !== null) return asSlot(existing);
  const slot: ProcessSlot<T> = { current: undefined };
  Reflect.set(globalThis, key, slot);
  return slot;
}

/** Only this file writes under these symbols. */
function asSlot<T>(value: object): ProcessSlot<T> {
  return value as ProcessSlot<T>;
}

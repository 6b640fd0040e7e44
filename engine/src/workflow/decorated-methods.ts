// Where decorated methods are remembered until their workflow is used.

import type { StepRegistration } from "./step-registration.ts";

/** A method's key. */
export type MethodKey = string | symbol;

/** A decorated method. */
export interface MarkedMethod {
  readonly registration: StepRegistration;
  /** The method itself where it cannot be found by its key: a private one. */
  readonly method?: Function;
}

const byMethod = new WeakMap<object, StepRegistration>();
const byPrototype = new WeakMap<object, Map<MethodKey, StepRegistration>>();
const byMetadata = new WeakMap<object, Map<MethodKey, MarkedMethod>>();
const byInstance = new WeakMap<object, Map<MethodKey, MarkedMethod>>();

/** Remembers a method seen by a standard decorator, which is not told its class. */
export function markMethod(method: object, registration: StepRegistration): void {
  byMethod.set(method, registration);
}

/** Where a class keeps what its standard decorators noted; compilers write there only where the symbol exists. */
const METADATA: symbol = Reflect.get(Symbol, "metadata") ?? Symbol.for("Symbol.metadata");
Reflect.defineProperty(Symbol, "metadata", { value: METADATA });

/** Remembers a method by the metadata of its class: also where another decorator puts its own function in its place. */
export function markMetadata(metadata: object, key: MethodKey, marked: MarkedMethod): void {
  const known = byMetadata.get(metadata) ?? new Map<MethodKey, MarkedMethod>();
  byMetadata.set(metadata, known.set(key, marked));
}

/** Remembers a method seen by an experimental decorator. */
export function markPrototype(prototype: object, key: MethodKey, registration: StepRegistration): void {
  const known = byPrototype.get(prototype) ?? new Map<MethodKey, StepRegistration>();
  byPrototype.set(prototype, known.set(key, registration));
}

/** Remembers a method of an instance under construction. */
export function markInstance(instance: object, key: MethodKey, marked: MarkedMethod): void {
  const known = byInstance.get(instance) ?? new Map<MethodKey, MarkedMethod>();
  byInstance.set(instance, known.set(key, marked));
}

/**
 * The decorated methods of an instance, or of a class by its prototype: the ancestors' first, a redefined one in its
 * first place, else in the order of declaration.
 */
export function markedMethods(target: object): ReadonlyMap<MethodKey, MarkedMethod> {
  const found = new Map<MethodKey, MarkedMethod>();
  for (const prototype of prototypesOf(target)) {
    for (const [key, marked] of metadataOf(prototype) ?? []) found.set(key, marked);
    const marked = byPrototype.get(prototype);
    for (const key of Reflect.ownKeys(prototype)) {
      const registration = marked?.get(key) ?? registrationOf(prototype, key);
      if (registration !== undefined) found.set(key, { registration });
    }
  }
  const initialized = byInstance.get(target);
  if (initialized === undefined) return found;
  // Initializers saw every standard decorator, also of private methods and of methods that others wrapped.
  const complete = new Map<MethodKey, MarkedMethod>(initialized);
  for (const [key, marked] of found) if (!complete.has(key)) complete.set(key, marked);
  return complete;
}

function registrationOf(prototype: object, key: MethodKey): StepRegistration | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
  return typeof value === "function" ? byMethod.get(value) : undefined;
}

function metadataOf(prototype: object): ReadonlyMap<MethodKey, MarkedMethod> | undefined {
  const owner: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  if (typeof owner !== "function") return undefined;
  const metadata: unknown = Object.getOwnPropertyDescriptor(owner, METADATA)?.value;
  return typeof metadata === "object" && metadata !== null ? byMetadata.get(metadata) : undefined;
}

/** From the eldest ancestor down. */
function prototypesOf(target: object): readonly object[] {
  const chain: object[] = [];
  let prototype: object | null = target;
  while (prototype !== null && prototype !== Object.prototype) {
    chain.unshift(prototype);
    prototype = Object.getPrototypeOf(prototype);
  }
  return chain;
}

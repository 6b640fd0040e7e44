// The draft of an edit: changed like a plain object, it notes what was written; nothing changes before it is finished.

import { decode } from "../codec/decode.ts";
import { encodeFrozen } from "../codec/encode.ts";
import { isEncodedEqual } from "../codec/encoded-equal.ts";
import type { EncodedValue } from "../codec/encoded-value.ts";
import type { DecodeContext } from "../codec/value-codec.ts";
import type { RunState } from "./run-state.ts";
import { bodyOf, containerAt, fieldOf, readStore, type StoreKeys } from "./store-tree.ts";

/** One write of a draft. */
export type DraftChange =
  | { readonly operation: "set"; readonly path: StoreKeys; readonly value: EncodedValue }
  | { readonly operation: "delete"; readonly path: StoreKeys };

/** A draft under way. */
export interface StoreDraft {
  readonly root: Record<string, unknown>;
  /** What was written, as few writes as possible. */
  finish(): readonly DraftChange[];
}

/** Opens a draft of the store. */
export function createDraft(state: RunState, decoding: DecodeContext): StoreDraft {
  const root = new ObjectDraft({ state, decoding }, []);
  return {
    root: root.proxy,
    finish: () => {
      const changes: DraftChange[] = [];
      root.collect(changes);
      return changes;
    },
  };
}

interface DraftSource {
  readonly state: RunState;
  readonly decoding: DecodeContext;
}

/** A value that was handed out whole: an array, a date, a map. Compared with what it was when the draft is finished. */
interface WholeValue {
  readonly value: unknown;
  readonly before: EncodedValue;
}

/** An object of the draft. Its untouched keys are read through to the store. */
class ObjectDraft {
  readonly proxy: Record<string, unknown>;
  readonly #source: DraftSource;
  readonly #path: StoreKeys;
  /** Keys that were assigned. */
  readonly #written = new Map<string, unknown>();
  readonly #removed = new Set<string>();
  readonly #inner = new Map<string, ObjectDraft>();
  readonly #whole = new Map<string, WholeValue>();

  constructor(source: DraftSource, path: StoreKeys) {
    this.#source = source;
    this.#path = path;
    this.proxy = new Proxy({}, this.#handler());
  }

  collect(changes: DraftChange[]): void {
    for (const key of this.#removed)
      if (this.#stored(key) !== undefined) changes.push({ operation: "delete", path: [...this.#path, key] });
    for (const [key, value] of this.#written) {
      const path = [...this.#path, key];
      changes.push({ operation: "set", path, value: encodeFrozen(plainOf(value), path.join(".")) });
    }
    for (const [key, { value, before }] of this.#whole) {
      const path = [...this.#path, key];
      const after = encodeFrozen(plainOf(value), path.join("."));
      if (!isEncodedEqual(before, after)) changes.push({ operation: "set", path, value: after });
    }
    for (const inner of this.#inner.values()) inner.collect(changes);
  }

  /** A plain copy, for a draft that is assigned somewhere else. */
  toPlain(): object {
    const plain: Record<string, unknown> = {};
    for (const key of this.#keys()) {
      Object.defineProperty(plain, key, {
        value: plainOf(this.#read(key)),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    }
    return plain;
  }

  #handler(): ProxyHandler<object> {
    return {
      get: (_target, key) => (key === DRAFT ? this : typeof key === "string" ? this.#read(key) : undefined),
      has: (_target, key) => key === DRAFT || (typeof key === "string" && this.#has(key)),
      ownKeys: () => this.#keys(),
      getOwnPropertyDescriptor: (_target, key) =>
        typeof key === "string" && this.#has(key)
          ? { value: this.#read(key), writable: true, enumerable: true, configurable: true }
          : undefined,
      set: (_target, key, value) => typeof key === "string" && this.#assign(key, value),
      defineProperty: (_target, key, { value }) => typeof key === "string" && this.#assign(key, value),
      deleteProperty: (_target, key) => typeof key === "string" && this.#remove(key),
    };
  }

  #read(key: string): unknown {
    if (this.#written.has(key)) return this.#written.get(key);
    if (this.#removed.has(key)) return undefined;
    const inner = this.#inner.get(key);
    if (inner !== undefined) return inner.proxy;
    const whole = this.#whole.get(key);
    if (whole !== undefined) return whole.value;
    const stored = this.#stored(key);
    if (typeof stored !== "object" || stored === null) return stored;
    return this.#open(key, stored);
  }

  #open(key: string, stored: EncodedValue): unknown {
    const body = bodyOf(stored);
    if (body !== undefined && !Array.isArray(body)) {
      const inner = new ObjectDraft(this.#source, [...this.#path, key]);
      this.#inner.set(key, inner);
      return inner.proxy;
    }
    const before = readStore(this.#source.state, [...this.#path, key]) ?? null;
    const value = changeable(decode(before, this.#source.decoding));
    this.#whole.set(key, { value, before });
    return value;
  }

  #assign(key: string, value: unknown): boolean {
    this.#forget(key);
    this.#written.set(key, value);
    return true;
  }

  #remove(key: string): boolean {
    this.#forget(key);
    this.#removed.add(key);
    return true;
  }

  #forget(key: string): void {
    this.#written.delete(key);
    this.#removed.delete(key);
    this.#inner.delete(key);
    this.#whole.delete(key);
  }

  #has(key: string): boolean {
    return this.#written.has(key) || (!this.#removed.has(key) && this.#stored(key) !== undefined);
  }

  #keys(): string[] {
    const stored = containerAt(this.#source.state, this.#path);
    const body = stored === undefined ? undefined : bodyOf(stored);
    const keys = new Set(body === undefined ? [] : Object.keys(body));
    for (const key of this.#removed) keys.delete(key);
    for (const key of this.#written.keys()) keys.add(key);
    return [...keys];
  }

  #stored(key: string): EncodedValue | undefined {
    const stored = containerAt(this.#source.state, this.#path);
    const body = stored === undefined ? undefined : bodyOf(stored);
    return body === undefined ? undefined : fieldOf(body, key);
  }
}

/** Under this key a draft's proxy gives the draft itself. */
const DRAFT: unique symbol = Symbol("stepscope.draft");

/** Replaces drafts inside a value by plain copies: a proxy cannot be recorded. */
function plainOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const draft: unknown = Reflect.get(value, DRAFT);
  if (draft instanceof ObjectDraft) return draft.toPlain();
  if (Array.isArray(value)) return value.some((item) => plainOf(item) !== item) ? value.map(plainOf) : value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype) return value;
  const entries = Object.entries(value);
  return entries.some(([, item]) => plainOf(item) !== item)
    ? Object.fromEntries(entries.map(([key, item]) => [key, plainOf(item)]))
    : value;
}

/** A copy of frozen plain data that may be changed. */
function changeable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(changeable);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changeable(item)]));
}

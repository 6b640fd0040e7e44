// The run's store while the run lives: reads are frozen views, writes are records, edits take turns.

import { AsyncLocalStorage } from "node:async_hooks";
import { decode } from "../codec/decode.ts";
import { deepFreeze } from "../codec/deep-freeze.ts";
import { encodeFrozen } from "../codec/encode.ts";
import type { EncodedValue } from "../codec/encoded-value.ts";
import { ContextError } from "../errors/run-errors.ts";
import { OptionError } from "../errors/option-error.ts";
import type { RecordBody } from "../trace/record.ts";
import type { Store, StorePath } from "../workflow/store.ts";
import { createDraft } from "./store-draft.ts";
import type { RunHost } from "./run-host.ts";
import type { RunState } from "./run-state.ts";
import { keysOf } from "./store-path.ts";
import { readStore, type StoreKeys } from "./store-tree.ts";

/** Who writes: an attempt whose late writes are refused, or somebody outside. */
export interface StoreWriter {
  readonly executionId: string;
  readonly isOver: boolean;
  /** Calls back once it is over, unless told to forget it by calling what this gives. */
  whenOver(listener: () => void): () => void;
}

/** Per run, the end of the queue of edits. */
const editQueues = new WeakMap<RunState, Promise<unknown>>();
/** The edit that the current code is part of, or was: what it left running goes on with its own edits. */
const editing = new AsyncLocalStorage<{ readonly state: RunState; isOpen: boolean }>();
/** A frozen container decodes to the same view each time. */
const views = new WeakMap<object, unknown>();

/** The store, as a step or the handler of a run sees it. */
export class LiveStore implements Store {
  readonly #host: RunHost;
  readonly #writer: StoreWriter | undefined;
  /** Writes from outside wait until the run has begun. */
  readonly #whenBegun: (() => Promise<void>) | undefined;

  constructor(host: RunHost, writer?: StoreWriter, whenBegun?: () => Promise<void>) {
    this.#host = host;
    this.#writer = writer;
    this.#whenBegun = whenBegun;
  }

  async get<T>(path: StorePath, fallback?: T): Promise<T> {
    const value = this.#read(keysOf(path, "store.get"));
    return asValue<T>(value === undefined ? fallback : value);
  }

  async require<T>(path: StorePath): Promise<T> {
    const keys = keysOf(path, "store.require");
    const value = this.#read(keys);
    if (value !== undefined) return asValue<T>(value);
    const known = Object.keys(this.#read([]) ?? {}).join(", ");
    throw new ContextError(
      `The store has nothing at ${keys.join(".")}. Its keys are ${known === "" ? "none" : known}. Set it first, or read it with get and a fallback.`,
      { path: keys },
    );
  }

  async set(path: StorePath, value: unknown): Promise<void> {
    const keys = keysOf(path, "store.set");
    await this.#write([{ operation: "set", path: keys, value: encodeFrozen(value, keys.join(".")) }]);
  }

  async edit<Result = void>(change: (draft: Record<string, unknown>) => Result | Promise<Result>): Promise<Result> {
    if (typeof change !== "function") throw new OptionError("store.edit: the argument", "a function", change);
    const { state } = this.#host;
    const outer = editing.getStore();
    if (outer?.state === state && outer.isOpen) {
      throw new ContextError(
        "store.edit was called inside another edit of the same run, which would wait for itself. Change the draft you already have.",
      );
    }
    const before = editQueues.get(state);
    const turn = (async () => {
      await before;
      const draft = createDraft(state, this.#host.book.decoding);
      const edit = { state, isOpen: true };
      try {
        const result = await editing.run(edit, () => change(draft.root));
        await this.#write(draft.finish());
        return result;
      } finally {
        edit.isOpen = false;
      }
    })();
    const { promise: freed, resolve: free } = Promise.withResolvers<void>();
    editQueues.set(state, freed);
    // An edit whose attempt is over can write nothing any more, so nobody waits for it.
    const forget = this.#writer?.whenOver(free);
    const end = (): void => {
      forget?.();
      free();
    };
    turn.then(end, end);
    return turn;
  }

  async all(): Promise<Readonly<Record<string, unknown>>> {
    return asValue<Readonly<Record<string, unknown>>>(this.#read([]));
  }

  async clear(): Promise<void> {
    await this.#write([{ operation: "clear", path: [] }]);
  }

  #read(keys: StoreKeys): unknown {
    const encoded = readStore(this.#host.state, keys);
    return encoded === undefined ? undefined : this.#view(encoded);
  }

  #view(encoded: EncodedValue): unknown {
    if (typeof encoded !== "object" || encoded === null) return encoded;
    const known = views.get(encoded);
    if (known !== undefined) return known;
    const view = decode(encoded, this.#host.book.decoding);
    // Only plain parts may be shared; a Date or a Map is made anew for each reader.
    if (view !== encoded) return deepFreeze(view);
    views.set(encoded, view);
    return view;
  }

  async #write(changes: readonly StoreChange[]): Promise<void> {
    const writer = this.#writer;
    await this.#whenBegun?.();
    if (this.#host.isOver || writer?.isOver === true) {
      throw new ContextError(
        "The store was written to after the run, or the attempt that writes, had ended. Await every write inside the step.",
      );
    }
    if (changes.length === 0) return;
    const executionId = writer === undefined ? {} : { executionId: writer.executionId };
    this.#host.commit(
      changes.map((data): RecordBody => ({ kind: "state.changed", data: { ...data, ...executionId } })),
    );
    await this.#host.durable();
  }
}

/** One write. */
export type StoreChange =
  | { readonly operation: "set"; readonly path: StoreKeys; readonly value: EncodedValue }
  | { readonly operation: "delete" | "clear"; readonly path: StoreKeys };

function asValue<T>(value: unknown): T {
  return value as T;
}

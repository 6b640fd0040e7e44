// The contract of a run's typed state.

/** Keys from the root, dotted (`"user.names.0"`) or as a list; a number indexes an array. */
export type StorePath = string | readonly (string | number)[];

/** Anything but a key whose type the state knows, so that a wrong value for one of those is no path after all. */
type OtherThanKey<Path, State> = Path extends keyof State ? never : unknown;

/**
 * The state of a run. Values read are frozen views; every write is recorded with the execution that made it.
 * A write must be of a kind that can be recorded: JSON, Date, Map, Set, BigInt, URL, RegExp, Error, typed arrays.
 */
export interface Store<State extends object = Record<string, unknown>> {
  /** The value at a path; the fallback, or `undefined`, when there is none. */
  get<Key extends keyof State & string>(path: Key): Promise<State[Key]>;
  get<Key extends keyof State & string, Fallback>(
    path: Key,
    fallback: Fallback,
  ): Promise<NonNullable<State[Key]> | Fallback>;
  get<T = unknown>(path: StorePath, fallback?: T): Promise<T>;
  /** The value at a path. @throws ContextError when there is none. */
  require<Key extends keyof State & string>(path: Key): Promise<NonNullable<State[Key]>>;
  require<T = unknown>(path: StorePath): Promise<T>;
  /** Writes one value; objects missing on the way are made. @throws OptionError when the path is empty. */
  set<Key extends keyof State & string>(path: Key, value: State[Key]): Promise<void>;
  set<Path extends StorePath>(path: Path & OtherThanKey<Path, State>, value: unknown): Promise<void>;
  /**
   * Changes a draft of the state; edits of one run take turns. When the callback throws, nothing has changed.
   * Reads of the store inside it see the committed state. @throws ContextError when edits are nested.
   */
  edit<Result = void>(change: (draft: State) => Result | Promise<Result>): Promise<Result>;
  /** The whole state. */
  all(): Promise<Readonly<State>>;
  /** Removes everything. */
  clear(): Promise<void>;
}

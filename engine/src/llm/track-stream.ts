// Watches a stream being read, in place: what was read, and whether it was read to its end, broke, or was left.

import { fieldOf } from "./loose-json.ts";

/** Hears of a stream's parts and its end. */
export interface StreamObserver {
  chunk(chunk: unknown): void;
  /** Read to its end. */
  done(): void;
  /** The reader went away; the stream has been told to close. */
  left(): void;
  failed(error: unknown): void;
}

/** An object that can be read with `for await`. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && typeof fieldOf(value, Symbol.asyncIterator) === "function";
}

/** A stream that nobody reads is never left either: when it is collected, it counts as left. */
const unread = new FinalizationRegistry<StreamObserver>((observer) => {
  observer.left();
});

/**
 * Makes a stream tell an observer how it is read. The stream stays the same object with all its methods; API clients
 * make their iterators through a field `iterator`, which their `tee()` uses too.
 */
export function trackStream<S extends AsyncIterable<unknown>>(stream: S, observer: StreamObserver): S {
  unread.register(stream, observer, observer);
  const own = fieldOf(stream, "iterator");
  if (typeof own === "function") {
    Reflect.set(stream, "iterator", () => trackIterator(Reflect.apply(own, stream, []), observer));
    return stream;
  }
  if (typeof fieldOf(stream, "next") === "function") return trackGenerator(stream, observer);
  const iterate = stream[Symbol.asyncIterator].bind(stream);
  Object.defineProperty(stream, Symbol.asyncIterator, {
    value: () => trackIterator(iterate(), observer),
    configurable: true,
  });
  return stream;
}

/** A generator is its own iterator: its methods are replaced one by one. */
function trackGenerator<S extends AsyncIterable<unknown>>(stream: S, observer: StreamObserver): S {
  const tracked = trackIterator(stream[Symbol.asyncIterator](), observer);
  for (const [name, method] of Object.entries(tracked)) {
    Object.defineProperty(stream, name, { value: method, configurable: true });
  }
  Object.defineProperty(stream, Symbol.asyncIterator, { value: () => stream, configurable: true });
  return stream;
}

type IteratorMethod = (value?: unknown) => Promise<IteratorResult<unknown>>;

/** The methods of an iterator; bound to nothing, so that they can stand in for those of a generator. */
interface TrackedIterator extends AsyncIterator<unknown> {
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
  readonly next: IteratorMethod;
  readonly return?: IteratorMethod;
  readonly throw?: IteratorMethod;
}

function trackIterator(iterator: unknown, observer: StreamObserver): TrackedIterator {
  const methodOf = (name: string) => {
    const found = fieldOf(iterator, name);
    return typeof found === "function"
      ? (value: unknown): unknown => Reflect.apply(found, iterator, [value])
      : undefined;
  };
  const [next, giveBack, fail] = [methodOf("next"), methodOf("return"), methodOf("throw")];
  let isOver = false;
  const end = (report: () => void) => {
    if (isOver) return;
    isOver = true;
    unread.unregister(observer);
    report();
  };
  const step = async (advance: ((value: unknown) => unknown) | undefined, value: unknown) => {
    try {
      const result = asResult(await advance?.(value));
      if (result.done === true) end(() => observer.done());
      else if (!isOver) observer.chunk(result.value);
      return result;
    } catch (error) {
      end(() => observer.failed(error));
      throw error;
    }
  };
  const leave = async (close: (value: unknown) => unknown, value: unknown) => {
    // Reported first: closing the upstream may wait, and the reader has gone already.
    end(() => observer.left());
    return asResult(await close(value));
  };
  return {
    next: async (value) => step(next, value),
    ...(giveBack === undefined ? {} : { return: async (value) => leave(giveBack, value) }),
    ...(fail === undefined ? {} : { throw: async (error) => step(fail, error) }),
    [Symbol.asyncIterator](): AsyncIterator<unknown> {
      return this;
    },
  };
}

function asResult(result: unknown): IteratorResult<unknown> {
  const value = fieldOf(result, "value");
  return fieldOf(result, "done") === true ? { done: true, value } : { done: false, value };
}

// Events that wait for their first slot of one step: a few numbers each, so that a queue of a million stays small.

/** One event that waits, and the number of the execution it will be. */
export interface FreshWork {
  readonly number: number;
  readonly eventId: string;
  readonly queuedAtMs: number;
}

/** Rows for the first items; always a power of two, so that the index can be masked. */
const SMALLEST_CAPACITY = 16;

/** First in, first out: a ring in columns that grows by doubling and is given back when it runs empty. */
export class FreshQueue implements Iterable<FreshWork> {
  #numbers: number[] = [];
  #eventIds: string[] = [];
  #queuedAtMs: number[] = [];
  #capacity = 0;
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push({ number, eventId, queuedAtMs }: FreshWork): void {
    if (this.#size === this.#capacity) this.#grow();
    const row = this.#row(this.#size);
    this.#numbers[row] = number;
    this.#eventIds[row] = eventId;
    this.#queuedAtMs[row] = queuedAtMs;
    this.#size += 1;
  }

  /** Takes the first. */
  shift(): FreshWork | undefined {
    const first = this.#at(0);
    if (first === undefined) return undefined;
    this.#eventIds[this.#head] = "";
    this.#head = this.#row(1);
    this.#size -= 1;
    if (this.#size === 0 && this.#capacity > 1024) this.clear();
    return first;
  }

  clear(): void {
    this.#numbers = [];
    this.#eventIds = [];
    this.#queuedAtMs = [];
    this.#capacity = 0;
    this.#head = 0;
    this.#size = 0;
  }

  *[Symbol.iterator](): Iterator<FreshWork> {
    for (let index = 0; index < this.#size; index++) {
      const work = this.#at(index);
      if (work !== undefined) yield work;
    }
  }

  #at(index: number): FreshWork | undefined {
    if (index >= this.#size) return undefined;
    const row = this.#row(index);
    const number = this.#numbers[row];
    const eventId = this.#eventIds[row];
    const queuedAtMs = this.#queuedAtMs[row];
    return number === undefined || eventId === undefined || queuedAtMs === undefined
      ? undefined
      : { number, eventId, queuedAtMs };
  }

  #row(index: number): number {
    return (this.#head + index) & (this.#capacity - 1);
  }

  #grow(): void {
    const unrolled = <T>(column: readonly T[]): T[] => [...column.slice(this.#head), ...column.slice(0, this.#head)];
    this.#numbers = unrolled(this.#numbers);
    this.#eventIds = unrolled(this.#eventIds);
    this.#queuedAtMs = unrolled(this.#queuedAtMs);
    this.#head = 0;
    this.#capacity = Math.max(SMALLEST_CAPACITY, this.#capacity * 2);
  }
}

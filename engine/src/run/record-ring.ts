// The last records of a run, for readers of its stream that come late.

/** How many records are kept where no store keeps them. */
const RING_CAPACITY = 10_000;

/** Keeps the newest items and counts all. */
export class RecordRing<T> {
  readonly #items: T[] = [];
  #count = 0;

  /** Items so far; also the position of the next one. */
  get end(): number {
    return this.#count;
  }

  /** Position of the oldest item that is still here. */
  get start(): number {
    return this.#count - this.#items.length;
  }

  push(item: T): void {
    if (this.#items.length < RING_CAPACITY) this.#items.push(item);
    else this.#items[this.#count % RING_CAPACITY] = item;
    this.#count += 1;
  }

  at(position: number): T | undefined {
    return position < this.start || position >= this.#count ? undefined : this.#items[position % RING_CAPACITY];
  }
}

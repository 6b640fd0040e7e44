// A first-in-first-out queue of ids whose every operation costs the same, however long it is.

/** Slots of the first items; always a power of two, so that the index can be masked. */
const SMALLEST_CAPACITY = 8;

/** A ring that grows by doubling and shrinks when it runs empty. */
export class IdQueue implements Iterable<string> {
  #ring: (string | undefined)[] = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds at the end. */
  push(id: string): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = id;
    this.#size += 1;
  }

  /** Adds at the front: for work that already had its turn. */
  pushFront(id: string): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = id;
    this.#size += 1;
  }

  /** Takes the first. */
  shift(): string | undefined {
    if (this.#size === 0) return undefined;
    const id = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    if (this.#size === 0 && this.#ring.length > 1024) this.clear();
    return id;
  }

  clear(): void {
    this.#ring = [];
    this.#head = 0;
    this.#size = 0;
  }

  *[Symbol.iterator](): Iterator<string> {
    for (let index = 0; index < this.#size; index++) {
      const id = this.#ring[(this.#head + index) & (this.#ring.length - 1)];
      if (id !== undefined) yield id;
    }
  }

  #grow(): void {
    const grown = new Array<string | undefined>(Math.max(SMALLEST_CAPACITY, this.#ring.length * 2));
    for (let index = 0; index < this.#size; index++) {
      grown[index] = this.#ring[(this.#head + index) & (this.#ring.length - 1)];
    }
    this.#ring = grown;
    this.#head = 0;
  }
}

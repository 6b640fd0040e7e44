// Holds work back until a test lets it go, so that order is decided and never guessed.

/** A gate with one door per number. */
export class Gate {
  readonly #doors = new Map<number, () => void>();
  readonly #watchers: { readonly count: number; readonly done: () => void }[] = [];
  #isOpen = false;
  #inside = 0;
  /** Most that were waiting at one time. */
  most = 0;

  /** Waits at door `n` until it opens. */
  async pass(n: number): Promise<void> {
    if (this.#isOpen) return;
    this.#inside += 1;
    this.most = Math.max(this.most, this.#inside);
    await new Promise<void>((resolve) => {
      this.#doors.set(n, resolve);
      for (const watcher of this.#watchers) if (this.#doors.size >= watcher.count) watcher.done();
    });
    this.#inside -= 1;
  }

  /** Resolves when so many wait. */
  async arrived(count: number): Promise<void> {
    if (this.#doors.size >= count) return;
    await new Promise<void>((done) => this.#watchers.push({ count, done }));
  }

  /** Opens one door. */
  open(n: number): void {
    const door = this.#doors.get(n);
    this.#doors.delete(n);
    door?.();
  }

  /** Opens all doors, for good. */
  openAll(): void {
    this.#isOpen = true;
    for (const n of this.#doors.keys()) this.open(n);
  }
}

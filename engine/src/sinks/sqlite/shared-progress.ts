// Counters that both threads see at once, also while the main thread is inside its exit handler.

const COMMITTED = 0;
const STATE = 1;
const LENGTH = 2;

/** What the writer is doing. */
export const WRITER_STATES = ["opening", "open", "broken", "failed", "closed"] as const;

/** `broken`: it goes on trying, but nothing has been stored for 30 s. `failed`: the file cannot be used. */
export type WriterState = (typeof WRITER_STATES)[number];

/** How far the writer has come. Batch ids count from 1. */
export class SharedProgress {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(LENGTH * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#cells = new Int32Array(buffer);
  }

  get committed(): number {
    return Atomics.load(this.#cells, COMMITTED);
  }

  set committed(batchId: number) {
    Atomics.store(this.#cells, COMMITTED, batchId);
    Atomics.notify(this.#cells, COMMITTED);
  }

  get state(): WriterState {
    return WRITER_STATES[Atomics.load(this.#cells, STATE)] ?? "failed";
  }

  set state(state: WriterState) {
    Atomics.store(this.#cells, STATE, WRITER_STATES.indexOf(state));
    Atomics.notify(this.#cells, COMMITTED);
  }

  /** Blocks this thread until batch `batchId` is committed, the writer has given up, or the deadline has passed. */
  waitUntilCommitted(batchId: number, deadlineMs: number, now: () => number = Date.now): boolean {
    for (;;) {
      const committed = this.committed;
      if (committed >= batchId) return true;
      const leftMs = deadlineMs - now();
      if (leftMs <= 0 || this.state === "failed" || this.state === "closed") return false;
      // In slices: a writer that fails changes the state, not the counter that is waited on.
      Atomics.wait(this.#cells, COMMITTED, committed, Math.min(leftMs, 100));
    }
  }
}

// The timers of one run, by due time: one timer of the clock serves them all.

import type { Clock, ClockTimer } from "./clock.ts";

interface Entry {
  readonly timerId: string;
  readonly dueMs: number;
  /** Ties ring in the order in which they were set. */
  readonly order: number;
}

/** A heap of timers; whether one still counts is asked when it is due. */
export class TimerQueue {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  readonly #heap: Entry[] = [];
  #order = 0;
  #armed: { readonly timer: ClockTimer; readonly dueMs: number } | undefined = undefined;

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** When the next one is due. */
  get nextDueMs(): number {
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  add(timerId: string, dueMs: number): void {
    this.#order += 1;
    this.#heap.push({ timerId, dueMs, order: this.#order });
    this.#siftUp(this.#heap.length - 1);
    this.#arm();
  }

  /** Takes the next one that is due. */
  takeDue(nowMs: number): string | undefined {
    const [first] = this.#heap;
    if (first === undefined || first.dueMs > nowMs) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#siftDown(0);
    }
    this.#arm();
    return first.timerId;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#armed?.timer.cancel();
    this.#armed = undefined;
  }

  #arm(): void {
    const dueMs = this.nextDueMs;
    if (this.#armed?.dueMs === dueMs) return;
    this.#armed?.timer.cancel();
    this.#armed = undefined;
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const timer = this.#clock.setTimer(dueMs, () => {
      this.#armed = undefined;
      this.#onDue();
      this.#arm();
    });
    this.#armed = { timer, dueMs };
  }

  #isBefore(left: number, right: number): boolean {
    const a = this.#heap[left];
    const b = this.#heap[right];
    if (a === undefined || b === undefined) return false;
    return a.dueMs === b.dueMs ? a.order < b.order : a.dueMs < b.dueMs;
  }

  #swap(left: number, right: number): void {
    const a = this.#heap[left];
    const b = this.#heap[right];
    if (a === undefined || b === undefined) return;
    this.#heap[left] = b;
    this.#heap[right] = a;
  }

  #siftUp(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #siftDown(from: number): void {
    let index = from;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) if (this.#isBefore(child, least)) least = child;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }
}

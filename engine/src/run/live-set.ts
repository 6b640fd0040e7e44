// A set of attempts whose every operation costs next to nothing: each attempt knows its place in it.

import type { LiveExecution } from "./live-execution.ts";

/** Attempts, in no particular order; an attempt is in one set at a time. */
export class LiveSet {
  readonly #items: LiveExecution[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(live: LiveExecution): void {
    live.place = this.#items.length;
    this.#items.push(live);
  }

  remove(live: LiveExecution): void {
    if (this.#items[live.place] !== live) return;
    const last = this.#items.pop();
    if (last === undefined || last === live) return;
    this.#items[live.place] = last;
    last.place = live.place;
  }

  /** Takes all out, oldest execution first. */
  drain(): readonly LiveExecution[] {
    return this.#items.splice(0).toSorted((left, right) => left.startedMs - right.startedMs);
  }
}

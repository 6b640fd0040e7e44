// Holds spans back until it is known whether anybody wants them.

import type { OutboxSpan } from "../sinks/otel-export/outbox.ts";

/** Most bytes held while the question is open: an answer takes milliseconds, unless the application never yields. */
const MOST_HELD_BYTES = 128 * 1_024 * 1_024;

/** Lets spans through, holds them, or drops them. */
export class SpanGate {
  #held: OutboxSpan[] = [];
  #heldBytes = 0;
  #pass: ((span: OutboxSpan) => void) | undefined;
  #isShut = false;
  #dropped = 0;

  /** Spans given up because the question was open for too long. */
  get dropped(): number {
    return this.#dropped;
  }

  append(span: OutboxSpan): void {
    if (this.#isShut) return;
    if (this.#pass !== undefined) return this.#pass(span);
    if (this.#heldBytes + span.body.length > MOST_HELD_BYTES) {
      this.#dropped++;
      return;
    }
    this.#heldBytes += span.body.length;
    this.#held.push(span);
  }

  /** Spans go on from here, those held first. */
  open(pass: (span: OutboxSpan) => void): void {
    this.#pass = pass;
    for (const span of this.#held.splice(0)) pass(span);
  }

  /** Nobody wants them. */
  shut(): void {
    this.#isShut = true;
    this.#held = [];
  }
}

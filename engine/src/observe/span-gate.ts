// Holds spans back until it is known whether anybody wants them.

import type { OutboxSpan } from "../sinks/otel-export/outbox.ts";

/** Most spans held while the question is open; an answer takes milliseconds. */
const MOST_HELD = 20_000;

/** Lets spans through, holds them, or drops them. */
export class SpanGate {
  #held: OutboxSpan[] = [];
  #pass: ((span: OutboxSpan) => void) | undefined;
  #isShut = false;

  append(span: OutboxSpan): void {
    if (this.#isShut) return;
    if (this.#pass !== undefined) this.#pass(span);
    else if (this.#held.length < MOST_HELD) this.#held.push(span);
  }

  /** Spans go on from here, those held first. */
  open(pass: (span: OutboxSpan) => void): void {
    this.#pass = pass;
    const held = this.#held;
    this.#held = [];
    for (const span of held) pass(span);
  }

  /** Nobody wants them. */
  shut(): void {
    this.#isShut = true;
    this.#held = [];
  }
}

// How long to wait after a failure: longer each time, with jitter, and as long as the other side asks.

/** Waits between tries. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #failures = 0;
  #untilMs = 0;

  constructor([firstMs, longestMs]: readonly [number, number]) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** How long there is still to wait. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  fail(nowMs: number, retryAfterMs?: number): void {
    // Jitter keeps many processes from coming back at once.
    const grownMs =
      Math.min(this.#longestMs, this.#firstMs * 2 ** Math.min(this.#failures, 20)) * (0.75 + Math.random() / 4);
    this.#failures++;
    this.#untilMs = nowMs + Math.min(retryAfterMs ?? grownMs, this.#longestMs);
  }

  succeed(): void {
    this.#failures = 0;
  }

  /** Ends the wait, not the row of failures. */
  cutShort(): void {
    this.#untilMs = 0;
  }
}

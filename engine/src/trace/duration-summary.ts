// Count, sum, extremes and percentiles of many durations, in bounded memory.

/** Up to this many durations the percentiles are exact. */
const EXACT_LIMIT = 1_024;
/** Beyond it durations are counted in buckets that grow by this factor: percentiles are within 1 %. */
const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);
const SMALLEST_MS = 0.001;

/** The durations of one step in one run. */
export class DurationSummary {
  count = 0;
  totalMs = 0;
  minMs = 0;
  maxMs = 0;
  #exact: number[] = [];
  #buckets: Map<number, number> | undefined;

  add(durationMs: number): void {
    this.minMs = this.count === 0 ? durationMs : Math.min(this.minMs, durationMs);
    this.maxMs = Math.max(this.maxMs, durationMs);
    this.count += 1;
    this.totalMs += durationMs;
    if (this.#buckets === undefined) {
      this.#exact.push(durationMs);
      if (this.#exact.length > EXACT_LIMIT) this.#toBuckets();
    } else {
      this.#addToBucket(this.#buckets, durationMs);
    }
  }

  /** For each fraction, in rising order, the duration that so many of all do not exceed; 0 when there is none. */
  percentiles(...fractions: readonly number[]): number[] {
    if (this.count === 0) return fractions.map(() => 0);
    const ranks = fractions.map((fraction) => Math.max(1, Math.ceil(fraction * this.count)));
    if (this.#buckets !== undefined) return this.#fromBuckets(this.#buckets, ranks);
    const sorted = Float64Array.from(this.#exact).sort();
    return ranks.map((rank) => sorted[rank - 1] ?? 0);
  }

  #fromBuckets(buckets: ReadonlyMap<number, number>, ranks: readonly number[]): number[] {
    const sorted = [...buckets].sort((a, b) => a[0] - b[0]);
    let seen = 0;
    let at = -1;
    return ranks.map((rank) => {
      while (seen < rank && at + 1 < sorted.length) seen += sorted[++at]?.[1] ?? 0;
      const bucket = sorted[at]?.[0] ?? 0;
      return Math.min(this.maxMs, Math.max(this.minMs, SMALLEST_MS * GROWTH ** (bucket + 0.5)));
    });
  }

  #toBuckets(): void {
    const buckets = new Map<number, number>();
    for (const durationMs of this.#exact) this.#addToBucket(buckets, durationMs);
    this.#exact = [];
    this.#buckets = buckets;
  }

  #addToBucket(buckets: Map<number, number>, durationMs: number): void {
    const bucket = Math.floor(Math.log(Math.max(durationMs, SMALLEST_MS) / SMALLEST_MS) / LOG_GROWTH);
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
  }
}

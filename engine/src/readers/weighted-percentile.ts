// Percentiles of values that each stand for several measurements.

/** A value and how many measurements it stands for. */
export interface WeightedValue {
  readonly value: number;
  readonly weight: number;
}

/**
 * The measurement at `fraction` of the way from the least to the greatest, rounded down to one that was made (as
 * SQLite's percentile_disc); `undefined` when there is none.
 */
export function weightedPercentile(values: readonly WeightedValue[], fraction: number): number | undefined {
  const sorted = values.filter((entry) => entry.weight > 0).sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, entry) => sum + entry.weight, 0);
  const index = Math.floor(fraction * (total - 1));
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    if (seen > index) return value;
  }
  return undefined;
}

// Percentiles of values that each stand for several measurements.

/** A value and how many measurements it stands for. */
export interface WeightedValue {
  readonly value: number;
  readonly weight: number;
}

/** The value that `fraction` of all measurements do not exceed; `undefined` when there is none. */
export function weightedPercentile(values: readonly WeightedValue[], fraction: number): number | undefined {
  const sorted = values.filter((entry) => entry.weight > 0).sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, entry) => sum + entry.weight, 0);
  const rank = Math.max(1, Math.ceil(fraction * total));
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    if (seen >= rank) return value;
  }
  return sorted.at(-1)?.value;
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { DurationSummary } from "./duration-summary.ts";

function exactPercentile(durations: readonly number[], fraction: number): number {
  return durations.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(fraction * durations.length)) - 1] ?? 0;
}

test("percentiles of few durations are exact, of many within 1 %", () => {
  const lengths = fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 50 }), fc.integer({ min: 1_020, max: 3_000 }));
  const durations = lengths.chain((length) =>
    fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), { minLength: length, maxLength: length }),
  );
  fc.assert(
    fc.property(durations, (values) => {
      const summary = new DurationSummary();
      for (const value of values) summary.add(value);
      expect(summary.count).toBe(values.length);
      expect(summary.minMs).toBe(Math.min(...values));
      expect(summary.maxMs).toBe(Math.max(...values));
      const fractions = [0.5, 0.95, 1];
      for (const [index, value] of summary.percentiles(...fractions).entries()) {
        const exact = exactPercentile(values, fractions[index] ?? 0);
        expect(Math.abs(value - exact) / exact).toBeLessThanOrEqual(values.length <= 1_024 ? 0 : 0.011);
      }
    }),
    { numRuns: 60 },
  );
});

test("no duration gives zeros", () => {
  expect(new DurationSummary().percentiles(0.5, 0.95)).toEqual([0, 0]);
});

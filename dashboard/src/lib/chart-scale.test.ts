// Chart scales hold their largest value in few round steps.

import { describe, expect, it } from "vitest";
import { countScale, timeScale, valueScale } from "./chart-scale.ts";

describe("chart scales", () => {
  it("hold the largest value with at most five ticks", () => {
    for (const largest of [0.0003, 0.7, 1, 3, 52, 60, 999, 12_345, 3e9]) {
      const { max, ticks } = valueScale(largest);
      expect(max).toBeGreaterThanOrEqual(largest);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks[0]).toBe(0);
    }
  });

  it("count in whole steps and time in round ones", () => {
    expect(countScale(0).ticks).toEqual([0, 1]);
    expect(countScale(3).ticks).toEqual([0, 1, 2, 3]);
    expect(countScale(53).ticks).toEqual([0, 20, 40, 60]);
    expect(timeScale(215_000).ticks).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
    expect(timeScale(0).max).toBeGreaterThan(0);
  });
});

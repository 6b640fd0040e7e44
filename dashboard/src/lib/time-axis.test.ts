// Ticks stand at round times and never crowd.

import { describe, expect, it } from "vitest";
import { formatElapsedTick, tickStepMs, ticksBetween } from "./time-axis.ts";

describe("ticks", () => {
  it("stand at round distances", () => {
    expect(tickStepMs(250_000, 10)).toBe(30_000);
    expect(tickStepMs(90_000, 10)).toBe(10_000);
    expect(tickStepMs(412, 8)).toBe(100);
    expect(tickStepMs(3, 10)).toBe(1);
    expect(ticksBetween(0, 45_000, { count: 5 })).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(ticksBetween(12, 34, { count: 3 })).toEqual([20, 30]);
  });

  it("never exceed the count by more than one", () => {
    for (const span of [0.4, 7, 93, 1234, 65_000, 7.3e6, 9.9e8, 4e11]) {
      const ticks = ticksBetween(0, span, { count: 8 });
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect(ticks.length).toBeGreaterThan(0);
    }
    expect(ticksBetween(5, 5, { count: 4 })).toEqual([]);
  });

  it.each([
    [0, 1000, "0 s"],
    [250, 50, "250 ms"],
    [1500, 500, "1.5 s"],
    [80_000, 10_000, "80 s"],
    [250_000, 10_000, "4m 10s"],
    [240_000, 60_000, "4m"],
    [9_000_000, 1_800_000, "2h 30m"],
    [10_800_000, 3_600_000, "3h"],
    [266_400_000, 43_200_000, "3d 02h"],
  ])("labels %s ms at steps of %s as %s", (ms, step, label) => {
    expect(formatElapsedTick(ms, step)).toBe(label);
  });
});

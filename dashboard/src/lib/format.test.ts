// The formats of amounts, at their edges.

import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCompact,
  formatCost,
  formatCostDelta,
  formatCount,
  formatCountDelta,
  formatDuration,
  formatDurationDelta,
  formatPercent,
  formatPercentDelta,
  formatPoints,
  formatTimes,
  formatTokenFlow,
  plural,
  shortId,
} from "./format.ts";

describe("formatDuration", () => {
  it.each([
    [undefined, "–"],
    [0, "0 ms"],
    [0.2, "<1 ms"],
    [4.24, "4.2 ms"],
    [18, "18 ms"],
    [412, "412 ms"],
    [999.4, "999 ms"],
    [999.6, "1.00 s"],
    [6290, "6.29 s"],
    [9996, "10.0 s"],
    [41_200, "41.2 s"],
    [59_940, "59.9 s"],
    [59_960, "1m 00s"],
    [250_000, "4m 10s"],
    [3_599_600, "1h 00m"],
    [7_440_000, "2h 04m"],
    [86_399_000, "1d 00h"],
    [273_600_000, "3d 04h"],
    [-164, "−164 ms"],
  ])("writes %s ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("signs differences", () => {
    expect(formatDurationDelta(1510)).toBe("+1.51 s");
    expect(formatDurationDelta(-164)).toBe("−164 ms");
    expect(formatDurationDelta(0.2)).toBe("±0");
  });
});

describe("counts", () => {
  it.each([
    [undefined, "–"],
    [0, "0"],
    [896, "896"],
    [1000, "1.00k"],
    [73_816, "73.8k"],
    [999_499, "999k"],
    [999_600, "1.00M"],
    [61_100_000, "61.1M"],
    [1_500_000_000, "1.50B"],
  ])("writes %s as %s in little room", (count, text) => {
    expect(formatCompact(count)).toBe(text);
  });

  it("groups digits and joins token flows", () => {
    expect(formatCount(67_048)).toBe("67,048");
    expect(formatTokenFlow(67_048, 6768)).toBe("67,048 → 6,768");
    expect(formatTokenFlow(undefined, 3)).toBe("0 → 3");
    expect(formatTimes(1240)).toBe("×1,240");
    expect(formatCountDelta(-4)).toBe("−4");
    expect(formatCountDelta(0)).toBe("±0");
    expect(plural(1, "run")).toBe("1 run");
    expect(plural(2, "retry", "retries")).toBe("2 retries");
  });
});

describe("money and shares", () => {
  it.each([
    [0, "$0"],
    [0.000_04, "<$0.0001"],
    [0.0712, "$0.0712"],
    [0.999_97, "$1.00"],
    [54.391, "$54.39"],
    [1204, "$1,204.00"],
  ])("writes %s dollars as %s", (usd, text) => {
    expect(formatCost(usd)).toBe(text);
  });

  it("writes shares and their changes", () => {
    expect(formatPercent(0.021)).toBe("2.1 %");
    expect(formatPercent(0.91)).toBe("91 %");
    expect(formatPercent(0.0001)).toBe("<0.1 %");
    expect(formatPercent(1.6)).toBe("160 %");
    expect(formatPercentDelta(-0.041)).toBe("−4.1 %");
    expect(formatPercentDelta(0)).toBe("±0 %");
    expect(formatPoints(0.009)).toBe("+0.9 pp");
    expect(formatCostDelta(-0.01)).toBe("−$0.0100");
  });
});

describe("ids and sizes", () => {
  it("shortens ids and keeps short ones", () => {
    expect(shortId("01a02377-5c8e-7d41-9b06-3e51c47f3a9c")).toBe("01a0…7f3a9c");
    expect(shortId("demo")).toBe("demo");
  });

  it("writes sizes", () => {
    expect(formatBytes(512)).toBe("512 B");
    expect(formatBytes(23_100)).toBe("23.1 KB");
    expect(formatBytes(1_200_000)).toBe("1.20 MB");
  });
});

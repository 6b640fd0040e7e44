// Points in time, near and far.

import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatClockTick,
  formatIso,
  formatRoundTick,
  formatTime,
  formatTimeInWords,
} from "./format-time.ts";

const now = new Date(2026, 10, 22, 9, 30, 0).getTime();

describe("formatTime", () => {
  it("gets shorter the nearer it is", () => {
    expect(formatTime(new Date(2026, 10, 22, 9, 14, 2).getTime(), now)).toBe("09:14:02");
    expect(formatTime(new Date(2026, 10, 21, 16, 40, 0).getTime(), now)).toBe("Yesterday 16:40");
    expect(formatTime(new Date(2026, 10, 12, 16, 40, 0).getTime(), now)).toBe("12 Nov 16:40");
    expect(formatTime(new Date(2025, 10, 12, 16, 40, 0).getTime(), now)).toBe("12 Nov 2025");
    expect(formatTimeInWords(new Date(2026, 10, 22, 9, 14, 2).getTime(), now)).toBe("Today 09:14:02");
  });

  it("counts midnights, not days of 24 hours", () => {
    const justAfterMidnight = new Date(2026, 10, 22, 0, 1, 0).getTime();
    expect(formatTime(new Date(2026, 10, 21, 23, 59, 0).getTime(), justAfterMidnight)).toBe("Yesterday 23:59");
  });
});

describe("formatIso", () => {
  it("names the same instant", () => {
    expect(Date.parse(formatIso(now + 417))).toBe(now + 417);
    expect(formatIso(now)).toMatch(/^2026-11-22T09:30:00\.000[+-]\d\d:\d\d$/u);
  });
});

describe("ticks and ages", () => {
  it("fits the tick to the span", () => {
    expect(formatClockTick(now, 60_000)).toBe("09:30:00");
    expect(formatClockTick(now, 3_600_000)).toBe("09:30");
    expect(formatClockTick(now, 10 * 86_400_000)).toBe("22 Nov");
  });

  it("names the day at midnight, the hour at other ticks", () => {
    const midnight = new Date(2026, 10, 22).getTime();
    expect(formatRoundTick(midnight, 43_200_000)).toBe("22 Nov");
    expect(formatRoundTick(midnight + 43_200_000, 43_200_000)).toBe("12:00");
    expect(formatRoundTick(midnight + 30_000, 30_000)).toBe("00:00:30");
  });

  it("says how long ago", () => {
    expect(formatAgo(now - 2000, now)).toBe("2 s ago");
    expect(formatAgo(now - 180_000, now)).toBe("3 min ago");
    expect(formatAgo(now - 5 * 3_600_000, now)).toBe("5 h ago");
    expect(formatAgo(now - 4 * 86_400_000, now)).toBe("4 d ago");
  });
});

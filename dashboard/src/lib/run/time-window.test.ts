// Zooming and panning stay inside the axis and keep what is under the pointer in place.

import { describe, expect, it } from "vitest";
import { clampWindow, isWhole, panWindow, wholeWindow, zoomWindow } from "./time-window.ts";

const lengthMs = 10_000;

describe("time window", () => {
  it("keeps the point under the pointer", () => {
    const before = { fromMs: 2000, toMs: 6000 };
    const after = zoomWindow(before, 0.5, { share: 0.25, lengthMs });
    expect(after.toMs - after.fromMs).toBeCloseTo(2000);
    expect(after.fromMs + 0.25 * 2000).toBeCloseTo(3000);
  });

  it("never leaves the axis", () => {
    expect(panWindow({ fromMs: 0, toMs: 1000 }, -3, lengthMs)).toEqual({ fromMs: 0, toMs: 1000 });
    expect(panWindow({ fromMs: 9000, toMs: 10_000 }, 5, lengthMs).toMs).toBeCloseTo(wholeWindow(lengthMs).toMs);
    expect(isWhole(zoomWindow({ fromMs: 100, toMs: 900 }, 1000, { share: 0.5, lengthMs }), lengthMs)).toBe(true);
  });

  it("has a least length, and bears an axis of none", () => {
    const tiny = clampWindow({ fromMs: 500, toMs: 500 }, lengthMs);
    expect(tiny.toMs).toBeGreaterThan(tiny.fromMs);
    expect(wholeWindow(0).toMs).toBeGreaterThan(0);
  });
});

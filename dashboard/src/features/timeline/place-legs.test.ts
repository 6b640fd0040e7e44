// Bars of the critical path, held against placing every leg by itself.

import { describe, expect, it } from "vitest";
import { type CriticalLeg, plainTimeMap } from "stepscope/view";
import { scaleOf } from "#lib/run/scale.ts";
import { type PlacedLeg, placeLegs } from "./place-legs.ts";

const LENGTH_MS = 10_000;

function leg(fromMs: number, toMs: number): CriticalLeg {
  return { executionIndex: 0, fromMs, toMs, after: "input" };
}

/** One after the other, merged where less than a px lies between. */
function placedOneByOne(legs: readonly CriticalLeg[], scale: ReturnType<typeof scaleOf>): readonly PlacedLeg[] {
  const shown: { left: number; right: number }[] = [];
  for (const { fromMs, toMs } of legs) {
    const left = Math.max(-20, scale.x(fromMs));
    const right = Math.min(scale.widthPx + 20, scale.x(toMs));
    const last = shown.at(-1);
    if (right < 0 || left > scale.widthPx) continue;
    if (last !== undefined && left - last.right < 1) last.right = Math.max(last.right, right);
    else shown.push({ left, right });
  }
  return shown;
}

const someLegs = Array.from({ length: 4_000 }, (_, at) =>
  leg(at * 2.5, at * 2.5 + ([0.2, 1, 2.5, 0.7][at % 4] ?? 1)),
).filter((_, at) => at % 97 > 20);

describe("the legs of the critical path", () => {
  it.each([
    [0, LENGTH_MS],
    [2_000, 2_400],
    [5_001.3, 5_009.9],
    [9_990, LENGTH_MS],
  ])("stand where each would by itself, from %d to %d ms", (fromMs, toMs) => {
    const scale = scaleOf(plainTimeMap(LENGTH_MS), { fromMs, toMs }, 700);
    const placed = placeLegs(someLegs, scale);
    const expected = placedOneByOne(someLegs, scale);
    expect(expected.length).toBeGreaterThan(0);
    expect(placed.length).toBe(expected.length);
    for (const [at, one] of expected.entries()) {
      expect(placed[at]?.left).toBeCloseTo(one.left, 5);
      expect(placed[at]?.right).toBeCloseTo(one.right, 5);
    }
  });

  it("are none where none are, and looked at few at a time where there are many", () => {
    const scale = scaleOf(plainTimeMap(LENGTH_MS), { fromMs: 0, toMs: LENGTH_MS }, 700);
    expect(placeLegs([], scale)).toEqual([]);
    let asked = 0;
    const counted = { ...scale, x: (ms: number) => (asked++, scale.x(ms)) };
    const touching = Array.from({ length: 100_000 }, (_, at) => leg(at / 10, (at + 1) / 10));
    expect(placeLegs(touching, counted)).toEqual([{ left: 0, right: expect.closeTo(700, 5) }]);
    expect(asked).toBeLessThan(5_000);
  });
});

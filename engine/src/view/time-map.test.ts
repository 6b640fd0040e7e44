import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { fanOutJournal, randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { axisTicks, roundStepMs } from "./axis-ticks.ts";
import { minimap, recordDensity } from "./minimap.ts";
import type { RunView } from "./run-view.ts";
import { axisLengthMs, compressedTimeMap, plainTimeMap, toAxisMs, toRunMs } from "./time-map.ts";
import { timelineIndex } from "./timeline-index.ts";
import { timelineRows } from "./timeline-rows.ts";
import { SEGMENT_KIND } from "./timeline-segments.ts";

const research = foldJournal(researchJournal());
const researchIndex = timelineIndex(research);

function indexOf(view: RunView, step: string, ordinal = 1): number {
  return view.executions.findIndex((one) => one.step === step && one.ordinal === ordinal);
}

describe("the time map", () => {
  it("folds the long wait and the back-off, and keeps their ends", () => {
    const map = compressedTimeMap(researchIndex);
    const wait = map.breaks.find((one) => one.toMs - one.fromMs > 100_000);
    expect(wait).toBeDefined();
    expect(axisLengthMs(map)).toBeLessThan(40_000);
    const approve = research.executions[indexOf(research, "approve")];
    expect(wait?.fromMs).toBeGreaterThan(approve?.startedMs ?? Infinity);
    expect(wait?.toMs).toBeLessThan(approve?.endedMs ?? 0);
  });

  it("is exact both ways, and never runs backwards", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }),
        (seed, shares) => {
          const index = timelineIndex(foldJournal(randomJournal({ seed })));
          const map = compressedTimeMap(index, { minimumGapMs: 100 });
          const times = shares.map((share) => share * index.endMs).sort((one, other) => one - other);
          let before = -1;
          for (const ms of times) {
            const axisMs = toAxisMs(map, ms);
            expect(axisMs).toBeGreaterThanOrEqual(before);
            expect(toRunMs(map, axisMs)).toBeCloseTo(ms, 3);
            before = axisMs;
          }
          expect(axisLengthMs(map)).toBeLessThanOrEqual(Math.max(index.endMs, 1) + 1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("leaves a busy run alone", () => {
    const index = timelineIndex(foldJournal(fanOutJournal(100)));
    expect(compressedTimeMap(index).breaks).toEqual([]);
  });
});

describe("ticks", () => {
  it("stand at round times", () => {
    const { stepMs, ticks } = axisTicks(plainTimeMap(96_000), { fromAxisMs: 0, toAxisMs: 96_000, widthPx: 700 });
    expect(stepMs).toBe(10_000);
    expect(ticks.map((tick) => tick.ms)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => count * 10_000));
  });

  it("keep out of folded gaps, and say where the axis goes on", () => {
    const map = compressedTimeMap(researchIndex);
    const { ticks } = axisTicks(map, { fromAxisMs: 0, toAxisMs: axisLengthMs(map), widthPx: 1_200 });
    for (const tick of ticks) {
      for (const gap of map.breaks) expect(tick.ms > gap.fromMs && tick.ms < gap.toMs).toBe(false);
    }
    expect(ticks.some((tick) => tick.ms > 170_000)).toBe(true);
  });

  it("have a round step for any length", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e10, noNaN: true }), (ms) => {
        const step = roundStepMs(ms);
        expect(step).toBeGreaterThanOrEqual(ms * (1 - 1e-6));
        expect(step).toBeLessThanOrEqual(ms * 5 + 1e-9);
      }),
    );
  });
});

describe("the minimap", () => {
  it("holds no more than its pixels, whatever the rows", () => {
    const view = foldJournal(fanOutJournal(2_000));
    const index = timelineIndex(view);
    const rows = timelineRows(view, { collapseAbove: Infinity });
    const map = minimap(index, { rows, map: plainTimeMap(index.endMs), columns: 300, lanes: 20 });
    expect(map.lanes).toBe(20);
    expect(map.lane.length).toBeLessThanOrEqual(20 * 300);
    expect(map.kind).toContain(SEGMENT_KIND.failed);
    expect(Math.max(...map.to)).toBeLessThanOrEqual(300);
  });

  it("shows a failure above the rest of its pixel", () => {
    const index = timelineIndex(research);
    const map = minimap(index, { rows: timelineRows(research), map: plainTimeMap(index.endMs), columns: 4, lanes: 1 });
    expect(map.kind[0]).toBe(SEGMENT_KIND.failed);
  });

  it("counts every record in the density", () => {
    const counts = recordDensity(research, compressedTimeMap(researchIndex), 64);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(research.recordMs.length);
  });
});

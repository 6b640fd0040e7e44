import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { randomJournal, researchJournal } from "../testing/sample-journals.ts";
import type { RunView } from "./run-view.ts";
import { executionsIn, segmentAt, segmentsIn, timelineIndex } from "./timeline-index.ts";
import { SEGMENT_KIND } from "./timeline-segments.ts";

const research = foldJournal(researchJournal());
const researchIndex = timelineIndex(research);
const everything = { fromMs: -Infinity, toMs: Infinity };

function indexOf(view: RunView, step: string, ordinal = 1): number {
  return view.executions.findIndex((one) => one.step === step && one.ordinal === ordinal);
}

describe("the columnar index", () => {
  it("cuts a retried execution into failed, back-off, queued and running", () => {
    const entity = indexOf(research, "summarise", 2);
    expect(segmentsIn(researchIndex, entity, everything)).toEqual([
      { kind: SEGMENT_KIND.failed, startMs: 5_500, endMs: 6_500, attempt: 0 },
      { kind: SEGMENT_KIND.backOff, startMs: 6_500, endMs: 14_500, attempt: 0 },
      { kind: SEGMENT_KIND.queued, startMs: 14_500, endMs: 14_600, attempt: 1 },
      { kind: SEGMENT_KIND.running, startMs: 14_600, endMs: 16_000, attempt: 1 },
    ]);
  });

  it("shows a wait between two stretches of running", () => {
    const kinds = segmentsIn(researchIndex, indexOf(research, "approve"), everything).map((one) => one.kind);
    expect(kinds).toEqual([SEGMENT_KIND.running, SEGMENT_KIND.waiting, SEGMENT_KIND.running]);
  });

  it("gives what is open up to now", () => {
    const view = foldJournal(researchJournal());
    const run = randomJournal({ seed: 1, isUnfinished: true });
    const nowMs = (foldJournal(run).lastMs ?? 0) + 500;
    const index = timelineIndex(foldJournal(run), nowMs);
    expect(index.endMs).toBe(nowMs);
    expect(timelineIndex(view, 1).endMs).toBe(view.lastMs);
  });

  it("answers hits exactly, and near ones within a tolerance", () => {
    const entity = indexOf(research, "summarise", 2);
    expect(segmentAt(researchIndex, entity, { ms: 7_000 })?.kind).toBe(SEGMENT_KIND.backOff);
    expect(segmentAt(researchIndex, entity, { ms: 5_400 })).toBeUndefined();
    expect(segmentAt(researchIndex, entity, { ms: 5_400, toleranceMs: 200 })?.kind).toBe(SEGMENT_KIND.failed);
  });

  it("agrees with a plain scan for any range", () => {
    const range = fc.tuple(fc.integer({ min: -100, max: 40_000 }), fc.integer({ min: 0, max: 9_000 }));
    fc.assert(
      fc.property(fc.integer(), range, (seed, [fromMs, lengthMs]) => {
        const index = timelineIndex(foldJournal(randomJournal({ seed })));
        const toMs = fromMs + lengthMs;
        const touching = executionsIn(index, { fromMs, toMs });
        for (let entity = 0; entity < index.executionCount; entity++) {
          const all = segmentsIn(index, entity, everything);
          const wanted = all.filter((one) => one.startMs <= toMs && one.endMs >= fromMs);
          expect(segmentsIn(index, entity, { fromMs, toMs })).toEqual(wanted);
          expect(touching[entity] === 1).toBe(fromMs <= (all.at(-1)?.endMs ?? 0) && toMs >= (all[0]?.startMs ?? 0));
          for (const [at, one] of all.entries()) {
            expect(one.endMs).toBeGreaterThanOrEqual(one.startMs);
            expect(one.startMs).toBeGreaterThanOrEqual(all[at - 1]?.endMs ?? 0);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

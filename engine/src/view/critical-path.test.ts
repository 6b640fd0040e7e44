import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { fanOutJournal, randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { criticalPath } from "./critical-path.ts";
import type { RunView } from "./run-view.ts";

const research = foldJournal(researchJournal());

function indexOf(view: RunView, step: string, ordinal = 1): number {
  return view.executions.findIndex((one) => one.step === step && one.ordinal === ordinal);
}

describe("the critical path", () => {
  it("leads from the start to the end without a gap, through the slowest branch", () => {
    const { legs } = criticalPath(research);
    expect(legs.map((leg) => research.executions[leg.executionIndex]?.step)).toEqual([
      "plan",
      "search",
      "summarise",
      "join",
      "draft",
      "approve",
      "publish",
    ]);
    expect(legs[2]?.executionIndex).toBe(indexOf(research, "summarise", 2));
    for (const [at, leg] of legs.entries()) expect(leg.fromMs).toBe(legs[at - 1]?.toMs ?? 0);
  });

  it("goes through those that held the slot", () => {
    const view = foldJournal(fanOutJournal(8, { workers: 1 }));
    const { legs } = criticalPath(view);
    expect(legs.map((leg) => leg.after)).toEqual([
      "start",
      "input",
      "slot",
      "slot",
      "slot",
      "slot",
      "slot",
      "slot",
      "slot",
    ]);
  });

  it("ends for any journal, each leg within the run and none before the one it follows", () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, isUnfinished) => {
        const view = foldJournal(randomJournal({ seed, isUnfinished }));
        const { legs } = criticalPath(view);
        for (const [at, leg] of legs.entries()) {
          expect(leg.toMs).toBeGreaterThanOrEqual(leg.fromMs);
          if (at > 0) expect(leg.fromMs).toBe(legs[at - 1]?.toMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldJournal } from "../testing/fold-journal.ts";
import { chainJournal, fanOutJournal, randomJournal, researchJournal } from "../testing/sample-journals.ts";
import { concurrencyShape } from "./concurrency-shape.ts";
import type { RunView } from "./run-view.ts";
import { siblingGroups } from "./sibling-groups.ts";
import { timelineIndex } from "./timeline-index.ts";
import { ancestorRowIds, groupRowId, timelineRows } from "./timeline-rows.ts";

const research = foldJournal(researchJournal());

function indexOf(view: RunView, step: string, ordinal = 1): number {
  return view.executions.findIndex((one) => one.step === step && one.ordinal === ordinal);
}

describe("rows", () => {
  it("stand in queue order, with five equal siblings apart", () => {
    const rows = timelineRows(research);
    expect(rows).toHaveLength(15);
    expect(rows.every((row) => row.kind === "execution")).toBe(true);
  });

  it("collapse more than five equal siblings, count them, and open with the failed first", () => {
    const view = foldJournal(fanOutJournal(240));
    const rows = timelineRows(view);
    expect(rows).toMatchObject([
      { kind: "execution" },
      { kind: "group", step: "embed", counts: { total: 240, failed: 3, completed: 237 } },
    ]);
    const group = rows[1]?.id ?? "";
    const open = timelineRows(view, { expanded: new Set([group]) });
    expect(open).toHaveLength(242);
    const outcomes = open
      .slice(2)
      .map((row) => (row.kind === "execution" ? view.executions[row.executionIndex]?.outcome : ""));
    expect(outcomes.slice(0, 4)).toEqual(["failed", "failed", "failed", "completed"]);
    expect(open[2]).toMatchObject({ depth: 1, parentRow: 1, positionInSet: 1, setSize: 240 });
  });

  it("fold the turns of a loop into one group a step, however long the chain", () => {
    const view = foldJournal(chainJournal(1_500));
    expect(siblingGroups(view).groups.map((group) => [group.step, group.memberIndexes.length])).toEqual([
      ["ping", 750],
      ["pong", 750],
    ]);
    expect(timelineRows(view)).toHaveLength(2);
  });

  it("open an execution with its calls, and its attempts that no call shows", () => {
    const second = research.executions[indexOf(research, "summarise", 2)]?.id ?? "";
    const at = timelineRows(research).findIndex((row) => row.id === second);
    const open = timelineRows(research, { expanded: new Set([second]) });
    expect(open[at]).toMatchObject({ isExpandable: true, isExpanded: true });
    expect(open.slice(at + 1, at + 3)).toMatchObject([
      { kind: "span", depth: 1, parentRow: at },
      { kind: "attempt", attempt: 1, depth: 1 },
    ]);
  });

  it("can be opened down to any execution", () => {
    const view = foldJournal(fanOutJournal(40));
    const groups = siblingGroups(view);
    const expanded = new Set(ancestorRowIds(view, groups, { executionIndex: 30 }));
    expect(expanded).toContain(groupRowId("split/embed"));
    expect(timelineRows(view, { expanded }).some((row) => row.kind === "execution" && row.executionIndex === 30)).toBe(
      true,
    );
  });

  it("show every execution exactly once when nothing is collapsed", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const view = foldJournal(randomJournal({ seed }));
        const rows = timelineRows(view, { collapseAbove: Infinity });
        expect(rows.map((row) => (row.kind === "execution" ? row.executionIndex : -1))).toEqual(
          view.executions.map((one) => one.index),
        );
        const expanded = new Set(timelineRows(view).map((row) => row.id));
        const shown = timelineRows(view, { expanded }).flatMap((row) =>
          row.kind === "execution" ? [row.executionIndex] : [],
        );
        expect(shown.sort((one, other) => one - other)).toEqual(view.executions.map((one) => one.index));
      }),
      { numRuns: 40 },
    );
  });
});

describe("the concurrency of a group", () => {
  it("peaks at the step's workers and marks failures", () => {
    const view = foldJournal(fanOutJournal(240, { workers: 8 }));
    const memberIndexes = siblingGroups(view).groups[1]?.memberIndexes ?? [];
    const shape = concurrencyShape(view, timelineIndex(view), { memberIndexes, buckets: 64 });
    expect(shape.peak).toBe(8);
    expect(Math.max(...shape.counts)).toBe(8);
    expect(shape.failuresMs).toHaveLength(3);
    expect(shape.counts.every((count) => count > 0)).toBe(true);
  });
});

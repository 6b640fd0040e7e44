// Bars of the timeline stand where the times of the journal put them.

import type { Page } from "playwright-core";
import {
  type RunView,
  SEGMENT_KIND,
  axisLengthMs,
  compressedTimeMap,
  segmentsIn,
  timelineIndex,
  toAxisMs,
} from "stepscope/view";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { wholeWindow } from "../src/lib/run/time-window.ts";
import { storedRun } from "./stored-run.ts";
import { PATIENT, useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

interface Bar {
  readonly kind: number;
  readonly left: number;
  readonly width: number;
}

/** The bars in sight by row, px from the left edge of the plot, and the plot's width. */
function shownBars(
  page: Page,
): Promise<{ readonly bars: readonly (Bar & { row: string })[]; readonly widthPx: number }> {
  return page.evaluate(() => {
    const axis = document.querySelector("[data-axis]")?.getBoundingClientRect();
    const bars = [...document.querySelectorAll<HTMLElement>("[data-row] [data-segment]")].map((bar) => {
      const box = bar.getBoundingClientRect();
      return {
        row: bar.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? "",
        kind: Number(bar.dataset["segment"]),
        left: box.left - (axis?.left ?? 0),
        width: box.width,
      };
    });
    return { bars, widthPx: axis?.width ?? 0 };
  });
}

/** Where the times of an execution put its bars, on an axis whose idle gaps are folded. */
function expectedBars(view: RunView, executionIndex: number, widthPx: number): readonly Bar[] {
  const index = timelineIndex(view);
  const map = compressedTimeMap(index);
  const perMs = widthPx / wholeWindow(axisLengthMs(map)).toMs;
  return segmentsIn(index, executionIndex, { fromMs: 0, toMs: index.endMs }).map(({ kind, startMs, endMs }) => {
    const least = kind === SEGMENT_KIND.queued ? 1 : 2;
    const width = (toAxisMs(map, endMs) - toAxisMs(map, startMs)) * perMs;
    return { kind, left: toAxisMs(map, startMs) * perMs, width: Math.max(least, width) };
  });
}

describe.skipIf((await browserMissing()) !== undefined)("bars", () => {
  const dashboard = useDashboard(["success", "failure", "daysLater", "setBack", "story"]);

  it.each(["success", "failure", "daysLater", "setBack", "story"] as const)(
    "of the run %s stand within a pixel",
    { timeout: 60_000 },
    async (name) => {
      const { browser, url, runs } = dashboard();
      const least = { success: 20, failure: 5, daysLater: 3, setBack: 7, story: 15 }[name];
      const [runId] = runs[name];
      const { view } = await storedRun(url, runId);
      await using watched = await openPage(browser, url);
      const { page, misdeeds } = watched;
      await page.goto(`/runs/${runId}`);
      await page.locator("[data-row]").first().focus();
      if (name !== "story") await page.keyboard.press("e");
      await expect.poll(async () => (await shownBars(page)).bars.length, PATIENT).toBeGreaterThanOrEqual(least);
      const { bars, widthPx } = await shownBars(page);
      const wrong: string[] = [];
      let compared = 0;
      for (const bar of bars) {
        const executionIndex = view.executionIndexById.get(bar.row);
        if (executionIndex === undefined) continue;
        compared += 1;
        const isRight = expectedBars(view, executionIndex, widthPx).some(
          (one) => one.kind === bar.kind && Math.abs(one.left - bar.left) <= 1 && Math.abs(one.width - bar.width) <= 1,
        );
        if (!isRight) wrong.push(`${bar.row} kind ${bar.kind} at ${bar.left} px, ${bar.width} px wide`);
      }
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThanOrEqual(least);
      expect(misdeeds).toEqual([]);
    },
  );
});

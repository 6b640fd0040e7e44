// Replay: what the dashboard shows at a record is what the engine's reducer gives for it.

import { isDeepStrictEqual } from "node:util";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { recordResearch } from "./fixtures/research-run.ts";
import { storedRun } from "./stored-run.ts";
import { useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

/** The state that the page shows, as its copy button gives it, once it stands at `seq`. */
async function shownState(page: Page, seq: number): Promise<unknown> {
  await page.locator(`[data-state-seq="${seq}"]`).waitFor();
  await page.getByRole("button", { name: "Copy state" }).click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copied" }).waitFor();
  return text === "" ? undefined : JSON.parse(text);
}

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

describe.skipIf((await browserMissing()) !== undefined)("replay", () => {
  let researchId = "";
  const dashboard = useDashboard(["story"], async (database) => {
    researchId = await recordResearch(database);
  });

  it("shows the engine's own state at a record in the middle of the research, reached by dragging", async () => {
    const { browser, url } = dashboard();
    const { view, timeline } = await storedRun(url, researchId);
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${researchId}?view=state`);
    const slider = page.getByRole("slider", { name: "Replay position" });
    await page.locator("[data-state-seq]").waitFor({ state: "attached" });
    const track = await page.locator("[data-track]").boundingBox();
    const knob = await slider.boundingBox();
    if (track === null || knob === null) throw new Error("There is no track.");
    await page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
    await page.mouse.down();
    await page.mouse.move(track.x + track.width * 0.8, knob.y, { steps: 4 });
    await page.mouse.move(track.x + track.width * 0.5, knob.y, { steps: 8 });
    await page.mouse.up();
    const seq = Number(await slider.getAttribute("aria-valuenow"));
    expect(seq).toBeGreaterThan(1);
    expect(seq).toBeLessThan(view.lastSeq);
    const expected = plain(timeline.storeAt(seq));
    expect(expected).toHaveProperty("topic");
    expect(await shownState(page, seq)).toEqual(expected);
    expect(misdeeds).toEqual([]);
  });

  it("shows the engine's own state at 200 records, in any order", { timeout: 180_000 }, async () => {
    const { browser, url, runs } = dashboard();
    const { view, timeline } = await storedRun(url, runs.story[0]);
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runs.story[0]}?view=state`);
    await page.locator("[data-state-seq]").waitFor({ state: "attached" });
    await page.evaluate(captureCopies);
    const wanted = Array.from({ length: 200 }, (_, at) => 1 + ((at * 7_919 + 13) % view.lastSeq));
    const wrong: number[] = [];
    for (const seq of wanted) {
      await page.evaluate(moveSlider, seq);
      const handle = await page.waitForFunction(copiedState, seq);
      const shown: unknown = JSON.parse(String(await handle.jsonValue()));
      if (!isDeepStrictEqual(shown, plain(timeline.storeAt(seq)))) wrong.push(seq);
    }
    expect(wrong).toEqual([]);
    expect(misdeeds).toEqual([]);
  });
});

/** In the page: moves the slider by its keys to a record; gives where it stands then. */
function moveSlider(seq: number): number {
  const slider = document.querySelector<HTMLElement>('[role="slider"][aria-label="Replay position"]');
  if (slider === null) return -1;
  const now = (): number => Number(slider.getAttribute("aria-valuenow"));
  const press = (key: string): boolean => slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const large = Math.max(10, Math.round(Number(slider.getAttribute("aria-valuemax")) / 20));
  while (Math.abs(seq - now()) >= large) press(seq > now() ? "PageUp" : "PageDown");
  while (now() !== seq) press(seq > now() ? "ArrowRight" : "ArrowLeft");
  return now();
}

/** In the page: keeps what is copied, instead of putting it on the clipboard. */
function captureCopies(): void {
  navigator.clipboard.writeText = async (text) => {
    document.documentElement.dataset["copied"] = text;
  };
}

/** In the page: what the copy button gives for the state of a record, once the panel stands there. */
function copiedState(seq: number): string | false {
  if (document.querySelector(`[data-state-seq="${seq}"]`) === null) return false;
  const root = document.documentElement.dataset;
  delete root["copied"];
  document.querySelector<HTMLElement>('[aria-label="Copy state"], [aria-label="Copied"]')?.click();
  return root["copied"] ?? false;
}

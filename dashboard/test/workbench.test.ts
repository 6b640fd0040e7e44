// The page of a run: bars where the journal says, replay as the engine's reducer says, one selection for all panels.

import type { Browser, Page } from "playwright-core";
import { compressedTimeMap, axisLengthMs, seqAtMs, timelineIndex, toAxisMs, toRunMs } from "stepscope/view";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserMissing, launchBrowser } from "../../scripts/browser.ts";
import { wholeWindow } from "../src/lib/run/time-window.ts";
import { type DashboardServer, type SeededDatabase, seedDatabase, startDashboard } from "./dashboard-server.ts";
import { expectedPhases, expectedState, shownPhases, shownState } from "./shown-run.ts";
import { storedRun } from "./stored-run.ts";
import { openPage } from "./watched-page.ts";

const seqShown = (page: Page, seq: number) => page.locator(`[data-state-seq="${seq}"]`).waitFor({ state: "attached" });

describe.skipIf((await browserMissing()) !== undefined)("the page of a run", () => {
  let server: DashboardServer;
  let browser: Browser;
  let runs: SeededDatabase["runs"];

  beforeAll(async () => {
    const seeded = await seedDatabase(["success", "failure", "waiting", "story", "hostile"]);
    runs = seeded.runs;
    [server, browser] = await Promise.all([startDashboard(seeded.database), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  it("draws every bar in sight where the journal puts it, to the pixel", async () => {
    const [, runId = ""] = runs.story;
    const { view } = await storedRun(server.url, runId);
    const index = timelineIndex(view);
    const map = compressedTimeMap(index);
    const wholeMs = wholeWindow(axisLengthMs(map)).toMs;
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}`);
    await page.locator("[data-row]").first().waitFor();
    const drawn = await page.evaluate(() => {
      const axis = document.querySelector("[data-axis]")?.getBoundingClientRect();
      const bars = [...document.querySelectorAll<HTMLElement>("[data-row] [data-segment]")].map((bar) => {
        const { left, right } = bar.getBoundingClientRect();
        return { row: bar.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? "", left, right };
      });
      return { left: axis?.left ?? 0, width: axis?.width ?? 0, bars };
    });
    const x = (ms: number): number => drawn.left + (toAxisMs(map, ms) / wholeMs) * drawn.width;
    const byRow = Map.groupBy(drawn.bars, (bar) => bar.row);
    let compared = 0;
    for (const [row, bars] of byRow) {
      const execution = view.executionIndexById.get(row);
      if (execution === undefined) continue;
      expect(
        Math.abs(Math.min(...bars.map((bar) => bar.left)) - x(index.entityStartMs[execution] ?? 0)),
        row,
      ).toBeLessThan(1);
      // A bar is at least 2 px wide, however short its time.
      expect(
        Math.abs(Math.max(...bars.map((bar) => bar.right)) - x(index.entityEndMs[execution] ?? 0)),
        row,
      ).toBeLessThan(2.5);
      compared += bars.length;
    }
    expect(compared).toBeGreaterThan(20);
    expect(misdeeds).toEqual([]);
  });

  it("shows the state and the phases of the engine's reducer at every record of a run", async () => {
    const [runId] = runs.success;
    const run = await storedRun(server.url, runId);
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}?view=graph&at=1`);
    const knob = page.getByRole("slider", { name: "Replay position" });
    await seqShown(page, 1);
    await page.locator("[data-node]").first().waitFor();
    for (let seq = 1; seq < run.view.lastSeq; seq++) {
      await seqShown(page, seq);
      expect(await shownState(page), `state at ${seq}`).toEqual(expectedState(run, seq));
      await expect.poll(() => shownPhases(page), { message: `phases at ${seq}` }).toEqual(expectedPhases(run, seq));
      await knob.press("ArrowRight");
    }
    expect(misdeeds).toEqual([]);
  }, 120_000);

  it("shows the engine's state at random records of a longer run", async () => {
    const [, runId = ""] = runs.story;
    const run = await storedRun(server.url, runId);
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto(`/runs/${runId}?view=events`);
    await page.goto(`/runs/${runId}?view=state&at=1`);
    await seqShown(page, 1);
    const knob = page.getByRole("slider", { name: "Replay position" });
    let seq = 1;
    for (const step of ["PageUp", "ArrowRight", "PageUp", "PageUp", "ArrowLeft"].flatMap((key) =>
      Array<string>(6).fill(key),
    )) {
      await knob.press(step);
      seq = Number(await knob.getAttribute("aria-valuenow"));
      await seqShown(page, seq);
      expect(await shownState(page), `state at ${seq}`).toEqual(expectedState(run, seq));
    }
    expect(seq).toBeGreaterThan(run.view.lastSeq / 2);
  }, 60_000);

  it("moves timeline, graph and state together when the slider is dragged", async () => {
    const [, runId = ""] = runs.story;
    const run = await storedRun(server.url, runId);
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}`);
    const track = page.locator("[data-track]");
    await track.waitFor();
    const box = await track.boundingBox();
    if (box === null) throw new Error("The track has no box.");
    await page.mouse.move(box.x + box.width - 8, box.y + 28);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + 28, { steps: 5 });
    await page.mouse.move(box.x + box.width * 0.45, box.y + 28, { steps: 5 });
    await page.mouse.up();
    const map = compressedTimeMap(timelineIndex(run.view));
    const seq = seqAtMs(run.view, toRunMs(map, 0.45 * wholeWindow(axisLengthMs(map)).toMs));
    const shown = Number(await page.getByRole("slider", { name: "Replay position" }).getAttribute("aria-valuenow"));
    expect(Math.abs(shown - seq)).toBeLessThanOrEqual(1);
    const lines = await page
      .locator("[data-playhead]")
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().left));
    expect(lines).toHaveLength(3);
    for (const left of lines) expect(Math.abs(left - (box.x + box.width * 0.45))).toBeLessThan(2);
    await page.waitForURL((url) => url.searchParams.get("at") === String(shown));
    await page.getByRole("link", { name: "Graph", exact: true }).click();
    await seqShown(page, shown);
    expect(await shownState(page)).toEqual(expectedState(run, shown));
    await expect.poll(() => shownPhases(page)).toEqual(expectedPhases(run, shown));
    await page.reload();
    await seqShown(page, shown);
    expect(misdeeds).toEqual([]);
  });

  it("plays, pauses and stops at the end", async () => {
    const [, runId = ""] = runs.story;
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto(`/runs/${runId}`);
    const knob = page.getByRole("slider", { name: "Replay position" });
    const last = Number(await knob.getAttribute("aria-valuemax"));
    await page.getByRole("slider", { name: "Replay position" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await expect.poll(async () => Number(await knob.getAttribute("aria-valuenow"))).toBeGreaterThan(2);
    await page.getByRole("button", { name: "Pause" }).click();
    const paused = Number(await knob.getAttribute("aria-valuenow"));
    await page.keyboard.press(".");
    expect(Number(await knob.getAttribute("aria-valuenow"))).toBe(Math.min(last, paused + 1));
    await page.getByRole("button", { name: "Last record" }).click();
    expect(Number(await knob.getAttribute("aria-valuenow"))).toBe(last);
  });

  it("keeps one selection for timeline, graph and inspector, in the address", async () => {
    const [runId] = runs.failure;
    const { view } = await storedRun(server.url, runId);
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}`);
    await page.locator("[data-row]").first().waitFor();
    await page.keyboard.press("f");
    const failed = view.executions.find((execution) => execution.outcome === "failed");
    await page.waitForURL((url) => url.searchParams.get("sel") === failed?.id);
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    expect(await inspector.getByRole("heading", { level: 2 }).innerText()).toContain(failed?.step);
    expect(await inspector.innerText()).toContain(failed?.error?.message);
    await page.keyboard.press("g");
    await page.keyboard.press("g");
    await page.locator("[data-node][aria-pressed=true]").waitFor();
    await page.reload();
    await page.locator("[data-node][aria-pressed=true]").waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("sel"));
    expect(misdeeds).toEqual([]);
  });

  it("opens and walks the rows with the keyboard", async () => {
    const [, runId = ""] = runs.story;
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto(`/runs/${runId}`);
    const rows = page.locator("[data-row]");
    await rows.first().waitFor();
    await rows.first().focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForURL((url) => url.searchParams.has("sel"));
    await page.keyboard.press("Home");
    const opened = page.locator("[data-row][aria-expanded=true]");
    await page.keyboard.press("ArrowRight");
    await opened.first().waitFor();
    await page.keyboard.press("ArrowRight");
    const level = page.locator("[data-row][aria-selected=true]");
    await expect.poll(() => level.getAttribute("aria-level")).toBe("2");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => level.getAttribute("aria-level")).toBe("1");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => opened.count()).toBe(0);
  });

  it("finds rows, zooms at the pointer, and restores both from the address", async () => {
    const [, runId = ""] = runs.story;
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}`);
    await page.locator("[data-row]").first().waitFor();
    const before = await page.locator("[data-row]").count();
    await page.keyboard.press("/");
    await page.keyboard.type("summarise");
    await expect.poll(() => page.locator("[data-row]").count()).toBeLessThan(before);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator("[data-row]").count()).toBe(before);
    const box = await page.locator("[data-axis]").boundingBox();
    if (box === null) throw new Error("The axis has no box.");
    await page.mouse.move(box.x + box.width / 2, box.y + 120);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await page.waitForURL((url) => url.searchParams.has("t"));
    const shown = await page.getByRole("slider", { name: "Part of the run that shows" }).getAttribute("aria-valuetext");
    expect(shown).not.toBe("the whole run");
    await page.reload();
    const restored = page.getByRole("slider", { name: "Part of the run that shows" });
    await expect.poll(() => restored.getAttribute("aria-valuetext")).toBe(shown);
    await page.keyboard.press("0");
    await expect.poll(() => restored.getAttribute("aria-valuetext")).toBe("the whole run");
    expect(misdeeds).toEqual([]);
  });

  it("ignores what an address says that means nothing", async () => {
    const [runId] = runs.success;
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}?view=nonsense&sel=x999&at=-4&t=9..1&unknown=1`);
    await page.locator("[data-row]").first().waitFor();
    expect(await page.getByRole("link", { name: "Timeline", exact: true }).getAttribute("aria-current")).toBe("page");
    expect(misdeeds).toEqual([]);
  });

  it("shows hostile texts and runs none of them", async () => {
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    const [runId, ...failed] = runs.hostile;
    await page.goto("/runs");
    await page.locator("[data-run]").first().waitFor();
    for (const view of ["timeline", "graph", "events", "state", "logs", "io", "raw"]) {
      await page.goto(`/runs/${runId}?view=${view}`);
      await page.getByRole("slider", { name: "Replay position" }).waitFor();
      await page.waitForLoadState("networkidle");
    }
    await page.goto(`/runs/${runId}`);
    const rows = page.locator("[data-row]");
    await rows.first().waitFor();
    for (const row of await rows.all()) {
      await row.click();
      for (const tab of await page.getByRole("complementary", { name: "Inspector" }).getByRole("tab").all())
        await tab.click();
    }
    for (const id of failed.slice(0, 12)) {
      await page.goto(`/runs/${id}`);
      await rows.first().waitFor();
      await page.keyboard.press("f");
    }
    for (const address of ["/", "/workflows", `/compare?a=${failed[0]}&b=${failed[1]}`]) {
      await page.goto(address);
      await page.waitForLoadState("networkidle");
    }
    expect(misdeeds).toEqual([]);
    expect(await page.evaluate(() => document.querySelectorAll("iframe, object, embed, img, video").length)).toBe(0);
  }, 120_000);
});

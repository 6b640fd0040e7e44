// Hostile texts in every field: nothing of them is run, fetched or obeyed on any page.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { HOSTILE_TEXTS } from "./fixtures/hostile-runs.ts";
import { useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

/** Scrolls every list of the page to its end, bit by bit, so that all of it has been drawn. */
async function scrollThrough(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    const scrollers = [...document.querySelectorAll("main, main *")].filter(
      (element) => element.scrollHeight > element.clientHeight + 4 && getComputedStyle(element).overflowY !== "visible",
    );
    for (const element of scrollers) {
      for (let top = 0; top < Math.min(element.scrollHeight, 60_000); top += Math.max(200, element.clientHeight)) {
        element.scrollTop = top;
        await frame();
        await frame();
      }
    }
  });
}

describe.skipIf((await browserMissing()) !== undefined)("hostile content", () => {
  const dashboard = useDashboard(["hostile"]);

  it("has 500 different texts", () => {
    expect(new Set(HOSTILE_TEXTS).size).toBe(500);
  });

  it.each(["timeline", "graph", "events", "state", "logs", "io", "raw"])(
    "is only shown, in the view %s of a run",
    { timeout: 90_000 },
    async (view) => {
      const { browser, url, runs } = dashboard();
      await using watched = await openPage(browser, url);
      const { page, misdeeds } = watched;
      await page.goto(`/runs/${runs.hostile[0]}?view=${view}`);
      await page.locator("main").getByRole("navigation", { name: "Run views" }).waitFor();
      await scrollThrough(page);
      expect(misdeeds).toEqual([]);
    },
  );

  it("is only shown in the inspector of steps, calls and tools", { timeout: 120_000 }, async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runs.hostile[0]}`);
    await page.locator("[data-row]").first().focus();
    await page.keyboard.press("e");
    await page.keyboard.press("e");
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    for (let row = 0; row < 60; row++) {
      await page.keyboard.press("ArrowDown");
      const tabs = inspector.getByRole("tab");
      const count = await tabs.count();
      for (let tab = row % 6 === 0 ? 0 : count; tab < count; tab++) await tabs.nth(tab).click({ timeout: 5_000 });
    }
    await scrollThrough(page);
    expect(misdeeds).toEqual([]);
  });

  it("is only shown on the pages that list runs and workflows", { timeout: 120_000 }, async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    const [, one = "", other = ""] = runs.hostile;
    const workflow = encodeURIComponent("<svg onload=alert('workflow')> مرحبا");
    const addresses = [
      "/",
      "/runs",
      `/runs?q=${encodeURIComponent('"<script>alert(1)</script>"')}`,
      "/workflows",
      `/workflows/${workflow}`,
      "/workflows/hostile-failures",
      `/compare?a=${one}&b=${other}`,
      `/compare?a=${encodeURIComponent("<img src=x onerror=alert(1)>")}`,
      "/exports",
      "/settings",
    ];
    for (const address of addresses) {
      await page.goto(address);
      await page.locator("main h1").first().waitFor();
      await page.waitForLoadState("networkidle");
      await scrollThrough(page);
      expect(misdeeds, address).toEqual([]);
    }
  });

  it("makes control characters visible instead of obeying them", async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page } = watched;
    await page.goto(`/runs/${runs.hostile[0]}?view=logs`);
    await page.getByRole("region", { name: "Logs" }).or(page.locator("[aria-label=Logs]")).first().waitFor();
    const text = (await page.locator("main").textContent()) ?? "";
    const obeyed = ["\u0000", "\u0007", "\u001B", "\u202E", "\u200B", "\uFEFF"].filter((one) => text.includes(one));
    expect(obeyed).toEqual([]);
    expect(text).toContain("zero");
  });
});

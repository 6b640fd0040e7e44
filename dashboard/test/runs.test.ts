// The list of runs: filters, keys, selection, what is new, and how it comes back from its address.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserMissing, launchBrowser } from "../../scripts/browser.ts";
import { type DashboardServer, type SeededDatabase, seedDatabase, startDashboard } from "./dashboard-server.ts";
import { openPage } from "./watched-page.ts";

const rowsOf = (page: Page) => page.locator("[role=grid] [data-run]");

/** The words of the status column. */
async function statuses(page: Page): Promise<readonly string[]> {
  const words = await rowsOf(page).locator("[role=gridcell]:nth-child(2)").allInnerTexts();
  return [...new Set(words.map((word) => word.trim()))].toSorted();
}

describe.skipIf((await browserMissing()) !== undefined)("the list of runs", () => {
  let server: DashboardServer;
  let browser: Browser;
  let runs: SeededDatabase["runs"];

  beforeAll(async () => {
    const seeded = await seedDatabase(["success", "failure", "waiting", "planted", "story", "hostile"]);
    runs = seeded.runs;
    [server, browser] = await Promise.all([startDashboard(seeded.database), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function typeFilter(page: Page, text: string): Promise<void> {
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Filter runs" }).fill(text);
    await page.keyboard.press("Enter");
  }

  it("filters by what is typed, by facets and by the address alike", async () => {
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto("/runs?sort=oldest");
    await rowsOf(page).first().waitFor();
    await typeFilter(page, "status:failed");
    await expect.poll(() => statuses(page)).toEqual(["Failed"]);
    expect(new URL(page.url()).searchParams.get("q")).toBe("status:failed");
    await page.getByRole("checkbox", { name: /^Status: Waiting/u }).click();
    await expect.poll(() => statuses(page)).toEqual(["Failed", "Waiting"]);
    await page.reload();
    await expect.poll(() => statuses(page)).toEqual(["Failed", "Waiting"]);
    await page.goBack();
    await expect.poll(() => statuses(page)).toEqual(["Failed"]);
    await page.getByRole("button", { name: "Remove status:failed" }).click();
    await expect.poll(async () => (await statuses(page)).includes("Completed")).toBe(true);
    expect(misdeeds).toEqual([]);
  });

  it("finds text in any script, marks it, and says what it could not understand", async () => {
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto("/runs");
    await rowsOf(page).first().waitFor();
    await typeFilter(page, '"battery recycling"');
    await expect.poll(() => rowsOf(page).count()).toBe(runs.story.length);
    expect(await page.locator("mark").first().innerText()).toBe("battery recycling");
    await page.goto(`/runs?q=${encodeURIComponent('"電池"')}`);
    await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(0);
    await page.goto("/runs?q=statsu:failed");
    await page.getByRole("alert").filter({ hasText: "Did you mean status?" }).waitFor();
    expect(misdeeds).toEqual([]);
  });

  it("offers the filter to remove when nothing matches, and how many rows that brings back", async () => {
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto(`/runs?q=${encodeURIComponent("workflow:research status:cancelled")}`);
    await page.getByRole("heading", { name: "No runs match" }).waitFor();
    await page.getByText("would show 2").waitFor();
    await page.getByRole("button", { name: "Remove status filter" }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(2);
  });

  it("is walked, selected and compared with the keyboard", async () => {
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs?q=workflow:research`);
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    await rowsOf(page).first().focus();
    await page.keyboard.press("x");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("aria-rowindex"))).toBe("3");
    await page.keyboard.press("x");
    await page.getByRole("toolbar", { name: "Selected runs" }).getByText("2 selected").waitFor();
    await page.keyboard.press("c");
    await page.waitForURL("**/compare?*");
    const { searchParams } = new URL(page.url());
    expect([searchParams.get("a"), searchParams.get("b")]).toEqual([...runs.story]);
    await page.goBack();
    await rowsOf(page).first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/runs/*");
    expect(misdeeds).toEqual([]);
  });

  it("orders, hides columns, and keeps both in the address", async () => {
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto("/runs");
    await rowsOf(page).first().waitFor();
    await page.getByRole("button", { name: "Slowest" }).click();
    await page.waitForURL((url) => url.searchParams.get("sort") === "slowest");
    await page.getByRole("columnheader", { name: "Duration" }).waitFor();
    expect(await page.getByRole("columnheader", { name: "Duration" }).getAttribute("aria-sort")).toBe("descending");
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Cost" }).click();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("columnheader", { name: "Cost" }).count()).toBe(0);
    await page.reload();
    await rowsOf(page).first().waitFor();
    expect(await page.getByRole("columnheader", { name: "Cost" }).count()).toBe(0);
  });

  it("chooses an interval by dragging over the histogram", async () => {
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto("/runs");
    const plot = page.getByRole("img", { name: /^Runs over time/u });
    await plot.waitFor();
    const all = await rowsOf(page).count();
    const box = await plot.boundingBox();
    if (box === null) throw new Error("The histogram has no box.");
    await page.mouse.move(box.x + 2, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL((url) => url.searchParams.has("from") && url.searchParams.has("to"));
    await expect.poll(() => rowsOf(page).count()).toBeLessThan(all);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect.poll(() => rowsOf(page).count()).toBe(all);
    expect(misdeeds).toEqual([]);
  });

  it("saves a filter as a view in the sidebar of this browser", async () => {
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto("/runs?q=tag:prod");
    await rowsOf(page).first().waitFor();
    await page.getByRole("button", { name: "Save view" }).click();
    const view = page.getByRole("navigation", { name: "Saved views" }).getByRole("link", { name: "prod" });
    await view.waitFor();
    await page.goto("/runs");
    await view.click();
    await page.waitForURL((url) => url.searchParams.get("q") === "tag:prod");
  });
});

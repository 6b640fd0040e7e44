// Comparing two runs: nothing where nothing differs, what was planted and no more, and everything mirrored.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { axeFindings } from "./axe-findings.ts";
import { PLANTED } from "./fixtures/compared-runs.ts";
import { PATIENT, useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

const href = (a: string, b: string, more = ""): string => `/compare?a=${a}&b=${b}${more}`;

interface ShownRow {
  readonly step: string;
  readonly change: string;
  /** The words of a row for those who do not see its bars. */
  readonly words: string;
}

/** The rows that the page has, as they are read out. */
async function shownRows(page: Page): Promise<readonly ShownRow[]> {
  await page.getByRole("grid", { name: "Paired steps" }).waitFor();
  return page.locator("[data-row]").evaluateAll((rows) =>
    rows.map((row) => ({
      step: row.querySelector('[role="rowheader"] .truncate')?.textContent ?? "",
      change: row.getAttribute("data-change") ?? "",
      words: row.querySelector('[role="gridcell"] .sr-only')?.textContent ?? "",
    })),
  );
}

const differing = (rows: readonly ShownRow[]): readonly string[] =>
  rows
    .filter((row) => row.change !== "same")
    .map((row) => `${row.change} ${row.step}`)
    .toSorted();

describe.skipIf((await browserMissing()) !== undefined)("comparison", () => {
  const dashboard = useDashboard(["planted", "story", "waiting"]);

  it("finds no difference between a run and itself", async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    for (const id of [...runs.story, ...runs.waiting]) {
      await page.goto(href(id, id));
      const rows = await shownRows(page);
      expect(differing(rows)).toEqual([]);
      expect(rows.every((row) => row.words.includes("difference ±0, same"))).toBe(true);
      expect(await page.locator("[data-counts]").textContent()).toMatch(/^No difference/);
      expect(await page.locator("[data-runs-sentence]").textContent()).toMatch(/^No difference/);
      expect(await page.locator("[data-line], [data-difference]").count()).toBe(0);
      expect(await page.getByRole("button", { name: /First divergence/ }).count()).toBe(0);
    }
    expect(misdeeds).toEqual([]);
  });

  it("reports exactly what was planted", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.planted;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(href(a, b));
    const rows = await shownRows(page);
    expect(differing(rows)).toEqual([
      `added ${PLANTED.addedStep}`,
      `different ${PLANTED.changedInput}`,
      `different ${PLANTED.changedOutput.step}`,
    ]);
    const slower = rows.filter((row) => row.change === "same" && !row.words.includes("difference ±0"));
    expect(slower.map((row) => row.step)).toEqual([PLANTED.slowerStep]);
    expect(slower[0]?.words).toContain("difference +1.50 s");
    await page.locator("[data-row]", { hasText: PLANTED.changedOutput.step }).first().click();
    const output = page.getByRole("region", { name: "Output, line by line" });
    expect(await output.locator('[data-line="removed"]').allTextContents()).toEqual([
      expect.stringContaining(PLANTED.changedOutput.before),
    ]);
    expect(await output.locator('[data-line="added"] mark').allTextContents()).toEqual([" and upright"]);
    expect(misdeeds).toEqual([]);
  });

  it("shows what noise keys hide when they are not ignored", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.planted;
    await using watched = await openPage(browser, url);
    const { page } = watched;
    await page.goto(href(a, b));
    const before = differing(await shownRows(page));
    await page.getByRole("button", { name: "Ignore noise keys" }).click();
    await expect.poll(async () => differing(await shownRows(page)), PATIENT).not.toEqual(before);
    expect(differing(await shownRows(page))).toContain("different price");
  });

  it("mirrors everything when the runs are swapped", async () => {
    const { browser, url, runs } = dashboard();
    const mirrored: Readonly<Record<string, string>> = { added: "removed", removed: "added" };
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    for (const [a, b = ""] of [runs.planted, runs.story]) {
      await page.goto(href(a, b));
      const straight = differing(await shownRows(page));
      await page.keyboard.press("s");
      await page.waitForURL((url) => url.searchParams.get("a") === b && url.searchParams.get("b") === a);
      await expect
        .poll(async () => differing(await shownRows(page)), PATIENT)
        .toEqual(straight.map((row) => row.replace(/^\w+/, (change) => mirrored[change] ?? change)).toSorted());
    }
    expect(misdeeds).toEqual([]);
  });

  it("goes to the first divergence and the next ones by keys, and keeps where it is in its address", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.story;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(href(a, b));
    await shownRows(page);
    await page.keyboard.press("d");
    const selected = page.locator('[data-row][aria-selected="true"]');
    await expect.poll(() => selected.textContent(), PATIENT).toContain("diverges");
    await page.keyboard.press("n");
    await expect.poll(() => selected.textContent(), PATIENT).not.toContain("diverges");
    const second = await selected.getAttribute("data-row");
    await page.waitForURL((url) => url.searchParams.get("sel") === second && url.searchParams.has("at"));
    const at = await page.getByRole("slider", { name: "Replay position of both runs" }).getAttribute("aria-valuenow");
    await page.reload();
    await selected.waitFor();
    expect(await selected.getAttribute("data-row")).toBe(second);
    const slider = page.getByRole("slider", { name: "Replay position of both runs" });
    expect(await slider.getAttribute("aria-valuenow")).toBe(at);
    await page.keyboard.press("Escape");
    await expect.poll(() => selected.count(), PATIENT).toBe(0);
    expect(misdeeds).toEqual([]);
  });

  it("orders by change of time, keeps only differences, and aligns as asked", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.story;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(href(a, b));
    await page.getByRole("button", { name: "Change: sort the rows by it" }).click();
    await page.waitForURL(/sort=delta/);
    const [first] = await shownRows(page);
    expect(first?.step).toBe("approve");
    await page.getByRole("button", { name: "Differences only" }).click();
    await page.waitForURL(/only=true/);
    await expect.poll(async () => (await shownRows(page)).every((row) => row.change !== "same"), PATIENT).toBe(true);
    await page.getByRole("button", { name: "Divergence", exact: true }).click();
    await page.waitForURL(/align=divergence/);
    await page.reload();
    const rows = await shownRows(page);
    expect(rows.every((row) => row.change !== "same")).toBe(true);
    expect(rows[0]?.step).toBe("approve");
    expect(misdeeds).toEqual([]);
  });

  it("replays both in lock-step: the same work is done on both sides", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.story;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(href(a, b));
    const slider = page.getByRole("slider", { name: "Replay position of both runs" });
    await slider.focus();
    await page.keyboard.press("Home");
    expect(await slider.getAttribute("aria-valuetext")).toMatch(/^A record 1 of .*B record 1 of /);
    await page.keyboard.press("End");
    for (let press = 0; press < 3; press++) await page.keyboard.press("PageDown");
    const records = await page.locator("[data-replay-records]").textContent();
    const [seqA = 0, , seqB = 0] = [...(records ?? "").matchAll(/[\d,]+/g)].map((match) =>
      Number(match[0].replaceAll(",", "")),
    );
    expect(seqA).toBeGreaterThan(1_000);
    expect(seqB).toBeGreaterThan(1_000);
    expect(seqA).not.toBe(seqB);
    await page.getByRole("tab", { name: "State" }).click();
    await expect.poll(() => page.getByRole("heading", { name: /^State at A / }).count(), PATIENT).toBe(1);
    await slider.focus();
    await page.keyboard.press("End");
    expect(await page.locator("[data-replay-records]").textContent()).toContain("1,325 of 1,325");
    expect(misdeeds).toEqual([]);
  });

  it("draws one graph of both, with what only one of them did", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.story;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(href(a, b, "&view=graph"));
    const removed = page.locator('[data-node="removed"]');
    await removed.first().waitFor();
    expect(await removed.allTextContents()).toEqual([expect.stringContaining("dedupe")]);
    expect(await page.locator('[data-edge="added"]').count()).toBeGreaterThan(0);
    await removed.first().click();
    await page.waitForURL(/sel=/);
    expect(await page.locator("[data-pair-sentence]").textContent()).toBe("Only A has it.");
    expect(misdeeds).toEqual([]);
  });

  it("lets the missing run be chosen, those of the same workflow first, and says when a run is gone", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.planted;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/compare?a=${a}&b=01a00000-0000-7000-8000-000000000000`);
    expect(await page.getByRole("alert").first().textContent()).toContain("is not in the store");
    const choices = page.getByRole("region", { name: "Choose run B" }).locator("button");
    await choices.first().waitFor();
    expect(await choices.nth(0).textContent()).toContain("order");
    expect(await choices.nth(1).textContent()).toContain("order");
    await choices.filter({ hasText: "v2" }).first().click();
    await page.waitForURL((url) => url.searchParams.get("b") === b);
    expect(differing(await shownRows(page))).toHaveLength(3);
    expect(misdeeds).toEqual([]);
  });

  it("is reached from two selected rows of the list of runs", async () => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.planted;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto("/runs?q=workflow%3Aorder");
    for (const id of [b, a]) await page.locator(`[data-run="${id}"] [role="checkbox"]`).click();
    await page.keyboard.press("c");
    await page.waitForURL((url) => url.pathname === "/compare");
    expect(page.url()).toContain(`a=${a}&b=${b}`);
    expect(misdeeds).toEqual([]);
  });

  it.each([
    ["light", { theme: "light" }],
    ["dark", { theme: "dark" }],
    ["320 px wide", { theme: "light", width: 320, height: 720 }],
  ] as const)("passes axe in every state, %s", { timeout: 120_000 }, async (_name, options) => {
    const { browser, url, runs } = dashboard();
    const [a, b = ""] = runs.story;
    const [one, other = ""] = runs.planted;
    const states: readonly (readonly [address: string, ready: string])[] = [
      [href(a, b), "[data-row]"],
      [href(a, b, "&sort=delta&at=600&align=divergence"), "[data-row]"],
      [href(a, b, "&view=graph"), "[data-node]"],
      [href(a, a), "[data-row]"],
      [href(one, other, `&sel=${encodeURIComponent(await rowId(one, other))}`), "[data-line]"],
      [`/compare?a=${a}`, "section button"],
      ["/compare?a=nothing", "[role=alert]"],
    ];
    const found: string[] = [];
    for (const [address, ready] of states) {
      await using watched = await openPage(browser, url, options);
      const { page, misdeeds } = watched;
      await page.goto(address);
      await page.locator(ready).first().waitFor();
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (tooWide > 0) found.push(`${address} is ${tooWide} px too wide`);
      found.push(...[...(await axeFindings(page)), ...misdeeds].map((line) => `${address} ${line}`));
    }
    expect(found).toEqual([]);
  });

  /** The row of the step whose output was changed. */
  async function rowId(a: string, b: string): Promise<string> {
    const { browser, url } = dashboard();
    await using watched = await openPage(browser, url);
    await watched.page.goto(href(a, b));
    const row = watched.page.locator("[data-row]", { hasText: PLANTED.changedOutput.step }).first();
    return (await row.getAttribute("data-row")) ?? "";
  }
});

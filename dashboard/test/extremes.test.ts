// Runs at the edge of what happens: failed, waiting, cut off, without a parent, with huge bodies, very deep.

import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { PATIENT, useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

describe.skipIf((await browserMissing()) !== undefined)("runs at the edge", () => {
  const dashboard = useDashboard(["failure", "waiting", "deep", "bodies", "cutOff", "orphan"]);

  it("leads to the first error, with its attempts and its cause", async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runs.failure[0]}`);
    await page.locator("[data-row]").first().waitFor();
    await page.keyboard.press("f");
    await expect
      .poll(() => page.locator('[data-row][aria-selected="true"]').textContent(), PATIENT)
      .toContain("download");
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    await inspector.getByText("answered 503 Service Unavailable").first().waitFor();
    await inspector.getByText("upstream is down").first().waitFor();
    await inspector.getByRole("tab", { name: /Attempts/ }).click();
    await inspector.getByRole("region", { name: "Attempt 3" }).waitFor();
    expect(misdeeds).toEqual([]);
  });

  it("shows a run that waits, one that was cut off, and one whose parent is unknown", async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runs.waiting[0]}`);
    await page.getByText("Waiting for input").first().waitFor();
    await page.goto(`/runs/${runs.cutOff[0]}`);
    await page.getByText("Running").first().waitFor();
    await page.goto(`/runs/${runs.orphan[0]}`);
    await page.locator("[data-row]", { hasText: "answer" }).first().waitFor();
    expect(misdeeds).toEqual([]);
  });

  it("opens bodies of 2 and 25 MB", { timeout: 90_000 }, async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runs.bodies[0]}`);
    await page.locator("[data-row]", { hasText: "write" }).first().click();
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    for (const size of [/Open 2\.0\d MB/, /Open 2\d\.\d MB/]) {
      await inspector.getByRole("button", { name: size }).first().click();
    }
    await expect.poll(() => inspector.getByRole("region", { name: /^Body, / }).count(), { timeout: 60_000 }).toBe(2);
    expect(misdeeds).toEqual([]);
  });

  it("keeps few elements on a deep run", async () => {
    const { browser, url, runs } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runs.deep[0]}`);
    await page.locator("[data-row]").first().waitFor();
    await page.locator("[data-row]").first().focus();
    await page.keyboard.press("e");
    await page.keyboard.press("End");
    const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);
    expect(await elements()).toBeLessThanOrEqual(2_000);
    await page.keyboard.press("Home");
    await page.locator('[data-row^="group:"]').first().click();
    const members = page.getByRole("complementary", { name: "Inspector" }).getByRole("listitem");
    await members.first().waitFor();
    expect(await members.first().getAttribute("aria-setsize")).toBe("1501");
    expect(await elements()).toBeLessThanOrEqual(2_000);
    await members.nth(2).getByRole("button").click();
    await page.waitForURL((url) => !url.searchParams.get("sel")?.startsWith("group:"));
    expect(misdeeds).toEqual([]);
  });
});

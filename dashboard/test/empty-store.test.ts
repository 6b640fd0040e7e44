// Without a database, with an empty one, with one that cannot be read: each says what to do.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserMissing, launchBrowser } from "../../scripts/browser.ts";
import { startDashboard } from "./dashboard-server.ts";
import { openPage } from "./watched-page.ts";

describe.skipIf((await browserMissing()) !== undefined)("a store without runs", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser?.close());

  it("shows how the first run gets there when there is no file", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stepscope-dashboard-"));
    await using server = await startDashboard(path.join(folder, "traces.db"));
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    for (const address of ["/", "/runs", "/workflows", "/exports", "/settings"]) {
      await page.goto(address);
      await page.locator("h1").first().waitFor();
      await page.getByText("not there yet").first().waitFor();
    }
    for (const address of ["/", "/runs"]) {
      await page.goto(address);
      await page.getByText("node --import stepscope/register app.js").waitFor();
    }
    await page.goto("/compare");
    await page.getByText("Runs appear here as they start").waitFor();
    expect(misdeeds).toEqual([]);
  });

  it("says why a file cannot be read, on every page, without a stack", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "stepscope-dashboard-"));
    const database = path.join(folder, "traces.db");
    await writeFile(database, "This is not a database. ".repeat(400));
    await using server = await startDashboard(database);
    await using watched = await openPage(browser, server.url);
    for (const address of ["/", "/runs", "/runs/x", "/workflows", "/settings"]) {
      await watched.page.goto(address);
      await watched.page.getByRole("heading", { name: "Cannot read traces.db" }).waitFor();
      expect(await watched.page.locator("body").innerText()).not.toMatch(/\bat .+:\d+:\d+/u);
    }
    const answer = await fetch(`${server.url}/api/runs`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ message: expect.stringContaining("traces.db") });
  });
});

// Every page: nothing in the console, nothing for axe to find, no sideways scroll, a policy that lets nothing in.

import { request } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserMissing, launchBrowser } from "../../scripts/browser.ts";
import { axeFindings } from "./axe-findings.ts";
import { type DashboardServer, type SeededDatabase, seedDatabase, startDashboard } from "./dashboard-server.ts";
import { openPage } from "./watched-page.ts";

/** The status of a request with a `Host` header of our choice. */
function statusWithHost(url: string, host: string): Promise<number> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/runs", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

describe.skipIf((await browserMissing()) !== undefined)("pages", () => {
  let server: DashboardServer;
  let browser: Browser;
  let runs: SeededDatabase["runs"];

  beforeAll(async () => {
    const seeded = await seedDatabase([
      "success",
      "failure",
      "waiting",
      "planted",
      "daysLater",
      "setBack",
      "cutOff",
      "orphan",
      "story",
    ]);
    runs = seeded.runs;
    [server, browser] = await Promise.all([startDashboard(seeded.database), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  const addresses = (): readonly (readonly [path: string, ready: string])[] => {
    const rows = "[role=treegrid] [data-row]";
    const story = `/runs/${runs.story[0]}`;
    return [
      ["/", "h1:has-text('Overview')"],
      ["/runs", "[role=grid] [data-run]"],
      ["/runs?q=status:cancelled", "h2:has-text('No runs match')"],
      [story, rows],
      [`${story}?view=graph`, "[data-node]"],
      [`${story}?view=events`, "[data-seq] .font-medium"],
      [`${story}?view=state`, "[data-state-path]"],
      [`${story}?view=logs`, "[aria-label=Logs]"],
      [`${story}?view=io`, "h3:has-text('Result')"],
      [`${story}?view=raw`, "[aria-label=Raw]"],
      [`/runs/${runs.failure[0]}`, rows],
      [`/runs/${runs.waiting[0]}`, rows],
      [`/runs/${runs.daysLater[0]}`, rows],
      [`/runs/${runs.setBack[0]}`, rows],
      [`/runs/${runs.cutOff[0]}`, rows],
      [`/runs/${runs.orphan[0]}`, rows],
      [`/compare?a=${runs.planted[0]}&b=${runs.planted[1]}`, "[data-change]"],
      ["/compare", "h2:has-text('Choose two runs')"],
      ["/workflows", "ul[aria-label=Workflows] li"],
      ["/workflows/research", "[data-node]"],
      ["/exports", "h1:has-text('Exports')"],
      ["/settings", "h1:has-text('Settings')"],
    ];
  };

  it.each(["light", "dark"] as const)(
    "say nothing in the console and pass axe in %s",
    async (theme) => {
      const found: string[] = [];
      for (const [path, ready] of addresses()) {
        await using watched = await openPage(browser, server.url, { theme });
        const { page, misdeeds } = watched;
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        found.push(...[...(await axeFindings(page)), ...misdeeds].map((line) => `${path} ${line}`));
      }
      expect(found).toEqual([]);
    },
    240_000,
  );

  it("never scroll sideways at 320 px, and pass axe there", async () => {
    const found: string[] = [];
    for (const [path, ready] of addresses()) {
      await using watched = await openPage(browser, server.url, { width: 320, height: 800 });
      const { page, misdeeds } = watched;
      await page.goto(path);
      await page.locator(ready).first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overflow > 0) found.push(`${path} is ${overflow} px too wide`);
      found.push(...[...(await axeFindings(page)), ...misdeeds].map((line) => `${path} ${line}`));
    }
    expect(found).toEqual([]);
  }, 240_000);

  it("open the palette and the key sheet, which pass axe too", async () => {
    await using watched = await openPage(browser, server.url);
    const { page, misdeeds } = watched;
    await page.goto("/runs");
    await page.locator("[data-run]").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Search runs, pages and actions").fill("settings");
    await page.getByPlaceholder("Search runs, pages and actions").fill("workflows");
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/workflows");
    expect(misdeeds).toEqual([]);
  });

  it("answer known hosts only", async () => {
    expect(await statusWithHost(server.url, "127.0.0.1")).toBe(200);
    expect(await statusWithHost(server.url, "localhost:9")).toBe(200);
    expect(await statusWithHost(server.url, "evil.example")).toBe(421);
    expect(await statusWithHost(server.url, "127.0.0.1.evil.example")).toBe(421);
  });

  it("carry a policy without unsafe scripts, styles or eval", async () => {
    const response = await fetch(`${server.url}/runs`);
    const policy = response.headers.get("content-security-policy") ?? "";
    const directives = new Map(policy.split("; ").map((part) => [part.split(" ")[0], part]));
    expect(directives.get("script-src")).toMatch(/^script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic'$/u);
    expect(directives.get("style-src")).toMatch(/^style-src 'self' 'nonce-[\w+/=]+'$/u);
    expect(directives.get("frame-ancestors")).toBe("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe-eval");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("x-powered-by")).toBeNull();
    const again = await fetch(`${server.url}/runs`);
    expect(again.headers.get("content-security-policy")).not.toBe(policy);
  });

  it("say what is missing for a run, a page and a payload that are not there", async () => {
    await using watched = await openPage(browser, server.url);
    const { page } = watched;
    await page.goto("/runs/nothing");
    expect(await page.getByRole("heading", { name: "Not in this store" }).isVisible()).toBe(true);
    expect((await fetch(`${server.url}/api/runs/nothing`)).status).toBe(404);
    expect((await fetch(`${server.url}/api/payloads/nothing`)).status).toBe(400);
    expect((await fetch(`${server.url}/api/payloads/${"0".repeat(64)}`)).status).toBe(404);
  });
});

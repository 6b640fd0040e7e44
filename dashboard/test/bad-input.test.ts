// What an address may get wrong and what may happen to the file while it is looked at: each ends in words, never in a blank.

import { rename, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { seedDatabase } from "./dashboard-server.ts";
import { PATIENT, useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

function execute(database: string, sql: string): void {
  const connection = new DatabaseSync(database, { timeout: 5000 });
  try {
    connection.exec(sql);
  } finally {
    connection.close();
  }
}

describe.skipIf((await browserMissing()) !== undefined)("bad input", () => {
  const dashboard = useDashboard(["success", "failure"]);

  it.each(["/runs/nope", "/workflows/nope", "/nothing", "/runs/%E0%A4%A", "/workflows/%E0%A4%A", "/runs/%00"])(
    "says of %s that it is not here",
    async (address) => {
      const { browser, url } = dashboard();
      await using watched = await openPage(browser, url);
      const answer = await watched.page.goto(address);
      expect(answer?.status()).toBe(404);
      await watched.page.getByRole("heading", { name: "Not in this store" }).waitFor(PATIENT);
      await watched.page.getByRole("link", { name: "Show all runs" }).waitFor();
    },
  );

  it("takes malformed parameters for absent ones", async () => {
    const { browser, url, runs } = dashboard();
    const [runId] = runs.success;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    const junk = "at=-3&sel=%00&t=5..1&stop=,,&find=%5B(&view=%22&range=x&wf=%00&sort=%27&cols=,,&from=zz&to=-99x";
    for (const address of ["/", "/runs", `/runs/${runId}`, "/workflows", "/exports", "/settings"]) {
      await page.goto(`${address}?${junk}&at=5&at=6`);
      await page.locator("h1").first().waitFor(PATIENT);
      await page.waitForLoadState("networkidle");
    }
    await page.goto(`/compare?a=${runId}&b=${runId}&align=x&view=y&sel=%00&at=0&only=maybe`);
    await page.getByText("No difference").first().waitFor(PATIENT);
    await page.goto("/runs?q=statsu:failed%20dur:%3Elong%20%22open");
    await page.getByText(/No field “statsu”/).waitFor(PATIENT);
    expect(misdeeds).toEqual([]);
  });
});

describe.skipIf((await browserMissing()) !== undefined)("a file that changes while it is looked at", () => {
  const dashboard = useDashboard(["success"]);

  it("is read anew when it was replaced, missed when it is gone, and named when it is of another version", async () => {
    const { browser, url, database, runs } = dashboard();
    const other = await seedDatabase(["failure"]);
    await using watched = await openPage(browser, url);
    const { page } = watched;
    await page.goto("/runs");
    await page.locator(`[data-run="${runs.success[0]}"]`).waitFor(PATIENT);
    for (const file of ["", "-wal", "-shm"]) await rm(`${database}${file}`, { force: true });
    await page.goto("/runs");
    await page.getByText("node --import stepscope/register app.js").waitFor(PATIENT);
    execute(other.database, "PRAGMA wal_checkpoint(TRUNCATE)");
    await rename(other.database, database);
    await page.goto("/runs");
    await page.locator(`[data-run="${other.runs.failure[0]}"]`).waitFor(PATIENT);
    execute(database, "DROP TABLE JournalBlock");
    await page.goto(`/runs/${other.runs.failure[0]}`);
    await page.getByText("It was written by another version of Stepscope").waitFor(PATIENT);
  });
});

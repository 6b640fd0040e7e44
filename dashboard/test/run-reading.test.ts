// Finding one's way in a run: text in it, conditions to stop at, the runs beside it, Back and Forward, and its silence.

import type { Page } from "playwright-core";
import { findInRun, stopSeqs } from "stepscope/view";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { storedRun } from "./stored-run.ts";
import { PATIENT, useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

const knob = (page: Page) => page.getByRole("slider", { name: "Replay position" });
const shownSeq = async (page: Page): Promise<number> => Number(await knob(page).getAttribute("aria-valuenow"));

describe.skipIf((await browserMissing()) !== undefined)("reading a run", () => {
  const dashboard = useDashboard(["success", "failure", "waiting", "story", "cutOff"]);

  it("finds text in names, payloads and errors, and goes from match to match", async () => {
    const { browser, url, runs } = dashboard();
    const [, runId = ""] = runs.story;
    const { view } = await storedRun(url, runId);
    const { matches } = findInRun(view, "battery");
    const seqs = matches.flatMap((match) => match.seq ?? []).toSorted((a, b) => a - b);
    expect(seqs.length).toBe(matches.length);
    expect(seqs.length).toBeGreaterThan(3);
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}`);
    await page.locator("[data-row]").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("BATTERY");
    const count = page.locator("[data-find-count]");
    await expect.poll(() => count.innerText(), PATIENT).toBe(String(seqs.length));
    const options = page.getByRole("option");
    expect(await options.count()).toBe(seqs.length);
    expect(await options.first().locator("mark").innerText()).toBe("battery");
    for (const [at, seq] of seqs.slice(0, 3).entries()) {
      await page.keyboard.press("Enter");
      expect(await count.innerText()).toBe(`${at + 1} of ${seqs.length}`);
      expect(await shownSeq(page)).toBe(seq);
    }
    await page.keyboard.press("Shift+Enter");
    expect(await shownSeq(page)).toBe(seqs[1]);
    await page.getByRole("button", { name: "Next match" }).click();
    expect(await shownSeq(page)).toBe(seqs[2]);
    await page.waitForURL((address) => address.searchParams.get("find") === "BATTERY");
    await page.getByRole("link", { name: "Events" }).click();
    expect(await count.innerText()).toContain(`of ${seqs.length}`);
    await page.getByRole("combobox", { name: "Find in run" }).fill("nowhere in it");
    await page.getByText("“nowhere in it” not found").waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((address) => !address.searchParams.has("find"));
    expect(misdeeds).toEqual([]);
  });

  it("stops a replay where a condition is met, and says which", { timeout: 60_000 }, async () => {
    const { browser, url, runs } = dashboard();
    const [, runId = ""] = runs.story;
    const { view } = await storedRun(url, runId);
    const [firstRetry = 0] = stopSeqs(view, { kind: "retry" });
    const [firstDraft = 0] = stopSeqs(view, { kind: "stepStarted", step: "draft" });
    expect(firstDraft).toBeGreaterThan(firstRetry);
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}?at=${firstRetry - 3}`);
    await page.getByRole("button", { name: "Stop when…" }).click();
    await page.getByRole("menuitemcheckbox", { name: /^Retry/ }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Stop when 1" }).waitFor();
    await page.waitForURL((address) => address.searchParams.get("stop") === "retry");
    const play = page.getByRole("button", { name: "Play", exact: true });
    await play.click();
    const stopped = page.locator("[data-replay-stop]");
    await expect.poll(() => stopped.innerText(), PATIENT).toContain("retry");
    expect(await shownSeq(page)).toBe(firstRetry);
    await play.waitFor();
    await page.goto(`/runs/${runId}?at=${firstDraft - 2}&stop=starts:draft,nonsense`);
    await page.getByRole("button", { name: "Stop when 1" }).waitFor();
    await page.keyboard.press("Space");
    await expect.poll(() => stopped.innerText(), PATIENT).toContain("draft starts");
    expect(await shownSeq(page)).toBe(firstDraft);
    expect(misdeeds).toEqual([]);
  });

  it("goes to the run before and after in the list it was opened from, and back to that list", async () => {
    const { browser, url } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto("/runs?sort=oldest&q=status:completed");
    const rows = page.locator("[data-run]");
    await rows.first().waitFor();
    const ids = await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["run"] ?? ""));
    expect(ids.length).toBeGreaterThan(2);
    await rows.nth(1).click({ position: { x: 200, y: 16 } });
    await page.waitForURL(`**/runs/${ids[1]}`);
    await page.getByText(`2 of ${ids.length}`).waitFor();
    await page.keyboard.press("j");
    await page.waitForURL(`**/runs/${ids[2]}`);
    await page.getByText(`3 of ${ids.length}`).waitFor();
    await page.keyboard.press("k");
    await page.waitForURL(`**/runs/${ids[1]}`);
    await page.getByText(`2 of ${ids.length}`).waitFor();
    await page.getByRole("button", { name: "Previous run in the list" }).click();
    await page.waitForURL(`**/runs/${ids[0]}`);
    expect(await page.getByRole("button", { name: "Previous run in the list" }).isDisabled()).toBe(true);
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "Runs" }).click();
    await page.waitForURL((address) => address.searchParams.get("sort") === "oldest");
    expect(misdeeds).toEqual([]);
  });

  it("knows the neighbours of a run that was opened by its address", async () => {
    const { browser, url } = dashboard();
    const answer = await fetch(`${url}/api/runs?limit=3`);
    const { runs } = (await answer.json()) as { readonly runs: readonly { readonly runId: string }[] };
    const [newest, second, third] = runs.map((run) => run.runId);
    await using watched = await openPage(browser, url);
    const { page } = watched;
    await page.goto(`/runs/${second}?view=events`);
    await page.getByRole("button", { name: "Next run", exact: true }).click();
    await page.waitForURL(`**/runs/${third}?view=events`);
    await page.goto(`/runs/${second}`);
    await page.getByRole("button", { name: "Previous run", exact: true }).click();
    await page.waitForURL(`**/runs/${newest}`);
    await expect
      .poll(() => page.getByRole("button", { name: "Previous run", exact: true }).isDisabled(), PATIENT)
      .toBe(true);
  });

  it("moves replay and selection with Back and Forward", async () => {
    const { browser, url, runs } = dashboard();
    const [, runId = ""] = runs.story;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${runId}?at=40`);
    await page.locator("[data-row]").first().click();
    await page.waitForURL((address) => address.searchParams.has("sel"));
    const selected = new URL(page.url()).searchParams.get("sel");
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL((address) => address.searchParams.get("view") === "state");
    await page.keyboard.press(".");
    await page.keyboard.press(".");
    await page.keyboard.press("Escape");
    await page.waitForURL((address) => address.searchParams.get("at") === "42" && !address.searchParams.has("sel"));
    await page.goBack();
    await expect.poll(() => shownSeq(page), PATIENT).toBe(40);
    await expect
      .poll(() => page.locator('[data-row][aria-selected="true"]').getAttribute("data-row"), PATIENT)
      .toBe(selected);
    await page.goForward();
    await expect.poll(() => shownSeq(page), PATIENT).toBe(42);
    await page.locator('[data-state-seq="42"]').waitFor({ state: "attached" });
    expect(new URL(page.url()).searchParams.has("sel")).toBe(false);
    expect(misdeeds).toEqual([]);
  });

  it("says for how long nothing was heard of a run whose process is gone", async () => {
    const { browser, url, runs } = dashboard();
    const [runId] = runs.cutOff;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.clock.install({ time: Date.now() + 3 * 3_600_000 });
    await page.goto(`/runs/${runId}`);
    await page.locator("[data-row]").first().waitFor();
    await expect.poll(() => page.getByText("No record for 3 h").count(), PATIENT).toBe(2);
    expect(await page.getByText("Running", { exact: true }).count()).toBe(0);
    await page.goto("/runs");
    await page.locator(`[data-run="${runId}"]`).getByText("Silent 3 h").waitFor();
    expect(misdeeds).toEqual([]);
  });

  it("draws a run that waits up to now", async () => {
    const { browser, url, runs } = dashboard();
    const [runId] = runs.waiting;
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.clock.install({ time: Date.now() + 5 * 3_600_000 });
    await page.goto(`/runs/${runId}`);
    await page
      .locator("[data-row]")
      .last()
      .getByText(/^[56]h \d\dm$/)
      .waitFor(PATIENT);
    await page
      .getByText(/[56]h \d\dm idle/)
      .first()
      .waitFor(PATIENT);
    expect(misdeeds).toEqual([]);
  });
});

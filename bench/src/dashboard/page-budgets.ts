// Budgets of the other pages: lists of a million runs, the inspector, graphs, comparisons, live runs, the size of scripts.

import { gzipSync } from "node:zlib";
import { type BudgetName, type Measured, measured } from "./budget.ts";
import type { JournalRuns } from "./databases.ts";
import {
  type Browser,
  type Condition,
  type Page,
  firstPaintMs,
  openUntil,
  reactionMs,
  sampled,
  withPage,
} from "./page-probe.ts";

const HAS_RUNS: Condition = { isMet: () => document.querySelector("[data-run]") !== null };
const HAS_ROWS: Condition = { isMet: () => document.querySelector("[data-row]") !== null };

/** First paint and first content of the pages over many runs. */
export async function measureLists(browser: Browser, url: string, samples: number): Promise<readonly Measured[]> {
  const paint: number[] = [];
  const rows: number[] = [];
  for (let round = 0; round < samples; round++) {
    await withPage(browser, url, async (page) => {
      rows.push(await openUntil(page, "/runs", HAS_RUNS));
      paint.push(await firstPaintMs(page));
    });
  }
  const firstPaint = (href: string) =>
    sampled(samples, () =>
      withPage(browser, url, async (page) => {
        await page.goto(href, { waitUntil: "commit" });
        return firstPaintMs(page);
      }),
    );
  return [
    measured("listPaint", paint),
    measured("listRows", rows),
    measured("overviewPaint", await firstPaint("/")),
    measured("workflowsPaint", await firstPaint("/workflows")),
  ];
}

/** All scripts that an address loads until it is quiet, gzip. */
export async function measureScripts(browser: Browser, url: string, runId: string): Promise<readonly Measured[]> {
  const scriptsKb = (href: string): Promise<number> =>
    withPage(browser, url, async (page) => {
      let bytes = 0;
      const bodies: Promise<void>[] = [];
      page.on("response", (response) => {
        if (response.request().resourceType() !== "script") return;
        bodies.push(response.body().then((body) => void (bytes += gzipSync(body).length)));
      });
      await page.goto(href, { waitUntil: "networkidle" });
      await Promise.all(bodies);
      return bytes / 1_000;
    });
  return [
    measured("listScripts", [await scriptsKb("/runs")]),
    measured("runScripts", [await scriptsKb(`/runs/${runId}`)]),
  ];
}

/** An LLM span is selected: its messages are fetched the first time, and at hand the second. */
export async function measureSpanInspector(
  browser: Browser,
  { url, runId, samples }: { readonly url: string; readonly runId: string; readonly samples: number },
): Promise<readonly Measured[]> {
  const isMet = (row: string): boolean =>
    document.querySelector('[data-row][aria-selected="true"]')?.getAttribute("data-row") === row &&
    document.querySelector('aside[aria-label="Inspector"] [role=status]') === null &&
    document.querySelector('aside[aria-label="Inspector"] [role=tabpanel]') !== null;
  const fetched: number[] = [];
  const atHand: number[] = [];
  await withPage(browser, url, async (page) => {
    // So tall that every row exists, wherever the calls stand.
    await page.setViewportSize({ width: 1440, height: 8_000 });
    await openUntil(page, `/runs/${runId}`, HAS_ROWS);
    await page.locator("[data-row]").first().focus();
    // Each time what showed is opened: steps, groups, calls inside of calls.
    for (let level = 0; level < 3; level++) {
      await page.keyboard.press("e");
      await page.waitForTimeout(200);
    }
    const spans = page.locator('[data-row^="span:"]');
    await spans.nth(3).waitFor();
    const count = Math.min(await spans.count(), Math.max(samples, 8));
    for (const times of [fetched, atHand]) {
      for (let at = 0; at < count; at++) {
        const id = (await spans.nth(at).getAttribute("data-row")) ?? "";
        times.push(
          await reactionMs(page, { event: "pointerdown", act: () => spans.nth(at).click() }, { isMet, of: id }),
        );
      }
    }
  });
  return [measured("spanFetched", fetched), measured("spanAtHand", atHand)];
}

/** Opening the graph of 200 executions. */
export async function measureGraph(
  browser: Browser,
  url: string,
  { runId, samples }: { readonly runId: string; readonly samples: number },
): Promise<Measured> {
  const isMet = (): boolean => document.querySelectorAll("[data-node]").length > 0;
  const open = () => withPage(browser, url, (page) => openUntil(page, `/runs/${runId}?view=graph`, { isMet }));
  return measured("graph", await sampled(samples, open));
}

/** The worker's own time for a comparison, and the time from the address to its rows. */
export async function measureComparisons(
  browser: Browser,
  { url, runs, samples }: { readonly url: string; readonly runs: JournalRuns; readonly samples: number },
): Promise<readonly Measured[]> {
  const all: Measured[] = [];
  const pairs: readonly (readonly [pair: readonly [string, string], inWorker: BudgetName, shown: BudgetName])[] = [
    [runs.middle, "compareMiddle", "compareMiddleShown"],
    [runs.long, "compareLong", "compareLongShown"],
  ];
  for (const [pair, nameInWorker, nameShown] of pairs) {
    const inWorker: number[] = [];
    const shown: number[] = [];
    for (let round = 0; round < samples; round++) {
      await withPage(browser, url, async (page) => {
        shown.push(await openUntil(page, `/compare?a=${pair[0]}&b=${pair[1]}`, HAS_ROWS));
        inWorker.push(await comparedMs(page));
      });
    }
    all.push(measured(nameInWorker, inWorker), measured(nameShown, shown));
  }
  return all;
}

async function comparedMs(page: Page): Promise<number> {
  for (const worker of page.workers()) {
    const ms = await worker.evaluate(() => performance.getEntriesByName("compare runs").at(-1)?.duration);
    if (ms !== undefined) return ms;
  }
  throw new Error("No worker compared the runs.");
}

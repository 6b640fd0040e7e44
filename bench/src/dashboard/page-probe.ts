// Times what a page does, by the page's own clock.

import type { launchBrowser } from "../../../scripts/browser.ts";

export type Browser = Awaited<ReturnType<typeof launchBrowser>>;
export type Page = Awaited<ReturnType<Browser["newPage"]>>;

/** What a page is asked on each frame until it says yes. */
export interface Condition {
  /** Runs in the page, so it knows nothing but `of`. */
  readonly isMet: (of: string) => boolean;
  /** @default "" */
  readonly of?: string;
}

const MOST_MS = 90_000;
const BEGUN = "probe begun";

/** A new context for each page: nothing is in a cache. */
export async function withPage<Result>(
  browser: Browser,
  url: string,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url });
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

async function waitFor(page: Page, { isMet, of = "" }: Condition): Promise<void> {
  await page.waitForFunction(isMet, of, { timeout: MOST_MS, polling: "raf" });
}

/** Opens an address, and gives the ms from the start of navigation until the page meets the condition. */
export async function openUntil(page: Page, href: string, condition: Condition): Promise<number> {
  await page.goto(href, { waitUntil: "commit" });
  return whenMet(page, condition);
}

/** Ms from the start of navigation until the page meets the condition. */
export async function whenMet(page: Page, condition: Condition): Promise<number> {
  await waitFor(page, condition);
  return page.evaluate(() => performance.now());
}

/** First contentful paint, ms from the start of navigation. */
export async function firstPaintMs(page: Page): Promise<number> {
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0, undefined, {
    timeout: MOST_MS,
  });
  return page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN);
}

/** Something that is done to a page, and the event by which the page first hears of it. */
export interface Action {
  readonly event: string;
  readonly act: () => Promise<unknown>;
}

/** Ms from the event until the page meets the condition. */
export async function reactionMs(page: Page, { event, act }: Action, condition: Condition): Promise<number> {
  await page.evaluate(
    ([name, mark]) => {
      performance.clearMarks(mark);
      addEventListener(name, () => void performance.mark(mark), { capture: true, once: true });
    },
    [event, BEGUN] as const,
  );
  const met = waitFor(page, condition);
  await act();
  await met;
  return page.evaluate((mark) => performance.now() - (performance.getEntriesByName(mark)[0]?.startTime ?? NaN), BEGUN);
}

/** Runs `sample` so many times, one after the other. */
export async function sampled(count: number, sample: (round: number) => Promise<number>): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let round = 0; round < count; round++) samples.push(await sample(round));
  return samples;
}

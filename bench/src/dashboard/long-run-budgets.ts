// Budgets of the page of a run of 100,000 events: opening it, scrolling, zooming, seeking, finding, its size.

import { type Measured, measured } from "./budget.ts";
import {
  type Browser,
  type Condition,
  type Page,
  firstPaintMs,
  openUntil,
  reactionMs,
  sampled,
  whenMet,
  withPage,
} from "./page-probe.ts";

const HAS_BARS: Condition = {
  isMet: () => document.querySelector("[data-row] [data-segment], [data-row] svg") !== null,
};

/** The replay reaches to the last record: then everything is there. */
function isWhole({ lastSeq }: LongRun): Condition {
  const isMet = (of: string): boolean =>
    Number(document.querySelector('[aria-label="Replay position"]')?.getAttribute("aria-valuemax")) >= Number(of);
  return { isMet, of: String(lastSeq) };
}

/** What is measured on. */
export interface LongRun {
  readonly url: string;
  readonly runId: string;
  readonly lastSeq: number;
  readonly samples: number;
}

/** FCP, first rows, whole index. */
export async function measureOpening(browser: Browser, run: LongRun): Promise<readonly Measured[]> {
  const [paint, rows, whole, heap]: number[][] = [[], [], [], []];
  for (let round = 0; round < run.samples; round++) {
    await withPage(browser, run.url, async (page) => {
      rows?.push(await openUntil(page, `/runs/${run.runId}`, HAS_BARS));
      paint?.push(await firstPaintMs(page));
      whole?.push(await whenMet(page, isWhole(run)));
      heap?.push(await heapMb(page));
    });
  }
  return [
    measured("longPaint", paint ?? []),
    measured("longRows", rows ?? []),
    measured("longWhole", whole ?? []),
    measured("longHeap", heap ?? []),
  ];
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1_000_000;
}

/** Everything that is done to the page once it is whole. */
export async function measureUse(browser: Browser, run: LongRun): Promise<readonly Measured[]> {
  return withPage(browser, run.url, async (page) => {
    await openUntil(page, `/runs/${run.runId}`, isWhole(run));
    const elements = [await countElements(page)];
    await page.locator("[data-row]").nth(1).click();
    elements.push(await countElements(page));
    await page.locator("[data-row]").first().focus();
    await page.keyboard.press("e");
    await page.waitForFunction(() => document.querySelectorAll("[data-row]").length > 20);
    const scroll = await frameMs(page);
    elements.push(await countElements(page));
    const zoom = await zoomScriptMs(page);
    const select = await selectMs(page, run.samples);
    elements.push(await countElements(page));
    const find = await sampled(run.samples, (round) => findMs(page, round));
    await page.getByRole("combobox", { name: "Find in run" }).fill("hop");
    await page.getByRole("option").first().waitFor();
    elements.push(await countElements(page));
    await page.keyboard.press("Escape");
    const seek = await seekMs(page, run);
    elements.push(await countElements(page));
    for (const view of ["graph", "events", "logs", "io"]) {
      await page.goto(`/runs/${run.runId}?view=${view}`);
      await whenMet(page, isWhole(run));
      await page.waitForLoadState("networkidle");
      elements.push(await countElements(page));
    }
    return [
      measured("longScroll", scroll),
      measured("longZoom", zoom),
      measured("longSeek", seek),
      measured("longFind", find),
      measured("longElements", elements),
      measured("select", select),
    ];
  });
}

function countElements(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll("*").length);
}

/** Time between frames while the rows scroll, several screens a second. */
function frameMs(page: Page): Promise<readonly number[]> {
  return page.evaluate(async () => {
    const scroller = document.querySelector("[role=treegrid]")?.parentElement;
    const frames: number[] = [];
    const frame = (): Promise<number> => new Promise((resolve) => void requestAnimationFrame(resolve));
    let last = await frame();
    for (let at = 0; at < 240; at++) {
      scroller?.scrollBy(0, at < 120 ? 150 : 4_000);
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    return frames;
  });
}

/** Script time of one step of Ctrl + wheel, everything it causes included. */
async function zoomScriptMs(page: Page): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const scriptMs = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find((metric) => metric.name === "ScriptDuration")?.value ?? NaN) * 1_000;
  };
  const box = await page.locator("[data-axis]").boundingBox();
  if (box === null) throw new Error("The axis has no box.");
  await page.mouse.move(box.x + box.width * 0.4, box.y + 120);
  const samples = await sampled(40, async (round) => {
    const before = await scriptMs();
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, round % 20 < 10 ? -100 : 100);
    await page.keyboard.up("Control");
    await page.evaluate(
      () => new Promise<void>((resolve) => void requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    );
    return (await scriptMs()) - before;
  });
  await session.detach();
  await page.keyboard.press("0");
  return samples;
}

async function selectMs(page: Page, samples: number): Promise<readonly number[]> {
  await page.evaluate(() => document.querySelector("[role=treegrid]")?.parentElement?.scrollTo(0, 0));
  return sampled(Math.max(samples, 10), async (round) => {
    // By its number: rows that scrolled away are still in the document for a moment.
    const target = page.locator(`[data-row][aria-rowindex="${5 + (round % 4)}"]`);
    const id = (await target.getAttribute("data-row")) ?? "";
    const isMet = (wanted: string): boolean =>
      document.querySelector('[data-row][aria-selected="true"]')?.getAttribute("data-row") === wanted &&
      document.querySelector('aside[aria-label="Inspector"] [role=tabpanel]:not([hidden])') !== null;
    return reactionMs(page, { event: "pointerdown", act: () => target.click() }, { isMet, of: id });
  });
}

/** From typing until the number of matches shows. */
async function findMs(page: Page, round: number): Promise<number> {
  const input = page.getByRole("combobox", { name: "Find in run" });
  await input.fill("");
  await page.waitForFunction(() => !/\d/u.test(document.querySelector("[data-find-count]")?.textContent ?? ""));
  await input.focus();
  const isMet = (): boolean => /\d/u.test(document.querySelector("[data-find-count]")?.textContent ?? "");
  const act = (): Promise<void> =>
    page.keyboard.insertText(["hop", "start", "Hop", "99", "reached"][round % 5] ?? "hop");
  const ms = await reactionMs(page, { event: "input", act }, { isMet });
  await input.fill("");
  await page.keyboard.press("Escape");
  return ms;
}

/** From the press on the track until the state of that record shows. */
async function seekMs(page: Page, run: LongRun): Promise<readonly number[]> {
  await page.goto(`/runs/${run.runId}?view=state`);
  await whenMet(page, isWhole(run));
  const track = await page.locator("[data-track]").boundingBox();
  if (track === null) throw new Error("The track has no box.");
  const isMet = (before: string): boolean => {
    const seq = document.querySelector('[aria-label="Replay position"]')?.getAttribute("aria-valuenow");
    const state = document.querySelector("[data-state-seq]")?.getAttribute("data-state-seq");
    return seq !== before && state === seq;
  };
  const seekTo = async (share: number): Promise<number> => {
    const of = (await page.locator('[aria-label="Replay position"]').getAttribute("aria-valuenow")) ?? "";
    const act = () => page.mouse.click(track.x + track.width * share, track.y + 20);
    return reactionMs(page, { event: "pointerdown", act }, { isMet, of });
  };
  // What the page shows first is the end: then the reducer has folded all.
  await whenMet(page, {
    isMet: (last) => document.querySelector(`[data-state-seq="${last}"]`) !== null,
    of: String(run.lastSeq),
  });
  return sampled(Math.max(run.samples, 20), (round) => seekTo(((round * 37) % 90) / 100 + 0.04));
}

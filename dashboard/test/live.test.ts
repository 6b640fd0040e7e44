// Runs that go on while they are watched: the page follows, and a stream that was cut off goes on where it stopped.

import { registerSink } from "stepscope";
import { sqliteSink } from "stepscope/store";
import { describe, expect, it } from "vitest";
import { browserMissing } from "../../scripts/browser.ts";
import { liveWorkflow } from "./fixtures/plain-runs.ts";
import { PATIENT, useDashboard } from "./use-dashboard.ts";
import { openPage } from "./watched-page.ts";

/** A run that goes on beat by beat, as the test says. */
async function startLive(database: string) {
  const sink = sqliteSink({ database });
  await sink.ready;
  const unregister = registerSink(sink);
  let beats = 0;
  let allowed = 0;
  let isOver = false;
  let wake: (() => void) | undefined;
  const flow = liveWorkflow(async (number) => {
    beats = number;
    while (number >= allowed && !isOver) await new Promise<void>((resolve) => (wake = resolve));
    return !isOver || number < allowed;
  });
  const run = flow.run({ name: "live" }, { tags: ["live"] });
  return {
    runId: run.runId,
    /** Lets so many more beats happen, and waits until they are stored. */
    async go(count: number): Promise<void> {
      allowed += count;
      wake?.();
      await expect.poll(() => beats, PATIENT).toBeGreaterThanOrEqual(allowed);
      await sink.flush();
    },
    async end(): Promise<void> {
      isOver = true;
      wake?.();
      await run;
      unregister();
      await sink.shutdown();
    },
  };
}

interface Heard {
  readonly seqs: number[];
  lastId: string;
  isOver: boolean;
}

/** Listens to a run's stream until `isEnough`, then hangs up. */
async function listen(url: string, heard: Heard, isEnough: (heard: Heard) => boolean): Promise<void> {
  const abort = new AbortController();
  const response = await fetch(url, {
    signal: abort.signal,
    headers: { accept: "text/event-stream", ...(heard.lastId === "" ? {} : { "last-event-id": heard.lastId }) },
  });
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      const messages = text.split("\n\n");
      text = messages.pop() ?? "";
      for (const message of messages) take(message, heard);
      if (isEnough(heard)) return;
    }
  } finally {
    abort.abort();
  }
}

function take(message: string, heard: Heard): void {
  const field = (name: string): string | undefined =>
    message
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  heard.lastId = field("id") ?? heard.lastId;
  if (field("event") === "over") heard.isOver = true;
  if (field("event") !== "records") return;
  for (const record of JSON.parse(field("data") ?? "[]") as { readonly seq: number }[]) heard.seqs.push(record.seq);
}

describe.skipIf((await browserMissing()) !== undefined)("live runs", () => {
  const dashboard = useDashboard(["success"]);

  it("loses and doubles nothing when the stream is cut off and resumed", { timeout: 60_000 }, async () => {
    const { url: origin, database } = dashboard();
    const live = await startLive(database);
    const url = `${origin}/api/runs/${live.runId}/tail`;
    const heard: Heard = { seqs: [], lastId: "", isOver: false };
    for (let round = 1; round <= 4; round++) {
      const before = heard.seqs.length;
      await live.go(40);
      await listen(url, heard, (now) => now.seqs.length > before + 20);
    }
    await live.go(25);
    await live.end();
    await listen(url, heard, (now) => now.isOver);
    expect(heard.seqs).toEqual(Array.from({ length: heard.seqs.length }, (_, at) => at + 1));
    expect(heard.seqs.length).toBeGreaterThan(185 * 3);
  });

  it("is followed by the page of the run, which keeps its selection", { timeout: 60_000 }, async () => {
    const { browser, url, database } = dashboard();
    const live = await startLive(database);
    await live.go(3);
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto(`/runs/${live.runId}`);
    const slider = page.getByRole("slider", { name: "Replay position" });
    const last = async (): Promise<number> => Number(await slider.getAttribute("aria-valuemax"));
    await page.locator("[data-row]").first().click();
    const selected = await page.locator('[data-row][aria-selected="true"]').getAttribute("data-row");
    const before = await last();
    await live.go(20);
    await expect.poll(last, PATIENT).toBeGreaterThanOrEqual(before + 60);
    expect(await page.locator('[data-row][aria-selected="true"]').getAttribute("data-row")).toBe(selected);
    await live.end();
    await expect.poll(() => page.getByText("Completed").count(), PATIENT).toBeGreaterThan(0);
    expect(misdeeds).toEqual([]);
  });

  it("is announced in the list of runs, where nothing moves until it is asked for", { timeout: 60_000 }, async () => {
    const { browser, url, database } = dashboard();
    await using watched = await openPage(browser, url);
    const { page, misdeeds } = watched;
    await page.goto("/runs");
    await page.locator("[data-run]").first().waitFor();
    const first = await page.locator("[data-run]").first().getAttribute("data-run");
    const live = await startLive(database);
    await live.go(2);
    const pill = page.getByRole("button", { name: /^\d+ new/ });
    await pill.waitFor(PATIENT);
    expect(await page.locator("[data-run]").first().getAttribute("data-run")).toBe(first);
    await pill.click();
    await expect.poll(() => page.locator("[data-run]").first().getAttribute("data-run"), PATIENT).toBe(live.runId);
    await live.end();
    expect(misdeeds).toEqual([]);
  });
});

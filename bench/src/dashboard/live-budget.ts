// How long it takes until something that a run does shows on its page.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { registerSink } from "stepscope";
import { sqliteSink } from "stepscope/store";
import { startDashboard } from "../../../dashboard/test/dashboard-server.ts";
import { liveWorkflow } from "../../../dashboard/test/fixtures/plain-runs.ts";
import { type Measured, measured } from "./budget.ts";
import { type Browser, whenMet, withPage } from "./page-probe.ts";

/** A step is let go on; the time until the records it makes are on the page. Both clocks are the machine's. */
export async function measureLive(browser: Browser, samples: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "stepscope-live-"));
  const database = join(folder, "traces.db");
  const sink = sqliteSink({ database });
  await sink.ready;
  const unregister = registerSink(sink);
  const signal = { wake: (): void => undefined };
  let isOver = false;
  const flow = liveWorkflow(async () => {
    await new Promise<void>((resolve) => (signal.wake = resolve));
    return !isOver;
  });
  const run = flow.run({ name: "live" });
  await sink.flush();
  await using server = await startDashboard(database, { isKept: true });
  const times = await withPage(browser, server.url, async (page) => {
    await page.goto(`/runs/${run.runId}`);
    const lastSeq = () => page.locator('[aria-label="Replay position"]').getAttribute("aria-valuemax");
    await whenMet(page, { isMet: () => document.querySelector("[data-row]") !== null });
    const found: number[] = [];
    for (let round = 0; round < samples; round++) {
      // Any moment between two looks at the store.
      await sleep(500 + ((round * 137) % 500));
      const of = (await lastSeq()) ?? "";
      const isMet = (before: string): boolean =>
        Number(document.querySelector('[aria-label="Replay position"]')?.getAttribute("aria-valuemax")) >
        Number(before);
      const startedAtMs = Date.now();
      signal.wake();
      await whenMet(page, { isMet, of });
      found.push((await page.evaluate(() => Date.now())) - startedAtMs);
    }
    return found;
  });
  isOver = true;
  signal.wake();
  await run;
  unregister();
  await sink.shutdown();
  await rm(folder, { recursive: true, force: true });
  return measured("live", times);
}

// Measures every budget of the dashboard: production build, headless Chromium, long journals, a million runs.
// Usage: npm run budgets -w @stepscope/bench -- [--samples 5] [--runs 1000000] [--cache folder] [--only lists,live] [--out file]

import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type DashboardServer, startDashboard } from "../../dashboard/test/dashboard-server.ts";
import { launchBrowser } from "../../scripts/browser.ts";
import { type Measured, verdictOf } from "./dashboard/budget.ts";
import { writeBudgetReport } from "./dashboard/budget-report.ts";
import { type JournalRuns, journalsDatabase, manyRunsDatabase } from "./dashboard/databases.ts";
import { measureLive } from "./dashboard/live-budget.ts";
import { type LongRun, measureOpening, measureUse } from "./dashboard/long-run-budgets.ts";
import {
  measureComparisons,
  measureGraph,
  measureLists,
  measureScripts,
  measureSpanInspector,
} from "./dashboard/page-budgets.ts";
import type { Browser } from "./dashboard/page-probe.ts";
import { measureManyRuns } from "./dashboard/many-runs-budgets.ts";

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "5" },
    runs: { type: "string", default: "1000000" },
    cache: { type: "string", default: join(import.meta.dirname, "../.cache") },
    only: { type: "string" },
    out: { type: "string" },
  },
});
const PAGE = join(import.meta.dirname, "../../docs/benchmarks-dashboard.md");
const samples = Number(values.samples);
const cache = resolve(values.cache);
const startedLoad = loadavg()[0] ?? NaN;

const PARTS = ["opening", "use", "inspector", "graph", "compare", "scripts", "live", "lists", "queries"] as const;
type Part = (typeof PARTS)[number];
const wanted: readonly string[] = values.only?.split(",") ?? PARTS;

interface Ground {
  readonly browser: Browser;
  readonly url: string;
  readonly runs: JournalRuns;
}

const journalParts: Partial<Record<Part, (ground: Ground) => Promise<readonly Measured[]>>> = {
  opening: async ({ browser, url, runs }) => measureOpening(browser, await longRun(url, runs)),
  use: async ({ browser, url, runs }) => measureUse(browser, await longRun(url, runs)),
  inspector: ({ browser, url, runs }) => measureSpanInspector(browser, { url, runId: runs.story, samples }),
  graph: async ({ browser, url, runs }) => [await measureGraph(browser, url, { runId: runs.grid, samples })],
  compare: ({ browser, url, runs }) => measureComparisons(browser, { url, runs, samples }),
  scripts: ({ browser, url, runs }) => measureScripts(browser, url, runs.story),
};

async function longRun(url: string, runs: JournalRuns): Promise<LongRun> {
  const [runId] = runs.long;
  const answer = await fetch(`${url}/api/runs/${runId}`);
  const { run }: { readonly run: { readonly lastSeq: number } } = JSON.parse(await answer.text());
  return { url, runId, lastSeq: run.lastSeq, samples };
}

function show(measured: readonly Measured[]): readonly Measured[] {
  for (const one of measured)
    console.log(
      `  ${verdictOf(one).padEnd(9)} ${one.budget.name}: ${one.samples
        .map((ms) => ms.toPrecision(3))
        .slice(0, 8)
        .join(", ")}`,
    );
  return measured;
}

async function measureJournals(browser: Browser): Promise<readonly Measured[]> {
  const parts = Object.entries(journalParts).filter(([name]) => wanted.includes(name));
  if (parts.length === 0) return [];
  const { path, runs } = await journalsDatabase(cache);
  await using server: DashboardServer = await startDashboard(path, { isKept: true });
  const measured: Measured[] = [];
  for (const [, measure] of parts) measured.push(...show(await measure({ browser, url: server.url, runs })));
  return measured;
}

async function measureMany(browser: Browser): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  if (!wanted.includes("lists") && !wanted.includes("queries")) return measured;
  const database = await manyRunsDatabase(cache, Number(values.runs));
  if (wanted.includes("lists")) {
    await using server: DashboardServer = await startDashboard(database, { isKept: true });
    measured.push(...show(await measureLists(browser, server.url, samples)));
  }
  if (wanted.includes("queries")) measured.push(...show(await measureManyRuns(database, samples)));
  return measured;
}

const browser = await launchBrowser();
try {
  const measured = [...(await measureJournals(browser))];
  if (wanted.includes("live")) measured.push(...show([await measureLive(browser, Math.max(samples, 20))]));
  measured.push(...(await measureMany(browser)));
  const report = writeBudgetReport(measured, { browser: browser.version(), loads: [startedLoad, loadavg()[0] ?? NaN] });
  console.log(report);
  // The page of the documentation is of a whole run.
  const out = values.out ?? (values.only === undefined ? PAGE : undefined);
  if (out !== undefined) writeFileSync(out, report);
} finally {
  await browser.close();
}

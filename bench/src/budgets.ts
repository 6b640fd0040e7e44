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

const JOURNAL_PARTS = ["opening", "use", "inspector", "graph", "compare", "scripts"] as const;
const PARTS = [...JOURNAL_PARTS, "live", "lists", "queries"] as const;
type Part = (typeof PARTS)[number];
const wanted: readonly string[] = values.only?.split(",") ?? PARTS;
// The page of the documentation is of a whole run.
const out = values.out ?? (values.only === undefined ? PAGE : undefined);

async function longRun(url: string, runs: JournalRuns): Promise<LongRun> {
  const [runId] = runs.long;
  const answer = await fetch(`${url}/api/runs/${runId}`);
  const { run }: { readonly run: { readonly lastSeq: number } } = JSON.parse(await answer.text());
  return { url, runId, lastSeq: run.lastSeq, samples };
}

const measured: Measured[] = [];
const failures: string[] = [];
const browser = await launchBrowser();

/** What cannot be measured is missing from the report, which says so; the rest is measured all the same. */
async function attempt(name: Part, measure: () => Promise<readonly Measured[]>): Promise<void> {
  if (!wanted.includes(name)) return;
  try {
    const found = await measure();
    for (const one of found) console.log(`  ${verdictOf(one).padEnd(9)} ${one.budget.name}: ${shown(one)}`);
    measured.push(...found);
  } catch (error) {
    console.error(error);
    failures.push(`${name} (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`);
    process.exitCode = 1;
  }
  if (out !== undefined) writeFileSync(out, report());
}

function shown({ samples: values }: Measured): string {
  return values
    .map((value) => value.toPrecision(3))
    .slice(0, 8)
    .join(", ");
}

function report(): string {
  const loads = [startedLoad, loadavg()[0] ?? NaN] as const;
  return writeBudgetReport(measured, { browser: browser.version(), loads, failures });
}

async function measureJournals(): Promise<void> {
  const { path, runs } = await journalsDatabase(cache);
  await using server: DashboardServer = await startDashboard(path, { isKept: true });
  const { url } = server;
  await attempt("opening", async () => measureOpening(browser, await longRun(url, runs)));
  await attempt("use", async () => measureUse(browser, await longRun(url, runs)));
  await attempt("inspector", () => measureSpanInspector(browser, { url, runId: runs.story, samples }));
  await attempt("graph", async () => [await measureGraph(browser, url, { runId: runs.grid, samples })]);
  await attempt("compare", () => measureComparisons(browser, { url, runs, samples }));
  await attempt("scripts", () => measureScripts(browser, url, runs.story));
}

async function measureMany(): Promise<void> {
  const database = await manyRunsDatabase(cache, Number(values.runs));
  {
    await using server: DashboardServer = await startDashboard(database, { isKept: true });
    await attempt("lists", () => measureLists(browser, server.url, samples));
  }
  await attempt("queries", () => measureManyRuns(database, samples));
}

try {
  if (JOURNAL_PARTS.some((part) => wanted.includes(part))) await measureJournals();
  await attempt("live", async () => [await measureLive(browser, Math.max(samples, 20))]);
  if (wanted.includes("lists") || wanted.includes("queries")) await measureMany();
  console.log(report());
} finally {
  await browser.close();
}

// Measures list pages while records are written as fast as they go: answer times, errors, and the size of the log.
// Usage: npm run read-while-writing -w @stepscope/bench [-- --records 1000000]

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { openSqliteReader, sqliteSink, type WriterReport } from "stepscope/store";
import { syntheticRun } from "../../engine/src/testing/synthetic-runs.ts";
import type { PageTimings } from "./page-reader.ts";
import { median } from "./statistics.ts";

/** The writer is held back above this, as runs are held back by a store that waits. */
const MOST_BACKLOG_BYTES = 16_000_000;
/** No page may take longer. */
const PAGE_BUDGET_MS = 50;

const { values: options } = parseArgs({ options: { records: { type: "string", default: "1000000" } } });
const folder = mkdtempSync(join(tmpdir(), "stepscope-read-while-writing-"));
try {
  await measure(join(folder, "traces.db"), Number(options.records));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(database: string, wanted: number): Promise<void> {
  const reports: WriterReport[] = [];
  const sink = sqliteSink({ database, onReport: (report) => reports.push(report) });
  await sink.ready;
  const worker = new Worker(new URL("./page-reader.ts", import.meta.url), { workerData: database });
  const answered = new Promise<PageTimings>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  const shape = { runs: Math.ceil(wanted / 10), endMs: Date.now(), spanMs: 86_400_000 };
  const startedMs = performance.now();
  let written = 0;
  let runs = 0;
  for (; written < wanted; runs++) {
    const { opening, journal } = syntheticRun(runs, shape);
    const run = sink.openRun(opening);
    for (let at = 0; at < journal.records.length; at += 2) run.append(journal.records.slice(at, at + 2));
    run.close();
    written += journal.records.length;
    if (runs % 20 === 0) await turn();
    if (sink.status().backlogBytes > MOST_BACKLOG_BYTES) await sink.flush();
  }
  await sink.flush();
  const seconds = (performance.now() - startedMs) / 1_000;
  worker.postMessage("stop");
  const { pages, errors, largestLogBytes } = await answered;
  await sink.shutdown();
  const problems = [
    ...(await missing(database, { runs, records: written })),
    ...errors,
    ...reports.map(({ message }) => message),
  ];
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  console.log(`## Reading while writing, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}\n`);
  console.log(
    `${written.toLocaleString("en")} records of ${runs.toLocaleString("en")} runs in ${seconds.toFixed(1)} s, ${mb(statSync(database).size)}; the log grew to ${mb(largestLogBytes)} at most.\n`,
  );
  console.log("| pages of 50 runs | read | median ms | p95 ms | p99 ms | slowest ms | over 50 ms |");
  console.log("|---|---:|---:|---:|---:|---:|---:|");
  for (const [page, millis] of Object.entries(pages)) console.log(rowOf(page, millis));
  console.log(problems.length === 0 ? "\nNo error, no row missing." : `\nProblems:\n${problems.join("\n")}`);
  if (problems.length > 0) process.exitCode = 1;
}

function rowOf(page: string, millis: readonly number[]): string {
  const sorted = millis.toSorted((a, b) => a - b);
  const at = (fraction: number) => sorted[Math.floor(fraction * (sorted.length - 1))] ?? Number.NaN;
  const over = sorted.filter((ms) => ms > PAGE_BUDGET_MS).length;
  const numbers = [median(sorted), at(0.95), at(0.99), at(1)].map((ms) => ms.toFixed(1));
  return `| ${page} | ${sorted.length} | ${numbers.join(" | ")} | ${over} |`;
}

/** What is not in the file, in words. */
async function missing(
  database: string,
  wanted: { readonly runs: number; readonly records: number },
): Promise<string[]> {
  const reader = await openSqliteReader({ database });
  try {
    let [runs, records, cursor] = [0, 0, ""];
    for (;;) {
      const page = await reader.runs({ limit: 500, ...(cursor === "" ? {} : { cursor }) });
      runs += page.runs.length;
      for (const run of page.runs) records += run.lastSeq;
      if (page.next === undefined) break;
      cursor = page.next;
    }
    return runs === wanted.runs && records === wanted.records
      ? []
      : [`${runs} of ${wanted.runs} runs, ${records} of ${wanted.records} records are there`];
  } finally {
    await reader.close();
  }
}

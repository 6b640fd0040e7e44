// One cell, in a process of its own: opens a contestant, warms it up, does the work, says what it cost.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CellResult } from "./cell.ts";
import { contestantNamed, type OpenContestant, type OpenContestantFunction } from "./contestant.ts";
import { BENCH_FOLDER, resolvePeersFromTheirFolder } from "./peers-folder.ts";
import { workloadNamed, type Workload } from "./workload.ts";

/** Measured work goes on for at least this long, so that a clock tick does not matter. */
const LEAST_MS = 500;

/** Warm-up does this size at most, for so long. */
const WARM_UP_SIZE = 1_000;
const WARM_UP_MS = 500;

async function main(contestantName: string, workloadName: string, size: number): Promise<void> {
  const contestant = contestantNamed(contestantName);
  const workload = workloadNamed(workloadName);
  resolvePeersFromTheirFolder();
  const folder = mkdtempSync(join(tmpdir(), "stepscope-bench-"));
  try {
    const { default: open }: { default: OpenContestantFunction } = await import(
      pathToFileURL(join(BENCH_FOLDER, contestant.module)).href
    );
    const opened = await open(folder, contestant.mode);
    const result =
      workload.name === "cold-start" ? await measureStart(opened) : await measureWork(opened, workload, size);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    await opened.close?.();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What this process has cost since it began: imports, opening, one tiny run. */
async function measureStart(opened: OpenContestant): Promise<CellResult> {
  const outcome = opened.run.tiny === undefined ? NaN : await opened.run.tiny(1);
  await opened.flush?.();
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, wallMs: performance.now(), rssBytes: process.memoryUsage.rss(), repeats: 1, outcome };
}

async function measureWork(opened: OpenContestant, workload: Workload, size: number): Promise<CellResult> {
  const work = workload.name === "cold-start" ? undefined : opened.run[workload.name];
  if (work === undefined) return { unsupported: true };
  const warmUntil = performance.now() + WARM_UP_MS;
  do await work(Math.min(size, WARM_UP_SIZE));
  while (performance.now() < warmUntil);
  await opened.flush?.();
  globalThis.gc?.();
  const cpuBefore = process.cpuUsage();
  const wallBefore = performance.now();
  let repeats = 0;
  let outcome = NaN;
  do {
    outcome = await work(size);
    repeats += 1;
  } while (outcome === workload.expected(size) && performance.now() - wallBefore < LEAST_MS);
  await opened.flush?.();
  const { user, system } = process.cpuUsage(cpuBefore);
  const wallMs = performance.now() - wallBefore;
  const rssBytes = process.resourceUsage().maxRSS * 1024;
  return { cpuUs: user + system, wallMs, rssBytes, repeats, outcome, lost: opened.lost?.() ?? 0 };
}

const [contestantName = "", workloadName = "", size = "1"] = process.argv.slice(2);
await main(contestantName, workloadName, Number(size));
process.exit(0);

// The cost of the bare engine against its goals: per event at every size, memory of a long run, heap per run.
// Usage: npm run engine-cost -w bench -- [--rounds 5] [--largest 1000000] [--runs 100000]

import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { CostWorkload, EventCost, RunCost } from "./engine-cost-cell.ts";
import { judgeGrowth, judgeLimit, type Verdict } from "./engine-cost-verdict.ts";
import { BENCH_FOLDER } from "./peers-folder.ts";
import { median, shuffled, spread } from "./statistics.ts";

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const WORKLOADS: readonly CostWorkload[] = ["chain", "fan-out"];

/** The goals. */
const MOST_TIMES_FLOOR = 30;
const MOST_GROWTH = 0.2;
const MOST_RSS_BYTES = 300e6;
const MOST_HEAP_BYTES_PER_RUN = 1024;

interface EventCell {
  readonly workload: CostWorkload;
  readonly size: number;
  readonly found: EventCost[];
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    largest: { type: "string", default: "1000000" },
    runs: { type: "string", default: "100000" },
  },
});
const runs = Number(options.runs);
const sizes = SIZES.filter((size) => size <= Number(options.largest));
const cells: readonly EventCell[] = WORKLOADS.flatMap((workload) =>
  sizes.map((size) => ({ workload, size, found: [] })),
);
const runCosts: RunCost[] = [];

for (let round = 0; round < Number(options.rounds); round += 1) {
  for (const { workload, size, found } of shuffled(cells, Math.random))
    found.push(await measure<EventCost>(workload, size));
  runCosts.push(await measure<RunCost>("runs", runs));
}

printEvents();
const verdicts = [...judgeEvents(), ...judgeRuns()];
console.log("");
for (const { isMet, text } of verdicts) console.log(`${isMet ? "met   " : "missed"}  ${text}`);

async function measure<Found>(name: CostWorkload | "runs", size: number): Promise<Found> {
  const cell = join(BENCH_FOLDER, "src/engine-cost-cell.ts");
  const args = ["--expose-gc", "--no-warnings", ...process.execArgv, cell, name, String(size)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const found: Found = JSON.parse(stdout.trim());
  return found;
}

function printEvents(): void {
  console.log(
    `CPU µs per event, median of ${options.rounds} processes each (spread), on Node ${process.versions.node}`,
  );
  for (const { workload, size, found } of cells) {
    const engine = found.map(({ engineUs }) => engineUs);
    const columns = [
      workload.padEnd(8),
      String(size).padStart(8),
      `${median(engine).toFixed(2)} µs (${(spread(engine) * 100).toFixed(0)} %)`.padStart(18),
      `floor ${median(found.map(({ floorUs }) => floorUs)).toFixed(3)} µs`,
      `${median(found.map(timesFloor)).toFixed(1)}x`.padStart(7),
      `${megabytes(median(found.map(({ maxRssBytes }) => maxRssBytes)))} MB`,
    ];
    console.log(columns.join("  "));
  }
}

function judgeEvents(): readonly Verdict[] {
  const growth = WORKLOADS.map((workload) => {
    const costs = cells
      .filter((cell) => cell.workload === workload)
      .map(({ found }) => median(found.map(({ engineUs }) => engineUs)));
    return judgeGrowth(`${workload}: dearest size over cheapest, per event`, costs, MOST_GROWTH);
  });
  const ratios = cells
    .filter(({ workload, size }) => workload === "chain" && size >= 10_000 && size <= 100_000)
    .map(({ size, found }) =>
      judgeLimit(`chain of ${size}: times the array queue`, median(found.map(timesFloor)), MOST_TIMES_FLOOR),
    );
  const memory = cells
    .filter(({ workload, size }) => workload === "chain" && size === sizes.at(-1))
    .map(({ size, found }) => {
      const rss = median(found.map(({ maxRssBytes }) => maxRssBytes));
      return judgeLimit(`chain of ${size}: resident MB`, megabytes(rss), megabytes(MOST_RSS_BYTES));
    });
  return [...ratios, ...growth, ...memory];
}

function judgeRuns(): readonly Verdict[] {
  const cpu = median(runCosts.map(({ cpuUsPerRun }) => cpuUsPerRun));
  const heap = median(runCosts.map(({ heapBytesPerRun }) => heapBytesPerRun));
  console.log(`tiny run of three steps: ${cpu.toFixed(1)} µs`);
  return [judgeLimit(`heap bytes left per run over ${runs} runs`, heap, MOST_HEAP_BYTES_PER_RUN)];
}

function timesFloor({ engineUs, floorUs }: EventCost): number {
  return engineUs / floorUs;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

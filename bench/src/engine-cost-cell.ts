// One measurement of the bare engine in a process of its own, with the array queue interleaved in that process.

import openFloor from "./array-queue.ts";
import type { OpenContestant } from "./contestant.ts";
import openEngine from "./stepscope.ts";
import { workloadNamed } from "./workload.ts";

/** Workloads whose cost per event must not grow with their size. */
export type CostWorkload = "chain" | "fan-out";

/** What one process found out about events. */
export interface EventCost {
  readonly engineUs: number;
  readonly floorUs: number;
  /** Largest resident size of the process, the floor and its warm-up included. */
  readonly maxRssBytes: number;
}

/** What one process found out about many small runs. */
export interface RunCost {
  readonly cpuUsPerRun: number;
  /** Heap that each run leaves behind, between the two full collections that bracket the measured runs. */
  readonly heapBytesPerRun: number;
}

/** Work is repeated until it has taken this much CPU time, so that clock ticks and single collections even out. */
const LEAST_CPU_US = 1_000_000;
/** Compiled code settles in this time. */
const WARM_UP_CPU_US = 500_000;
const WARM_UP_SIZE = 1_000;
/** The floor is so much faster that it is repeated to be as long as a slice of its own. */
const FLOOR_REPEATS = 10;

/** Runs before the first look at the heap: caches of the engine fill up once. */
const HEAP_WARM_UP_RUNS = 20_000;

/** Measures events: slices of the engine and of the floor take turns. */
async function measureEvents(name: CostWorkload, size: number): Promise<EventCost> {
  const engine = workOf(await openEngine("", "bare"), name);
  const floor = workOf(await openFloor(), name);
  const warmUpSize = Math.min(size, WARM_UP_SIZE);
  const begun = cpuUs();
  while (cpuUs() - begun < WARM_UP_CPU_US) {
    await checked(engine, name, warmUpSize);
    await checked(floor, name, warmUpSize);
  }
  globalThis.gc?.();
  let engineUs = 0;
  let floorUs = 0;
  let slices = 0;
  while (engineUs < LEAST_CPU_US) {
    floorUs += await costOf(floor, { name, size, repeats: FLOOR_REPEATS });
    engineUs += await costOf(engine, { name, size, repeats: 1 });
    slices += 1;
  }
  return {
    engineUs: engineUs / (slices * size),
    floorUs: floorUs / (slices * size * FLOOR_REPEATS),
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Measures what a small run costs, and what it leaves behind. */
async function measureRuns(runs: number): Promise<RunCost> {
  if (globalThis.gc === undefined) throw new Error("The heap can be measured under node --expose-gc only.");
  const tiny = workOf(await openEngine("", "bare"), "tiny");
  await tiny(HEAP_WARM_UP_RUNS);
  const before = await settledHeapBytes();
  const cpuBefore = cpuUs();
  await checked(tiny, "tiny", runs);
  const cpuUsPerRun = (cpuUs() - cpuBefore) / runs;
  return { cpuUsPerRun, heapBytesPerRun: ((await settledHeapBytes()) - before) / runs };
}

type Work = (size: number) => Promise<number>;

function workOf(opened: OpenContestant, name: CostWorkload | "tiny"): Work {
  const work = opened.run[name];
  if (work === undefined) throw new Error(`${name} is not there to be measured.`);
  return work;
}

async function costOf(
  work: Work,
  { name, size, repeats }: { readonly name: CostWorkload; readonly size: number; readonly repeats: number },
): Promise<number> {
  const before = cpuUs();
  for (let repeat = 0; repeat < repeats; repeat += 1) await checked(work, name, size);
  return cpuUs() - before;
}

/** A wrong result is no measurement. */
async function checked(work: Work, name: CostWorkload | "tiny", size: number): Promise<void> {
  const outcome = await work(size);
  const expected = workloadNamed(name).expected(size);
  if (outcome !== expected) throw new Error(`${name} of ${size} gave ${outcome} instead of ${expected}.`);
}

/** CPU time of the whole process, collector threads included. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function settledHeapBytes(): Promise<number> {
  // What weak references and finalizers hold goes with the second collection, a turn of the event loop later.
  for (let pass = 0; pass < 2; pass += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const [name = "", size = ""] = process.argv.slice(2);
const found =
  name === "runs"
    ? await measureRuns(Number(size))
    : await measureEvents(name === "chain" ? "chain" : "fan-out", Number(size));
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit(0);

// The reading side of read-while-writing, in a thread of its own as a dashboard is a process of its own: pages until told to stop.

import { statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { openSqliteReader } from "stepscope/store";

/** What the reader saw. */
export interface PageTimings {
  /** Answer times in ms, by what was asked. */
  readonly pages: Readonly<Record<string, readonly number[]>>;
  readonly errors: readonly string[];
  readonly largestLogBytes: number;
}

/** Between two rounds, as a list that keeps itself up to date asks. */
const PAUSE_MS = 50;
const DEEP_PAGES = 20;

const database = String(workerData);
const reader = await openSqliteReader({ database });
// The first page of a process compiles its queries.
await reader.runs();
let isStopped = false;
parentPort?.once("message", () => (isStopped = true));
const pages: Record<string, number[]> = {};
const errors: string[] = [];
let largestLogBytes = 0;

async function time<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
  const before = performance.now();
  try {
    return await ask();
  } catch (error) {
    errors.push(`${what}: ${String(error)}`);
    return undefined;
  } finally {
    (pages[what] ??= []).push(performance.now() - before);
  }
}

do {
  await time("first page", () => reader.runs());
  await time("failed runs of one workflow", () =>
    reader.runs({ filter: { statuses: ["failed"], workflows: ["triage"] } }),
  );
  await time("runs with a tag", () => reader.runs({ filter: { tags: ["odd"] } }));
  await time("longest first", () => reader.runs({ sort: { key: "duration", descending: true } }));
  await time("search", () => reader.runs({ filter: { texts: ["orchard"] } }));
  let cursor: string | undefined;
  for (let page = 0; page < DEEP_PAGES; page++) {
    cursor = (await time("next page", () => reader.runs(cursor === undefined ? {} : { cursor })))?.next;
    if (cursor === undefined) break;
  }
  largestLogBytes = Math.max(largestLogBytes, statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  await pause(PAUSE_MS);
} while (!isStopped);
await reader.close();
const timings: PageTimings = { pages, errors, largestLogBytes };
parentPort?.postMessage(timings);

// Measures the write side: what recording costs the main thread and the machine, and how it behaves under a lock.
// Usage: npm run write-side -w @stepscope/bench [-- --lock-seconds 10]

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { sqliteSink } from "stepscope/store";
import { syntheticRun } from "../../engine/src/testing/synthetic-runs.ts";

const { values: options } = parseArgs({
  options: { "lock-seconds": { type: "string", default: "10" } },
});

const folder = mkdtempSync(join(tmpdir(), "stepscope-write-side-"));
try {
  await measureCost(join(folder, "cost.db"), 200_000);
  await measureLock(join(folder, "lock.db"), Number(options["lock-seconds"]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Prepared beforehand, so that only recording is measured. */
function journals(records: number) {
  const prepared: ReturnType<typeof syntheticRun>[] = [];
  const shape = { runs: 1_000_000, endMs: Date.now(), spanMs: 86_400_000 };
  for (let number = 0, count = 0; count < records; number++) {
    const run = syntheticRun(number, shape);
    prepared.push(run);
    count += run.journal.records.length;
  }
  return prepared;
}

function write(sink: ReturnType<typeof sqliteSink>, { opening, journal }: ReturnType<typeof syntheticRun>): number {
  const run = sink.openRun(opening);
  for (let at = 0; at < journal.records.length; at += 2) run.append(journal.records.slice(at, at + 2));
  run.close();
  return journal.records.length;
}

async function measureCost(database: string, records: number): Promise<void> {
  const prepared = journals(records);
  const sink = sqliteSink({ database });
  await sink.ready;
  const cpu = process.cpuUsage();
  let mainMs = 0;
  let count = 0;
  const startedMs = performance.now();
  for (const [at, run] of prepared.entries()) {
    const before = performance.now();
    count += write(sink, run);
    mainMs += performance.now() - before;
    if (at % 50 === 0) await turn();
  }
  await sink.flush();
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(`${count} records of ${prepared.length} runs in ${seconds.toFixed(1)} s`);
  console.log(
    `  main thread ${((mainMs * 1_000) / count).toFixed(2)} µs a record, all threads ${((user + system) / count).toFixed(2)} µs`,
  );
  await sink.shutdown();
}

async function measureLock(database: string, seconds: number): Promise<void> {
  const sink = sqliteSink({ database });
  await sink.ready;
  const code = `const { DatabaseSync } = require("node:sqlite"); const db = new DatabaseSync(${JSON.stringify(database)}, { timeout: 5000 });
    db.exec("BEGIN IMMEDIATE"); console.log("held"); setTimeout(() => { db.exec("COMMIT"); db.close(); }, ${seconds * 1_000});`;
  const holder = spawn(process.execPath, ["--no-warnings", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const released = once(holder, "close");
  await once(holder.stdout, "data");
  const shape = { runs: 1_000_000, endMs: Date.now(), spanMs: 86_400_000 };
  const endMs = performance.now() + seconds * 1_000;
  let longestGapMs = 0;
  let count = 0;
  let lastMs = performance.now();
  for (let number = 0; performance.now() < endMs; number++) {
    count += write(sink, syntheticRun(number, shape));
    await new Promise((resolve) => setTimeout(resolve, 1));
    longestGapMs = Math.max(longestGapMs, performance.now() - lastMs);
    lastMs = performance.now();
  }
  await released;
  await sink.flush();
  const connection = new DatabaseSync(database, { readOnly: true });
  const stored = Number(connection.prepare(`SELECT count(*) AS n FROM "Record"`).get()?.["n"]);
  connection.close();
  console.log(
    `another process held the lock for ${seconds} s: ${stored} of ${count} records stored, longest gap ${longestGapMs.toFixed(0)} ms`,
  );
  await sink.shutdown();
}

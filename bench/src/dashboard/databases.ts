// The databases that the dashboard is measured on: made once, kept in a folder of your choice.

import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { registerSink } from "stepscope";
import { sqliteSink } from "stepscope/store";
import { FULL_SIZES, seedFixtures } from "../../../dashboard/test/fixtures/seed-fixtures.ts";
import { runProgram } from "../../../scripts/child-process.ts";
import { gridWorkflow } from "./grid-workflow.ts";

/** Ids of the runs in the database of journals. */
export interface JournalRuns {
  /** Two runs of 100,000 events. */
  readonly long: readonly [string, string];
  /** Two runs of 10,000 events. */
  readonly middle: readonly [string, string];
  /** A run with calls of models. */
  readonly story: string;
  /** A run of 200 executions. */
  readonly grid: string;
}

async function pairOf(database: string, longEvents: number): Promise<readonly [string, string]> {
  const one = (await seedFixtures(database, ["long"], { ...FULL_SIZES, longEvents })).long?.[0];
  const other = (await seedFixtures(database, ["long"], { ...FULL_SIZES, longEvents })).long?.[0];
  if (one === undefined || other === undefined) throw new Error("The long runs were not recorded.");
  return [one, other];
}

async function gridRun(database: string): Promise<string> {
  const sink = sqliteSink({ database });
  await sink.ready;
  const unregister = registerSink(sink);
  const run = gridWorkflow().run({});
  await run;
  await sink.flush();
  unregister();
  await sink.shutdown();
  return run.runId;
}

/** Runs with long journals, through the engine and its own writer. */
export async function journalsDatabase(folder: string): Promise<{ readonly path: string; readonly runs: JournalRuns }> {
  const path = join(folder, "journals.db");
  const list = join(folder, "journals.json");
  if (!existsSync(list)) {
    console.log("recording runs of 10,000 and 100,000 events …");
    await mkdir(folder, { recursive: true });
    for (const end of ["", "-wal", "-shm"]) await rm(path + end, { force: true });
    const long = await pairOf(path, 100_000);
    const middle = await pairOf(path, 10_000);
    const story = (await seedFixtures(path, ["story"])).story?.at(-1) ?? "";
    const runs: JournalRuns = { long, middle, story, grid: await gridRun(path) };
    await writeFile(list, JSON.stringify(runs));
  }
  const runs: JournalRuns = JSON.parse(readFileSync(list, "utf8"));
  return { path, runs };
}

/** So many runs over thirty days. */
export async function manyRunsDatabase(folder: string, runs: number): Promise<string> {
  const path = join(folder, `runs-${runs}.db`);
  if (existsSync(path)) return path;
  console.log(`generating ${runs.toLocaleString("en")} runs …`);
  await mkdir(folder, { recursive: true });
  const fresh = `${path}.new`;
  for (const end of ["", "-wal", "-shm"]) await rm(fresh + end, { force: true });
  const script = join(import.meta.dirname, "../generate-database.ts");
  const options = ["--conditions=source", "--no-warnings", script, "--runs", String(runs), "--database", fresh];
  await runProgram(process.execPath, options, { timeout: 3_600_000 });
  await rename(fresh, path);
  return path;
}

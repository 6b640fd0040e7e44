/** `npm run examples`: migrates the database and runs the examples, waiting for a Phoenix that was named to come up. */
import { setTimeout as sleep } from "node:timers/promises";
import { resolveDatabasePath } from "../prisma/src/database-path.ts";
import { runExamples } from "./example-runs.ts";
import { findPhoenix } from "./find-phoenix.ts";
import { prepareDatabaseFile } from "./prepare-database-file.ts";
import { StartError } from "./start-error.ts";
import { assertWritableFolder } from "./start-options.ts";
import { step } from "./start-task.ts";

const PHOENIX_WAIT_MS = 90_000;

try {
  const databasePath = resolveDatabasePath();
  assertWritableFolder(databasePath);
  step("Preparing the database");
  prepareDatabaseFile(databasePath);
  if (process.env["PHOENIX_COLLECTOR_ENDPOINT"]) await waitForPhoenix();
  await runExamples({ STEPSCOPE_DATABASE_URL: databasePath });
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function waitForPhoenix(): Promise<void> {
  step("Waiting for Phoenix");
  const deadlineMs = performance.now() + PHOENIX_WAIT_MS;
  for (;;) {
    const { endpoint, answers } = await findPhoenix();
    if (answers) return console.log(`  ${endpoint} answers`);
    if (performance.now() > deadlineMs) return console.log(`  ${endpoint} does not answer; spans wait in the database`);
    await sleep(1_000);
  }
}

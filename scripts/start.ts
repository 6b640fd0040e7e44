/** `npm start`: builds what is missing, migrates the database, runs the examples, and serves the dashboard. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { resolveDatabasePath } from "../prisma/src/database-path.ts";
import { startProgram, stopProgram } from "./child-process.ts";
import { runExamples } from "./example-runs.ts";
import { type FoundPhoenix, findPhoenix } from "./find-phoenix.ts";
import { prepareDatabaseFile } from "./prepare-database-file.ts";
import { StartError } from "./start-error.ts";
import { assertWritableFolder, readStartOptions } from "./start-options.ts";
import { elapsed, runTask, step } from "./start-task.ts";

const READY_TIMEOUT_MS = 60_000;
const rootFolder = join(import.meta.dirname, "..");
const binFolder = join(rootFolder, "node_modules", ".bin");

try {
  await start();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  if (!existsSync(binFolder)) throw new StartError("The dependencies are missing: run `npm install` first.");
  const options = await readStartOptions(process.argv.slice(2));
  const databasePath = resolveDatabasePath();
  assertWritableFolder(databasePath);

  const startedAtMs = Date.now();
  step("Preparing the database");
  prepareDatabaseFile(databasePath);
  const phoenix = await findPhoenix();
  describePhoenix(phoenix);

  step("Building (about a minute the first time, nothing when up to date)");
  const build = [
    "turbo",
    "run",
    "build",
    "--output-logs=errors-only",
    "--log-prefix=none",
    "--filter=@stepscope/dashboard",
  ] as const;
  await runTask({ command: [...build], failure: "The build failed." });

  const environment = {
    STEPSCOPE_DATABASE_URL: databasePath,
    ...(phoenix.answers ? { PHOENIX_COLLECTOR_ENDPOINT: phoenix.endpoint } : {}),
  };
  if (options.runsExamples) await runExamples(environment);

  step("Starting the dashboard");
  await serveDashboard(options.port, environment);
  console.log(`\nReady after ${elapsed()}.\n`);
  console.log(`  Dashboard  http://127.0.0.1:${options.port}`);
  const traceId = phoenix.answers ? finishedTraceId(databasePath, startedAtMs) : undefined;
  if (traceId !== undefined) console.log(`  Phoenix    ${phoenix.endpoint}/redirects/traces/${traceId}`);
  console.log(`  Database   ${databasePath}\n\nCtrl-C ends it.`);
}

function describePhoenix(phoenix: FoundPhoenix): void {
  console.log(
    phoenix.answers
      ? `  Phoenix answers at ${phoenix.endpoint}: traces go there too`
      : `  no Phoenix at ${phoenix.endpoint}: traces stay in the database (\`npm run phoenix\` starts one)`,
  );
}

async function serveDashboard(port: number, environment: Readonly<Record<string, string>>): Promise<void> {
  const next = join(rootFolder, "node_modules", "next", "dist", "bin", "next");
  const child = startProgram(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", String(port)], {
    cwd: join(rootFolder, "dashboard"),
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  child.stderr?.on("data", (chunk: Buffer) => process.stderr.write(chunk));
  let isEnding = false;
  const end = (): void => {
    isEnding = true;
    void stopProgram(child, 5_000).then(() => process.exit(0));
  };
  process.once("SIGINT", end).once("SIGTERM", end);
  child.once("exit", (code) => {
    if (isEnding) return;
    console.error(`The dashboard ended with ${code}.`);
    process.exit(1);
  });
  const deadlineMs = performance.now() + READY_TIMEOUT_MS;
  while (!(await answers(`http://127.0.0.1:${port}/runs`))) {
    if (performance.now() > deadlineMs) {
      await stopProgram(child);
      throw new StartError(`The dashboard did not answer within ${READY_TIMEOUT_MS / 1000} s.`);
    }
    await sleep(200);
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(20_000) })).ok;
  } catch {
    return false;
  }
}

/** The trace of the richest run that this start has seen through. */
function finishedTraceId(databasePath: string, sinceMs: number): string | undefined {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    const query = `SELECT traceId FROM Run WHERE status = 'completed' AND traceId IS NOT NULL AND startedAtMs >= ?
      ORDER BY executions DESC LIMIT 1`;
    const row = database.prepare(query).get(sinceMs);
    return typeof row?.["traceId"] === "string" ? row["traceId"] : undefined;
  } finally {
    database.close();
  }
}

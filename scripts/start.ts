/** `npm start`: builds what is missing, migrates the database, runs the examples, and serves the dashboard. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { startProgram, stopProgram } from "./child-process.ts";
import { type FoundPhoenix, findPhoenix } from "./find-phoenix.ts";
import { StartError } from "./start-error.ts";
import { assertWritableFolder, readStartOptions } from "./start-options.ts";

const EXAMPLES = ["joke-flow", "joke-flow-functions", "research", "human-approval"];
const READY_TIMEOUT_MS = 60_000;
const rootFolder = join(import.meta.dirname, "..");
const binFolder = join(rootFolder, "node_modules", ".bin");
const startedMs = performance.now();

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
  const paths = await import("../prisma/src/database-path.ts");
  const databasePath = paths.resolveDatabasePath();
  assertWritableFolder(databasePath);

  step("Building (about a minute the first time, nothing when up to date)");
  const build = ["turbo", "run", "build", "--output-logs=errors-only", "--log-prefix=none"] as const;
  await run({ command: [...build], failure: "The build failed." });

  step("Preparing the database");
  await migrate(databasePath);

  const phoenix = await findPhoenix();
  describePhoenix(phoenix);
  const environment = {
    STEPSCOPE_DATABASE_URL: databasePath,
    ...(phoenix.answers ? { PHOENIX_COLLECTOR_ENDPOINT: phoenix.endpoint } : {}),
  };
  if (options.runsExamples) await runExamples(environment);

  step("Starting the dashboard");
  await serveDashboard(options.port, environment);
  console.log(`\nReady after ${elapsed()}.\n`);
  console.log(`  Dashboard  http://127.0.0.1:${options.port}`);
  const traceId = phoenix.answers ? latestTraceId(databasePath) : undefined;
  if (traceId !== undefined) console.log(`  Phoenix    ${phoenix.endpoint}/redirects/traces/${traceId}`);
  console.log(`  Database   ${databasePath}\n\nCtrl-C ends it.`);
}

async function migrate(databasePath: string): Promise<void> {
  const { DatabaseError, prepareDatabase } = await import("@stepscope/database/migrate");
  try {
    const { wasCreated, applied, backupPath } = prepareDatabase(databasePath);
    const state = wasCreated ? "created" : applied.length > 0 ? `migrated (${applied.join(", ")})` : "up to date";
    console.log(`  ${databasePath}: ${state}`);
    if (backupPath !== undefined) console.log(`  the file as it was before: ${backupPath}`);
  } catch (error) {
    if (error instanceof DatabaseError) throw new StartError(error.message);
    throw error;
  }
}

function describePhoenix(phoenix: FoundPhoenix): void {
  console.log(
    phoenix.answers
      ? `  Phoenix answers at ${phoenix.endpoint}: traces go there too`
      : `  no Phoenix at ${phoenix.endpoint}: traces stay in the database (\`npm run phoenix\` starts one)`,
  );
}

async function runExamples(environment: Readonly<Record<string, string>>): Promise<void> {
  for (const [index, example] of EXAMPLES.entries()) {
    step(`Running example ${index + 1} of ${EXAMPLES.length}: ${example}`);
    await run({
      command: ["npm", "run", "--silent", "start", "-w", `@stepscope/example-${example}`],
      failure: `The example ${example} failed.`,
      environment: { ...environment, STEPSCOPE_DEMO: "1" },
    });
  }
}

/** A program that belongs to starting, and what to say when it fails. */
interface StartTask {
  readonly command: readonly [string, ...string[]];
  readonly failure: string;
  readonly environment?: Readonly<Record<string, string>>;
}

async function run({ command: [program, ...args], failure, environment }: StartTask): Promise<void> {
  const child = startProgram(program, args, {
    cwd: rootFolder,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1" },
    shell: process.platform === "win32",
  });
  child.stdout?.setEncoding("utf8").on("data", indentingWriter());
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  if (exitCode !== 0) throw new StartError(`${failure} What it said is above.`);
}

/** Indents what a child prints, also where a line comes in pieces. */
function indentingWriter(): (chunk: string) => void {
  let atLineStart = true;
  return (chunk) => {
    const indented = chunk.replaceAll(/^(?=[^\n])/gm, (_match, offset: number) =>
      offset > 0 || atLineStart ? "  " : "",
    );
    process.stdout.write(indented);
    atLineStart = chunk.endsWith("\n");
  };
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

function latestTraceId(databasePath: string): string | undefined {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    const row = database.prepare("SELECT traceId FROM Run WHERE traceId IS NOT NULL ORDER BY startedAtMs DESC").get();
    return typeof row?.["traceId"] === "string" ? row["traceId"] : undefined;
  } finally {
    database.close();
  }
}

function step(title: string): void {
  console.log(`\n[${elapsed()}] ${title}`);
}

function elapsed(): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
}

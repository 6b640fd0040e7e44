// Serves the production build against a database of its own, on a free port, for one test file.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { FixtureName } from "./fixtures/seed-fixtures.ts";

const folder = path.join(import.meta.dirname, "..");
const READY_MS = 30_000;

/** A running dashboard. */
export interface DashboardServer extends AsyncDisposable {
  readonly url: string;
  /** The database file; it may not be there. */
  readonly database: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port was found.");
  return address.port;
}

/** A database filled with fixtures, and the ids of their runs. */
export interface SeededDatabase {
  readonly database: string;
  /** Run ids of a fixture; of a pair, A then B. */
  readonly runs: Readonly<Record<FixtureName, readonly [string, ...string[]]>>;
}

/** Fills a new database with fixtures, in a process of its own. */
export async function seedDatabase(names: readonly FixtureName[]): Promise<SeededDatabase> {
  const scratch = await mkdtemp(path.join(tmpdir(), "stepscope-dashboard-"));
  const database = path.join(scratch, "traces.db");
  const script = path.join(folder, "test/fixtures/write-fixtures.ts");
  const options = ["--conditions=source", script, "--database", database, "--only", names.join(",")];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: folder, timeout: 110_000 });
  return { database, runs: JSON.parse(stdout) as SeededDatabase["runs"] };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.status < 500,
    () => false,
  );
}

/** Starts the production build; the folder of a database in the temporary folder goes with it, unless it is kept. */
export async function startDashboard(
  database: string,
  { isKept = false }: { readonly isKept?: boolean } = {},
): Promise<DashboardServer> {
  if (!existsSync(path.join(folder, ".next/BUILD_ID")))
    throw new Error("The dashboard is not built: run `npm run build` first.");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const next = path.join(folder, "../node_modules/next/dist/bin/next");
  const child = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", String(port)], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", STEPSCOPE_DATABASE_URL: database },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const deadline = performance.now() + READY_MS;
  while (!(await answers(`${url}/icon.svg`))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`The dashboard did not answer at ${url}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    database,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
      if (!isKept && database.startsWith(tmpdir())) await rm(path.dirname(database), { recursive: true, force: true });
    },
  };
}

// A cell of the table: one contestant, one workload, one size; and how it is run in a child process.

import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Contestant } from "./contestant.ts";
import { BENCH_FOLDER, PEERS_FOLDER } from "./peers-folder.ts";
import type { Workload } from "./workload.ts";

/** What is measured once. */
export interface Cell {
  readonly contestant: Contestant;
  readonly workload: Workload;
  readonly size: number;
}

/** What the process of a cell reports. */
export type CellResult =
  | {
      /** CPU time of the whole process, all threads, for all repeats. */
      readonly cpuUs: number;
      readonly wallMs: number;
      readonly rssBytes: number;
      readonly repeats: number;
      readonly outcome: number;
      /** Records of the work that were not stored. */
      readonly lost?: number;
    }
  | { readonly unsupported: true };

/** One measurement of a cell, or why there is none. */
export type Measurement =
  | { readonly kind: "measured"; readonly cpuUsPerUnit: number; readonly wallMs: number; readonly rssBytes: number }
  | { readonly kind: "unsupported" }
  | { readonly kind: "timedOut"; readonly afterMs: number }
  | { readonly kind: "failed"; readonly why: string };

/** Runs one cell in a process of its own. */
export function runCell(cell: Cell, timeoutMs: number): Promise<Measurement> {
  const { contestant, workload, size } = cell;
  const [command, ...args] =
    contestant.language === "python"
      ? [join(PEERS_FOLDER, "python", "bin", "python"), join(BENCH_FOLDER, contestant.module)]
      : [process.execPath, "--expose-gc", "--no-warnings", join(BENCH_FOLDER, "src/measure-cell.ts"), contestant.name];
  if (command === undefined) return Promise.resolve({ kind: "unsupported" });
  return new Promise((resolve) => {
    const env = { ...process.env, OTEL_SDK_DISABLED: "", NODE_ENV: "production", LANGSMITH_TRACING: "false" };
    const child = spawn(command, [...args, workload.name, String(size)], { env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { out: "", error: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.error = (output.error + chunk.toString()).slice(-2_000)));
    let hasTimedOut = false;
    const timer = setTimeout(() => {
      hasTimedOut = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    child.once("error", (error) => resolve({ kind: "failed", why: error.message }));
    child.once("close", () => {
      clearTimeout(timer);
      resolve(hasTimedOut ? { kind: "timedOut", afterMs: timeoutMs } : readResult(cell, output));
    });
  });
}

/** Reads the last line of JSON; a wrong outcome is a failure, however fast it came. */
export function readResult(cell: Cell, output: { readonly out: string; readonly error: string }): Measurement {
  const line = output.out
    .split("\n")
    .findLast((candidate) => candidate.startsWith('{"'))
    ?.trim();
  if (line === undefined) return { kind: "failed", why: lastLine(output.error) };
  const result: CellResult = JSON.parse(line);
  if ("unsupported" in result) return { kind: "unsupported" };
  const expected = cell.workload.expected(cell.size);
  if (result.outcome !== expected) return { kind: "failed", why: `gave ${result.outcome} instead of ${expected}` };
  if ((result.lost ?? 0) > 0) return { kind: "failed", why: `${result.lost?.toLocaleString("en")} records not stored` };
  const units = cell.workload.unitsOf(cell.size) * result.repeats;
  return { kind: "measured", cpuUsPerUnit: result.cpuUs / units, wallMs: result.wallMs, rssBytes: result.rssBytes };
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "no output").trim().slice(0, 160);
}

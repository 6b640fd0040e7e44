// Measures what sending spans costs a run: the same runs without export, with a back end that works, and with one that fails at random.
// Usage: npm run export-cost -w @stepscope/bench [-- --runs 400 --rounds 5]

import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { defineEvent, StartEvent, StopEvent, type, Workflow } from "stepscope";
import { traceLLM } from "stepscope/llm";
import { observe } from "stepscope/otel";
import { median } from "./statistics.ts";

/** Steps of a run, each with one model call. */
const STEPS = 10;
const CALL_MS = 20;
/** Runs under way at a time. */
const CONCURRENT = 10;

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "400" }, rounds: { type: "string", default: "5" } },
});

class Next extends defineEvent("Next", type<{ left: number }>()) {}

const flow = new Workflow<object, string>({ name: "calls" });
flow.step({ accepts: StartEvent, emits: Next, name: "begin" }, () => new Next({ left: STEPS }));
flow.step({ accepts: Next, emits: [Next, StopEvent], name: "ask" }, async ({ left }) => {
  const messages = [{ role: "user", content: `question ${left}` }];
  const answer = await traceLLM({ provider: "local", model: "tiny", messages }, async () => {
    await pause(CALL_MS);
    return "an answer of some length, as models give them";
  });
  return left === 1 ? new StopEvent({ result: answer }) : new Next({ left: left - 1 });
});

const MODES = ["no spans", "spans that nobody sends", "a back end that works", "one that fails at random"] as const;
type Mode = (typeof MODES)[number];

const folder = mkdtempSync(join(tmpdir(), "stepscope-export-cost-"));
const millis: Record<Mode, number[]> = {
  "no spans": [],
  "spans that nobody sends": [],
  "a back end that works": [],
  "one that fails at random": [],
};
const shutdownsMs: number[] = [];
let mostMemory = 0;
try {
  for (const mode of MODES) {
    await play(mode, join(folder, `warm-up ${mode}.db`));
    millis[mode].length = 0;
  }
  for (let round = 0; round < Number(options.rounds); round++)
    for (const mode of MODES) await play(mode, join(folder, `${round} ${mode}.db`));
  report();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs them all in one way, a few at a time. */
async function play(mode: Mode, database: string): Promise<void> {
  const isSent = mode !== "no spans" && mode !== "spans that nobody sends";
  const backEnd = isSent ? await startBackEnd(mode === "one that fails at random") : undefined;
  const tracerProvider = mode === "spans that nobody sends" ? { tracerProvider: new TracerProvider() } : {};
  const scope = observe({ database, phoenix: backEnd?.endpoint ?? false, ...tracerProvider });
  await scope.ready;
  let left = Number(options.runs);
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const before = performance.now();
      await flow.run({});
      millis[mode].push(performance.now() - before);
      mostMemory = Math.max(mostMemory, process.memoryUsage().rss);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, lane));
  const before = performance.now();
  await scope.shutdown();
  if (backEnd !== undefined) shutdownsMs.push(performance.now() - before);
  backEnd?.process.kill();
}

async function startBackEnd(
  isFailing: boolean,
): Promise<{ readonly process: ChildProcess; readonly endpoint: string }> {
  const child = fork(new URL("./random-back-end.ts", import.meta.url), [isFailing ? "failing" : "working"]);
  const [endpoint]: unknown[] = await once(child, "message");
  return { process: child, endpoint: String(endpoint) };
}

function report(): void {
  console.log(`## What export costs a run, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}\n`);
  console.log(
    `${options.rounds} rounds of ${options.runs} runs of ${STEPS + 1} steps and ${STEPS} model calls of ${CALL_MS} ms, ${CONCURRENT} at a time, records in SQLite.\n`,
  );
  console.log("| ms a run | median | p95 | p99 | slowest |");
  console.log("|---|---:|---:|---:|---:|");
  const own = MODES.map((mode) => pointsOf(millis[mode]));
  for (const [at, mode] of MODES.entries()) console.log(rowOf(mode, own[at] ?? []));
  const [, base = []] = own;
  for (const [at, mode] of MODES.entries()) {
    if (at > 1)
      console.log(
        rowOf(
          `${mode} ÷ not sent`,
          (own[at] ?? []).map((ms, point) => ms / (base[point] ?? Number.NaN)),
        ),
      );
  }
  console.log(
    `\nMemory of the process at most ${(mostMemory / 1e6).toFixed(0)} MB; shutdown took ${Math.max(...shutdownsMs).toFixed(0)} ms at most.`,
  );
}

function pointsOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction: number) => sorted[Math.floor(fraction * (sorted.length - 1))] ?? Number.NaN;
  return [median(sorted), at(0.95), at(0.99), at(1)];
}

function rowOf(name: string, numbers: readonly number[]): string {
  return `| ${name} | ${numbers.map((number) => number.toFixed(2)).join(" | ")} |`;
}

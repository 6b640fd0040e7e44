// Measures the read side: how long lists, searches and opening a run take on a large database.

import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSqliteReader } from "stepscope/store";
import { PHOENIX_VERSION, phoenixMissing } from "../../scripts/phoenix.ts";
import { openPhoenixQuestions } from "./phoenix-reads.ts";
import { readQuestions } from "./read-questions.ts";
import { seedRuns } from "./seed-runs.ts";
import { median, percentile } from "./statistics.ts";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "1000000" },
    hops: { type: "string", default: "25000" },
    repeats: { type: "string", default: "50" },
    "phoenix-runs": { type: "string", default: "2000" },
    out: { type: "string", default: "" },
  },
});

/** A question, and how often its answer took how long. */
interface Timing {
  readonly question: string;
  readonly millis: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), "stepscope-read-side-"));
try {
  const database = join(folder, "traces.db");
  const runs = Number(options.runs);
  console.log(`seeding ${runs} runs …`);
  const onProgress = (done: number): void => console.log(`  ${done}`);
  const seeded = await seedRuns(database, { runs, hops: Number(options.hops), onProgress });
  const size = statSync(database).size;
  console.log(`seeded in ${seeded.seconds.toFixed(0)} s, ${(size / 1e6).toFixed(0)} MB`);
  const timings = await measure(database, seeded.longRunId, Number(options.repeats));
  const own = `Stepscope, ${seeded.runs.toLocaleString("en")} runs, ${(size / 1e6).toFixed(0)} MB`;
  const report = [writeTable(timings, own), await measurePhoenix()].join("\n");
  console.log(report);
  if (options.out !== "") writeFileSync(options.out, report);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(database: string, longRunId: string, repeats: number): Promise<Timing[]> {
  const reader = await openSqliteReader({ database });
  const questions: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
    ...readQuestions(reader, {
      nowMs: Date.now(),
      workflow: "triage",
      tag: "odd",
      step: "look",
      model: "none",
      session: (round) => `session-${round}`,
      fewHits: (round) => `orchard ${round * 10 + 2}`,
      manyHits: "lantern",
      twoCharacters: "an",
    }),
    "open the long run (first 2,000 records)": () => Promise.all([reader.run(longRunId), reader.records(longRunId)]),
    "whole journal of the long run": async () => {
      let fromSeq: number | undefined = 1;
      while (fromSeq !== undefined) fromSeq = (await reader.records(longRunId, { fromSeq, limit: 10_000 })).nextSeq;
    },
  };
  try {
    const timings: Timing[] = [];
    for (const [question, ask] of Object.entries(questions)) timings.push(await timeQuestion(question, ask, repeats));
    return timings;
  } finally {
    await reader.close();
  }
}

/** The same questions to Phoenix, on far fewer runs: it stores a few hundred spans a second. */
async function measurePhoenix(): Promise<string> {
  const runs = Number(options["phoenix-runs"]);
  const missing = runs === 0 ? "left out" : await phoenixMissing();
  if (missing !== undefined) return `Phoenix was not measured: ${missing}.\n`;
  console.log(`filling Phoenix with ${runs} runs …`);
  const phoenix = await openPhoenixQuestions(runs);
  try {
    const timings: Timing[] = [];
    for (const [question, ask] of Object.entries(phoenix.ask)) {
      timings.push(await timeQuestion(question, ask, Number(options.repeats)));
    }
    const what = `Phoenix ${PHOENIX_VERSION} over its REST API, ${runs.toLocaleString("en")} runs`;
    return writeTable(timings, `${what}, ${phoenix.spans.toLocaleString("en")} spans`);
  } finally {
    await phoenix.stop();
  }
}

/** Asks a few times to warm up, then measures; a slow question is asked less often. */
async function timeQuestion(
  question: string,
  ask: (round: number) => Promise<unknown>,
  repeats: number,
): Promise<Timing> {
  await ask(0);
  const millis: number[] = [];
  const deadline = performance.now() + 20_000;
  for (let round = 1; round <= repeats && performance.now() < deadline; round += 1) {
    const begun = performance.now();
    await ask(round);
    millis.push(performance.now() - begun);
  }
  console.log(`  ${question}: ${median(millis).toFixed(2)} ms`);
  return { question, millis };
}

function writeTable(timings: readonly Timing[], what: string): string {
  const rows = timings.map(({ question, millis }) => {
    return `| ${question} | ${median(millis).toFixed(2)} | ${percentile(millis, 0.95).toFixed(2)} |`;
  });
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}`;
  return [
    `## Reading: ${what}`,
    "",
    `Answer times, warm, on ${machine}.`,
    "",
    "| | median ms | p95 ms |",
    "|---|---:|---:|",
    ...rows,
    "",
  ].join("\n");
}

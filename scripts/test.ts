/** `npm test`: every check of the repository, stage by stage; `npm test -- lint unit` runs only the stages named. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareTestTools, type ToolReport } from "./test-tools.ts";
import { type SkippedTest, SUMMARY_VARIABLE, type TestSummary } from "./test-summary.ts";

interface Stage {
  readonly name: string;
  readonly title: string;
  readonly command: readonly string[];
  /** Vitest projects, for a stage that runs tests. */
  readonly projects?: readonly string[];
  /** The stage that must have passed before. */
  readonly needs?: string;
}

interface StageResult {
  readonly stage: Stage;
  readonly summary: TestSummary;
  readonly seconds: number;
}

const rootFolder = join(import.meta.dirname, "..");
const requireAll = process.env["STEPSCOPE_REQUIRE_ALL"] === "1";
const reporters = ["--reporter=default", `--reporter=${join(import.meta.dirname, "test-summary-reporter.ts")}`];

const STAGES: readonly Stage[] = [
  { name: "generate", title: "Generate the database client", command: ["npm", "run", "--silent", "generate"] },
  { name: "lint", title: "Lint", command: ["npm", "run", "--silent", "lint"] },
  { name: "format", title: "Format", command: ["npm", "run", "--silent", "format:check"] },
  { name: "types", title: "Types", command: ["npm", "run", "--silent", "typecheck"] },
  { name: "knip", title: "Unused files, exports and dependencies", command: ["npm", "run", "--silent", "knip"] },
  { name: "build", title: "Build", command: ["npm", "run", "--silent", "build"] },
  tests("unit", "Unit and contract tests", ["engine", "database", "dashboard", "examples", "bench", "workspace"]),
  oneByOne(tests("end-to-end", "End-to-end tests in a real browser", ["end-to-end"])),
  oneByOne(tests("phoenix", "Tests against a real Phoenix", ["phoenix"])),
];

function tests(name: string, title: string, projects: readonly string[]): Stage {
  const filter = projects.flatMap((project) => ["--project", project]);
  return { name, title, projects, command: ["vitest", "run", "--passWithNoTests", ...reporters, ...filter] };
}

/** These tests start whole products on one build: side by side they would fight for it and for the machine. */
function oneByOne(stage: Stage): Stage {
  return { ...stage, command: [...stage.command, "--no-file-parallelism"], needs: "build" };
}

const chosen = chooseStages(process.argv.slice(2));
const scratchFolder = await mkdtemp(join(tmpdir(), "stepscope-test-"));
try {
  process.exitCode = await runStages(chosen);
} finally {
  await rm(scratchFolder, { recursive: true, force: true });
}

function chooseStages(names: readonly string[]): readonly Stage[] {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    const known = STAGES.map((stage) => stage.name).join(", ");
    throw new Error(`There is no stage ${unknown.join(", ")}; the stages are ${known}.`);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

async function runStages(stages: readonly Stage[]): Promise<number> {
  const results: StageResult[] = [];
  let tools: ToolReport = { missing: [] };
  if (stages.some((stage) => stage.projects !== undefined)) {
    header("Tools for the tests");
    tools = await prepareTestTools((message) => console.log(`  ${message}`));
    for (const { tool, reason } of tools.missing) console.log(`  ${tool} is not available: ${reason}`);
  }
  for (const stage of stages) {
    header(stage.title);
    const failedNeed = results.find((result) => result.stage.name === stage.needs && result.summary.failed > 0);
    const result = failedNeed === undefined ? await runStage(stage) : refuseStage(stage, failedNeed.stage);
    console.log(`\n${result.summary.failed === 0 ? "ok" : "FAILED"} — ${stage.title}, ${result.seconds.toFixed(1)} s`);
    results.push(result);
  }
  return report(results, tools);
}

async function runStage(stage: Stage): Promise<StageResult> {
  const startedMs = performance.now();
  const summaryPath = join(scratchFolder, `${stage.name}.json`);
  const exitCode = await execute(stage.command, summaryPath);
  const seconds = (performance.now() - startedMs) / 1000;
  if (stage.projects === undefined) {
    return { stage, seconds, summary: { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: [] } };
  }
  const summary = await readSummary(summaryPath);
  const silentFailure = exitCode !== 0 && summary.failed === 0 ? 1 : 0;
  return { stage, seconds, summary: { ...summary, failed: summary.failed + silentFailure } };
}

function refuseStage(stage: Stage, need: Stage): StageResult {
  console.log(`Not run, because this failed: ${need.title}.`);
  return { stage, seconds: 0, summary: { passed: 0, failed: 1, skipped: [] } };
}

async function readSummary(path: string): Promise<TestSummary> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as TestSummary;
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

function execute(command: readonly string[], summaryPath: string): Promise<number> {
  const [program = "", ...args] = command;
  const env = { ...hermeticEnvironment(), [SUMMARY_VARIABLE]: summaryPath };
  const child = spawn(program, args, { cwd: rootFolder, stdio: "inherit", env, shell: process.platform === "win32" });
  return new Promise((resolve) => {
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Tests bring their own servers: whatever the shell points to must not be spoken to. */
function hermeticEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:OPENAI_|ANTHROPIC_|PHOENIX_|OTEL_|OPENINFERENCE_|STEPSCOPE_DATABASE_URL$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: "1", TURBO_TELEMETRY_DISABLED: "1" };
}

function report(results: readonly StageResult[], tools: ToolReport): number {
  header("Summary");
  for (const { stage, seconds, summary } of results) {
    const counts = `${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped`;
    console.log(
      `${summary.failed === 0 ? "ok    " : "FAILED"}  ${stage.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${counts}`,
    );
  }
  const skipped = results.flatMap((result) => result.summary.skipped);
  const passed = results.reduce((sum, result) => sum + result.summary.passed, 0);
  let failed = results.reduce((sum, result) => sum + result.summary.failed, 0);
  reportSkipped(skipped, tools);
  if (requireAll && skipped.length > 0) {
    console.log("\nSTEPSCOPE_REQUIRE_ALL=1: a skipped test is a failure.");
    failed += skipped.length;
  }
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed === 0 ? 0 : 1;
}

function reportSkipped(skipped: readonly SkippedTest[], tools: ToolReport): void {
  if (skipped.length === 0) return;
  console.log("\nSkipped:");
  for (const { name, note } of skipped) console.log(`  ${name}${note === undefined ? "" : ` — ${note}`}`);
  for (const { tool, reason } of tools.missing) console.log(`  Reason: ${tool} is not available: ${reason}`);
}

function header(title: string): void {
  console.log(`\n━━ ${title} ${"━".repeat(Math.max(0, 72 - title.length))}\n`);
}

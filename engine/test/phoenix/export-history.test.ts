/** History sent to a real Phoenix by `stepscope export`: what it has from live runs is not doubled, what it lacks arrives. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createClient } from "@arizeai/phoenix-client";
import { getSpans } from "@arizeai/phoenix-client/spans";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Phoenix, phoenixMissing, startPhoenix } from "../../../scripts/phoenix.ts";
import { observe } from "../../src/otel.ts";
import { playHistory } from "../otel/programs/history.ts";

const PROGRAM = join(import.meta.dirname, "../../src/cli/main.ts");
const HISTORY = join(import.meta.dirname, "../otel/programs/history.ts");

describe.skipIf((await phoenixMissing()) !== undefined)("stepscope export and a real Phoenix", () => {
  const folder = mkdtempSync(join(tmpdir(), "stepscope-export-"));
  let phoenix: Phoenix;

  beforeAll(async () => {
    phoenix = await startPhoenix();
  }, 180_000);
  afterAll(async () => {
    await phoenix.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(...args: readonly string[]): Promise<string> {
    const env = { PATH: process.env["PATH"], NO_COLOR: "1" };
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=source", ...args], { env });
    return stdout;
  }

  async function stored(projectName: string) {
    const client = createClient({ options: { baseUrl: phoenix.endpoint } });
    const { spans } = await getSpans({ client, project: { projectName }, limit: 1000 });
    return spans;
  }

  it("gives it the whole tree of runs that nothing traced, once, however often", async () => {
    const database = join(folder, "untraced.db");
    await run(HISTORY, database);
    const export_ = ["export", "--to", phoenix.endpoint, "--db", database, "--project", "untraced"];
    expect(await run(PROGRAM, ...export_)).toMatch(/^6 runs, (\d+) spans: all there, as seen in Phoenix/);
    const spans = await stored("untraced");
    const ids = new Set(spans.map((span) => span.context.span_id));
    expect(ids.size).toBe(spans.length);
    const roots = spans.filter((span) => (span.parent_id ?? "") === "");
    expect(roots.map(({ name }) => name).toSorted()).toEqual(["run asking", "run failing", "run research"]);
    expect(spans.every(({ parent_id }) => !parent_id || ids.has(parent_id))).toBe(true);
    expect(spans.filter(({ span_kind }) => span_kind === "LLM").length).toBe(6);
    expect(roots.find(({ name }) => name === "run failing")?.status_code).toBe("ERROR");
    await run(PROGRAM, ...export_);
    expect((await stored("untraced")).length).toBe(spans.length);
  }, 120_000);

  it("doubles nothing of what it has from live runs", async () => {
    const database = join(folder, "live.db");
    const scope = observe({ database, phoenix: phoenix.endpoint, projectName: "live" });
    const { waitingRunId } = await playHistory();
    await vi.waitFor(async () => expect(await scope.exportStatus()).toMatchObject({ pending: 0, sent: 0 }), {
      timeout: 60_000,
      interval: 250,
    });
    // The run that waits gets its spans when the process lets go of it.
    const ofEndedRuns = async () =>
      (await stored("live"))
        .filter(({ attributes }) => attributes?.["workflow.run.id"] !== waitingRunId)
        .map((span) => `${span.name} ${span.context.span_id}`)
        .toSorted();
    const live = await ofEndedRuns();
    await scope.shutdown();
    // The project is the one that the live spans went to: the database knows.
    expect(await run(PROGRAM, "export", "--to", phoenix.endpoint, "--db", database)).toContain("project live.");
    expect(live.length).toBeGreaterThan(30);
    expect(await ofEndedRuns()).toEqual(live);
  }, 120_000);
});

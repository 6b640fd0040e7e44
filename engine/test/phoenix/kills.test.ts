/** Phoenix is killed three times and stopped once while it holds acknowledged spans in memory: every span is there at the end, once. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { type Phoenix, phoenixMissing, startPhoenix } from "../../../scripts/phoenix.ts";
import { StartEvent, StopEvent, Workflow } from "../../src/index.ts";
import { traceLLM } from "../../src/llm.ts";
import { type Observation, observe } from "../../src/otel.ts";

const RUNS = 2_000;
/** run, dispatch, step and model call. */
const SPANS_PER_RUN = 4;

describe.skipIf((await phoenixMissing()) !== undefined)("a Phoenix that dies", () => {
  let phoenix: Phoenix;
  let scope: Observation;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "stepscope-kills-"));
    mkdirSync(join(folder, "phoenix"));
    phoenix = await startPhoenix({ workingFolder: join(folder, "phoenix") });
    scope = observe({ database: join(folder, "traces.db"), phoenix: phoenix.endpoint, projectName: "kills" });
  }, 180_000);
  afterAll(async () => {
    await scope.shutdown();
    await phoenix.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Waits until Phoenix has taken spans that it has not stored yet, and has stored at least so many. */
  const holdsUnstored = (confirmed: number) =>
    vi.waitFor(
      async () => {
        const status = await scope.exportStatus();
        expect(status.confirmed).toBeGreaterThanOrEqual(confirmed);
        expect(status.sent).toBeGreaterThan(0);
      },
      { timeout: 240_000, interval: 20 },
    );

  it("loses nothing, and stores nothing twice", async () => {
    const flow = new Workflow<{ n: number }, string>({ name: "short" });
    flow.step({ accepts: StartEvent, emits: StopEvent, name: "ask" }, async (event) => {
      const content = `question ${String(event.get("n", 0))}`;
      const answer = await traceLLM(
        { provider: "local", model: "tiny", messages: [{ role: "user", content }] },
        () => "answer",
      );
      return new StopEvent({ result: answer });
    });
    const runs = (async () => {
      for (let n = 0; n < RUNS; n++) await flow.run({ n });
    })();
    for (const confirmed of [1, 1_500, 3_000]) {
      await holdsUnstored(confirmed);
      await phoenix.kill();
      await phoenix.restart();
    }
    await holdsUnstored(4_500);
    // `restart` ends it gracefully first, which drains for a few seconds only.
    await phoenix.restart();
    await runs;
    await scope.flush();
    await vi.waitFor(async () => expect(await scope.exportStatus()).toMatchObject({ pending: 0, sent: 0, parked: 0 }), {
      timeout: 400_000,
      interval: 500,
    });
    const database = new DatabaseSync(join(folder, "phoenix", "phoenix.db"), { readOnly: true });
    const [counted] = database.prepare(`SELECT count(*) AS spans, count(DISTINCT span_id) AS ids FROM spans`).all();
    const orphans = database
      .prepare(
        `SELECT count(*) AS count FROM spans WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT span_id FROM spans)`,
      )
      .get();
    database.close();
    expect(counted).toEqual({ spans: RUNS * SPANS_PER_RUN, ids: RUNS * SPANS_PER_RUN });
    expect(orphans).toEqual({ count: 0 });
  }, 900_000);
});

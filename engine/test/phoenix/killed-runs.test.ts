/** A process is killed in the middle of a run and another goes on: in Phoenix both segments are whole, in one session. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createClient } from "@arizeai/phoenix-client";
import { getSpans } from "@arizeai/phoenix-client/spans";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Phoenix, phoenixMissing, startPhoenix } from "../../../scripts/phoenix.ts";
import { ProgramStage } from "../otel/program-stage.ts";

const PROJECT = "programs";

describe.skipIf((await phoenixMissing()) !== undefined)("a killed process, in a real Phoenix", () => {
  let phoenix: Phoenix;
  let stage: ProgramStage;

  beforeAll(async () => {
    phoenix = await startPhoenix();
    stage = await ProgramStage.open();
  }, 180_000);
  afterAll(async () => {
    await stage.close();
    await phoenix.stop();
  });

  /** Empty as long as nothing is stored: there is no project before. */
  async function readBack() {
    const client = createClient({ options: { baseUrl: phoenix.endpoint } });
    const query = { client, project: { projectName: PROJECT }, limit: 1000 };
    return await getSpans(query).then(
      ({ spans }) => spans,
      () => [],
    );
  }

  it("has left no span without its parent", async () => {
    const snapshot = join(stage.folder, "snapshot.json");
    const options = {
      argument: `${snapshot}|before`,
      environment: { PHOENIX_COLLECTOR_ENDPOINT: phoenix.endpoint },
    };
    const first = stage.start("resumable-program.ts", options);
    await expect.poll(async () => (await readBack()).length, { timeout: 60_000, interval: 250 }).toBe(7);
    expect(existsSync(snapshot)).toBe(true);
    first.kill();
    await first.ended;
    const second = await stage.run("resumable-program.ts", options);
    expect(second.output).toContain("result: answer");

    const spans = await readBack();
    const ids = new Set(spans.map((span) => span.context.span_id));
    expect(spans.filter((span) => span.parent_id !== null && !ids.has(span.parent_id ?? ""))).toEqual([]);
    const roots = spans.filter((span) => span.parent_id === null);
    const outcomes = roots.map(({ name, attributes }) => `${name}: ${String(attributes?.["workflow.run.outcome"])}`);
    expect(outcomes.toSorted()).toEqual(["run resumable: completed", "run resumable: interrupted"]);
    expect(new Set(spans.map((span) => span.attributes?.["session.id"]))).toEqual(new Set(["s1"]));
    const database = new DatabaseSync(join(phoenix.workingFolder, "phoenix.db"), { readOnly: true });
    const counted = database.prepare(`SELECT count(*) - count(DISTINCT span_id) AS twice FROM spans`).get();
    database.close();
    expect(counted).toEqual({ twice: 0 });
  }, 180_000);
});

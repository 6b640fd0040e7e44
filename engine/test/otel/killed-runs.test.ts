import { existsSync } from "node:fs";
import { join } from "node:path";

import { openReadOnly } from "@stepscope/database/migrate";
import { afterEach, beforeEach, expect, it } from "vitest";

import { StoredRuns } from "../../src/cli/stored-runs.ts";
import { rebuildSpans } from "../../src/sinks/otel/rebuild-spans.ts";
import { ProgramStage } from "./program-stage.ts";
import type { ReceivedSpan } from "./trace-back-end.ts";

let stage: ProgramStage;
beforeEach(async () => {
  stage = await ProgramStage.open();
});
afterEach(() => stage.close());

/** The spans by trace, each as `parent > name`, with `?` for a parent that is not there. */
function trees(): readonly (readonly string[])[] {
  const spans = [...stage.backEnd.spans.values()];
  const parentOf = (span: ReceivedSpan) =>
    span.parentSpanId === "" ? "-" : (stage.backEnd.spans.get(span.parentSpanId)?.name ?? "?");
  return [...new Set(spans.map(({ traceId }) => traceId))].map((traceId) =>
    spans
      .filter((span) => span.traceId === traceId)
      .map((span) => `${parentOf(span)} > ${span.name}${span.body.includes("interrupted") ? " (interrupted)" : ""}`)
      .toSorted(),
  );
}

/** What `stepscope export` would make of the journal. */
function fromHistory(database: string): readonly string[] {
  using connection = openReadOnly(database);
  const stored = new StoredRuns(connection);
  return stored
    .select({ runIds: [], workflows: [], sinceMs: undefined })
    .runIds.flatMap((runId) => stored.read(runId) ?? [])
    .flatMap((run) => rebuildSpans(run, { attributes: {} }))
    .map((span) => `${span.parentSpanContext?.spanId ?? ""} > ${span.spanContext().spanId} ${span.name}`)
    .toSorted();
}

it.each(["before", "amid"])(
  "the next process ends the spans of a killed one, whose snapshot was taken %s what was in flight",
  async (moment) => {
    const snapshot = join(stage.folder, "snapshot.json");
    const argument = `${snapshot}|${moment}`;
    const first = stage.start("resumable-program.ts", { argument });
    // Three model calls and three dispatches have ended; the run, a step, a child run and its step have not.
    await expect.poll(() => stage.backEnd.spans.size, { timeout: 30_000 }).toBe(7);
    await expect.poll(() => existsSync(snapshot), { timeout: 30_000 }).toBe(true);
    first.kill();
    expect(await first.ended).toMatchObject({ signal: "SIGKILL" });
    expect(trees()[0]).toContain("? > chat m");

    const second = await stage.run("resumable-program.ts", { argument });
    expect(second).toMatchObject({ code: 0 });
    expect(second.output).toContain("result: answer");
    const [killed, resumed, ...others] = trees();
    expect(others).toEqual([]);
    expect(killed).toEqual([
      "- > run resumable (interrupted)",
      "inner > chat m",
      "plan > chat m",
      "run child > dispatch StartEvent",
      "run child > inner (interrupted)",
      "run resumable > dispatch Item",
      "run resumable > dispatch StartEvent",
      "run resumable > plan",
      "run resumable > work (interrupted)",
      "work > chat m",
      "work > run child (interrupted)",
    ]);
    expect(resumed?.filter((line) => line.startsWith("?") || line.includes("interrupted"))).toEqual([]);
    expect([...stage.backEnd.stored.values()].every((times) => times === 1)).toBe(true);
    expect(fromHistory(join(stage.folder, "traces.db"))).toEqual(
      [...stage.backEnd.spans.values()].map((span) => `${span.parentSpanId} > ${span.spanId} ${span.name}`).toSorted(),
    );
  },
  90_000,
);

// "Drawing a workflow": every possible path before a run, what happened after it.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawAllPossibleFlows, drawMostRecentExecution } from "stepscope";
import { expect, it } from "vitest";
import { BranchWorkflow } from "./branches-and-loops.ts";

it("draws every possible path of a workflow, as text and into a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stepscope-docs-"));
  try {
    const filename = join(folder, "all_paths.html");
    const html = await drawAllPossibleFlows(new BranchWorkflow(), { format: "html", filename });
    expect(await readFile(filename, "utf8")).toBe(html);
    expect(html).toContain("<svg");
    const mermaid = await drawAllPossibleFlows(new BranchWorkflow(), { format: "mermaid" });
    for (const step of ["start", "stepA1", "stepA2", "stepB1", "stepB2"]) {
      expect(mermaid).toContain(step);
      expect(html).toContain(step);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("draws only the path that a run took", async () => {
  const workflow = new BranchWorkflow(() => 0);
  const run = workflow.run({});
  await run;
  const mermaid = await drawMostRecentExecution(run, { format: "mermaid" });
  expect(mermaid).toContain("stepA2");
  expect(mermaid).not.toContain("stepB2");
});

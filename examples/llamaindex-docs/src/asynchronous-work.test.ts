import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cpuWorkflow, fileReaderWorkflow, syncStepWorkflow } from "./asynchronous-work.ts";

it("runs a plain synchronous step", async () => {
  expect(await syncStepWorkflow.run({ words: ["a", "b"] })).toBe(2);
});

it("reads a file inside a step", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stepscope-docs-"));
  try {
    const filePath = join(folder, "data.json");
    await writeFile(filePath, '{ "rows": [1, 2] }');
    expect(await fileReaderWorkflow.run({ filePath })).toEqual({ rows: [1, 2] });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("computes beside the event loop", async () => {
  expect(await cpuWorkflow.run({ upTo: 1000 })).toBe(333_833_500);
});

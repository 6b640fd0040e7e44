import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createClassifierWorkflow, createMemoryWorkflow, type Memory } from "./resources.ts";

it("makes a resource once for all steps and runs of a workflow", async () => {
  const made: Memory[] = [];
  const workflow = createMemoryWorkflow({ cache: true, onMade: (memory) => made.push(memory) });
  expect(await workflow.run({})).toBe(2);
  expect(await workflow.run({})).toBe(4);
  expect(made).toHaveLength(1);
});

it("makes a fresh one for each step without the cache", async () => {
  const made: Memory[] = [];
  const workflow = createMemoryWorkflow({ cache: false, onMade: (memory) => made.push(memory) });
  expect(await workflow.run({})).toBe(1);
  expect(made).toHaveLength(2);
});

it("reads, selects and checks a configuration, and builds another resource on it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stepscope-docs-"));
  try {
    const file = join(folder, "config.json");
    await writeFile(
      file,
      JSON.stringify({ classifier: { categories: ["invoice", "letter"], threshold: 0.8 }, other: {} }),
    );
    const workflow = createClassifierWorkflow(file);
    expect(await workflow.run({ text: "an invoice from May" })).toBe("invoice");
    expect(await workflow.run({ text: "a poem" })).toBe("below 0.8");
    await writeFile(file, JSON.stringify({ classifier: { categories: "invoice" } }));
    await expect(createClassifierWorkflow(file).run({ text: "x" }).result()).rejects.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});

// @mastra/core workflows: bare, with LibSQL storage, with storage and tracing.

import { join } from "node:path";
import { setImmediate as yieldTurn } from "node:timers/promises";
import { Mastra } from "@mastra/core/mastra";
import { createStep, createWorkflow } from "@mastra/core/workflows";
import { z } from "zod";

const CONCURRENT_STEPS = 10;
const FAN_OUT_WORKERS = 16;

const value = z.object({ value: z.number() });

function addOne(id, pause) {
  return createStep({
    id,
    inputSchema: value,
    outputSchema: value,
    execute: async ({ inputData }) => {
      if (pause !== undefined) await pause();
      return { value: inputData.value + 1 };
    },
  });
}

const tinyWorkflow = createWorkflow({ id: "tiny", inputSchema: value, outputSchema: value })
  .then(addOne("start"))
  .then(addOne("a"))
  .then(addOne("b"))
  .commit();

function chainWorkflow(id, length, pause) {
  return createWorkflow({ id, inputSchema: value, outputSchema: value })
    .dountil(addOne("hop", pause), async ({ inputData }) => inputData.value >= length)
    .commit();
}

const fanOutWorkflow = createWorkflow({
  id: "fan-out",
  inputSchema: z.object({ size: z.number() }),
  outputSchema: value,
})
  .then(
    createStep({
      id: "split",
      inputSchema: z.object({ size: z.number() }),
      outputSchema: z.array(value),
      execute: async ({ inputData }) => Array.from({ length: inputData.size }, (_, n) => ({ value: n })),
    }),
  )
  .foreach(
    createStep({ id: "work", inputSchema: value, outputSchema: value, execute: async ({ inputData }) => inputData }),
    { concurrency: FAN_OUT_WORKERS },
  )
  .then(
    createStep({
      id: "join",
      inputSchema: z.array(value),
      outputSchema: value,
      execute: async ({ inputData }) => ({ value: inputData.reduce((sum, one) => sum + one.value, 0) }),
    }),
  )
  .commit();

async function mastraFor(folder, mode, workflows) {
  if (mode === "bare") return new Mastra({ workflows, logger: false });
  const { LibSQLStore } = await import("@mastra/libsql");
  const storage = new LibSQLStore({ id: "bench", url: `file:${join(folder, "mastra.db")}` });
  if (mode === "libsql") return new Mastra({ workflows, storage, logger: false });
  const { MastraStorageExporter, Observability } = await import("@mastra/observability");
  const observability = new Observability({
    configs: { default: { serviceName: "bench", exporters: [new MastraStorageExporter()] } },
  });
  return new Mastra({ workflows, storage, observability, logger: false });
}

export default async function open(folder, mode) {
  const short = chainWorkflow("short", CONCURRENT_STEPS, () => yieldTurn());
  const chains = new Map(
    [1_000, 10_000, 100_000, 1_000_000].map((size) => [size, chainWorkflow(`chain-${size}`, size)]),
  );
  const byId = { tiny: tinyWorkflow, short, "fan-out": fanOutWorkflow };
  for (const [size, workflow] of chains) byId[`chain-${size}`] = workflow;
  const mastra = await mastraFor(folder, mode, byId);
  const run = async (id, inputData) => {
    const started = await mastra.getWorkflow(id).createRun();
    const outcome = await started.start({ inputData });
    if (outcome.status !== "success") throw new Error(`${id}: ${outcome.status} ${String(outcome.error ?? "")}`);
    return outcome.result.value;
  };
  return {
    run: {
      async tiny(size) {
        let sum = 0;
        for (let count = 0; count < size; count += 1) sum += await run("tiny", { value: 0 });
        return sum;
      },
      chain: (size) => run(`chain-${size}`, { value: 0 }),
      "fan-out": (size) => run("fan-out", { size }),
      async concurrent(size) {
        const results = await Promise.all(Array.from({ length: size }, () => run("short", { value: 0 })));
        return results.reduce((sum, one) => sum + one, 0);
      },
    },
    async flush() {
      if (mode === "libsql-tracing") await mastra.observability?.flush?.();
    },
    close: async () => mastra.shutdown?.(),
  };
}

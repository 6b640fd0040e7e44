// "Writing async workflows": plain synchronous steps, file reading, and computing beside the event loop.

import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { StartEvent, StopEvent, Workflow, defineEvent } from "stepscope";
import { z } from "zod";

export const syncStepWorkflow = new Workflow<{ words: string[] }, number>({ name: "sync-step" });

syncStepWorkflow.step({ accepts: StartEvent, emits: StopEvent }, function count(ev) {
  return new StopEvent({ result: ev.words.length });
});

export const fileReaderWorkflow = new Workflow<{ filePath: string }, unknown>({ name: "file-reader" });

fileReaderWorkflow.step({ accepts: StartEvent, emits: StopEvent }, async function processFile(ev) {
  const data: unknown = JSON.parse(await readFile(ev.filePath, "utf8"));
  return new StopEvent({ result: data });
});

export class ComputeEvent extends defineEvent("ComputeEvent", z.object({ upTo: z.number() })) {}

/** Two computations at once, each in a thread of its own, so that the event loop stays free. */
export const cpuWorkflow = new Workflow<{ upTo: number }, number>({ name: "cpu" });

cpuWorkflow.step({ accepts: StartEvent, emits: ComputeEvent }, async function start(ev) {
  return new ComputeEvent({ upTo: ev.upTo });
});

cpuWorkflow.step({ accepts: ComputeEvent, emits: StopEvent, workers: 2 }, async function compute(ev, ctx) {
  return new StopEvent({ result: await sumOfSquares(ev.upTo, ctx.signal) });
});

const COMPUTATION = `
  const { parentPort, workerData } = require("node:worker_threads");
  let sum = 0;
  for (let n = 1; n <= workerData; n += 1) sum += n * n;
  parentPort.postMessage(sum);
`;

function sumOfSquares(upTo: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(COMPUTATION, { eval: true, workerData: upTo });
    const stop = () => void worker.terminate();
    signal.addEventListener("abort", stop, { once: true });
    worker.once("message", (sum: number) => resolve(sum));
    worker.once("error", reject);
    worker.once("exit", () => {
      signal.removeEventListener("abort", stop);
      reject(new Error("the computation ended without a result"));
    });
  });
}

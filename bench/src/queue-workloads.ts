// The workloads over the queue loop, for the floors that use it.

import { setImmediate as yieldTurn } from "node:timers/promises";
import type { OpenContestant } from "./contestant.ts";
import { runQueue, type QueueEvent, type QueueHandler, type QueueObserver } from "./queue-loop.ts";
import { CONCURRENT_STEPS, FAN_OUT_WORKERS } from "./workload.ts";

type Handle = QueueHandler["handle"];

const handler = (handle: Handle, workers = 4): QueueHandler => ({ workers, handle });

function chainOf(length: number, pause?: () => Promise<unknown>): ReadonlyMap<string, QueueHandler> {
  const hop: Handle = async ({ value }) => {
    if (pause !== undefined) await pause();
    return { type: value + 1 === length ? "stop" : "hop", value: value + 1 };
  };
  return new Map([["hop", handler(hop)]]);
}

const TINY: ReadonlyMap<string, QueueHandler> = new Map([
  ["start", handler(async ({ value }) => ({ type: "a", value: value + 1 }))],
  ["a", handler(async ({ value }) => ({ type: "b", value: value + 1 }))],
  ["b", handler(async ({ value }) => ({ type: "stop", value: value + 1 }))],
]);

function fanOutOf(size: number): ReadonlyMap<string, QueueHandler> {
  let sum = 0;
  let joined = 0;
  return new Map([
    ["start", handler(async () => Array.from({ length: size }, (_, value): QueueEvent => ({ type: "work", value })))],
    ["work", handler(async ({ value }) => ({ type: "done", value }), FAN_OUT_WORKERS)],
    [
      "done",
      handler(async ({ value }) => {
        sum += value;
        joined += 1;
        return joined === size ? { type: "stop", value: sum } : undefined;
      }),
    ],
  ]);
}

/** All workloads, each run with an observer of its own where one is given. */
export function queueWorkloads(observe?: () => QueueObserver): OpenContestant["run"] {
  const run = (handlers: ReadonlyMap<string, QueueHandler>, type: string): Promise<number> =>
    runQueue(handlers, { type, value: 0 }, observe?.());
  return {
    async tiny(size) {
      let sum = 0;
      for (let count = 0; count < size; count += 1) sum += await run(TINY, "start");
      return sum;
    },
    chain: (size) => run(chainOf(size), "hop"),
    "fan-out": (size) => run(fanOutOf(size), "start"),
    async concurrent(size) {
      const chain = chainOf(CONCURRENT_STEPS, () => yieldTurn());
      const results = await Promise.all(Array.from({ length: size }, () => run(chain, "hop")));
      return results.reduce((sum, value) => sum + value, 0);
    },
  };
}

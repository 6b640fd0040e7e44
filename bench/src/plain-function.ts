// Floor: what the work itself costs when nothing routes or records it.

import { setImmediate as yieldTurn } from "node:timers/promises";
import type { OpenContestant } from "./contestant.ts";
import { CONCURRENT_STEPS } from "./workload.ts";

async function hop(value: number): Promise<number> {
  return value + 1;
}

async function yieldingHop(value: number): Promise<number> {
  await yieldTurn();
  return value + 1;
}

async function repeat(times: number, step: (value: number) => Promise<number>): Promise<number> {
  let value = 0;
  for (let count = 0; count < times; count += 1) value = await step(value);
  return value;
}

export default async function open(): Promise<OpenContestant> {
  return {
    run: {
      async tiny(size) {
        let sum = 0;
        for (let run = 0; run < size; run += 1) sum += await repeat(3, hop);
        return sum;
      },
      chain: (size) => repeat(size, hop),
      async "fan-out"(size) {
        const results = await Promise.all(Array.from({ length: size }, (_, n) => hop(n - 1)));
        return results.reduce((sum, value) => sum + value, 0);
      },
      async concurrent(size) {
        const runs = Array.from({ length: size }, () => repeat(CONCURRENT_STEPS, yieldingHop));
        return (await Promise.all(runs)).reduce((sum, value) => sum + value, 0);
      },
    },
  };
}

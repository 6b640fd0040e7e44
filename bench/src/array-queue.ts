// Floor: an array as a queue, nothing else. Every ratio in the table is to this one.

import type { OpenContestant } from "./contestant.ts";
import { queueWorkloads } from "./queue-workloads.ts";

export default async function open(): Promise<OpenContestant> {
  return { run: queueWorkloads() };
}

// What one tick leads to: derived records and commands.

import type { RecordBody } from "../trace/record.ts";
import type { Command } from "./command.ts";

/** Filled by the reducer; one object serves many ticks, so its lists are emptied in between. */
export interface ReduceOutput {
  readonly derived: RecordBody[];
  readonly commands: Command[];
}

/** An empty output. */
export function createReduceOutput(): ReduceOutput {
  return { derived: [], commands: [] };
}

/** Empties an output for the next tick. */
export function clearReduceOutput(output: ReduceOutput): void {
  output.derived.length = 0;
  output.commands.length = 0;
}

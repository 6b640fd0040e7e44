// What one tick leads to: derived records, commands, and the events nothing refers to any more.

import type { RecordBody } from "../trace/record.ts";
import type { Command } from "./command.ts";

/** Filled by the reducer; one object serves many ticks, so its lists are emptied in between. */
export interface ReduceOutput {
  readonly derived: RecordBody[];
  readonly commands: Command[];
  /** Ids of events that left the state. */
  readonly dropped: string[];
}

/** An empty output. */
export function createReduceOutput(): ReduceOutput {
  return { derived: [], commands: [], dropped: [] };
}

/** Empties an output for the next tick. */
export function clearReduceOutput(output: ReduceOutput): void {
  output.derived.length = 0;
  output.commands.length = 0;
  output.dropped.length = 0;
}

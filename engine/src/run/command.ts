// What the reducer asks of the runtime: commands, as data.

import type { ExecutionState, RunState, WaitOutcome } from "./run-state.ts";

/** One thing to do. Commands are acted on after the group of records that caused them has been recorded. */
export type Command =
  /** The execution has a slot: start an attempt of it. */
  | { readonly kind: "start"; readonly execution: ExecutionState }
  /** The parked execution has a slot again: hand it the outcome of its wait. */
  | {
      readonly kind: "resume";
      readonly execution: ExecutionState;
      readonly waiterId: string;
      readonly outcome: WaitOutcome;
      readonly eventId?: string | undefined;
    }
  | { readonly kind: "schedule"; readonly timerId: string; readonly dueMs: number }
  | { readonly kind: "unschedule"; readonly timerId: string }
  /** The run is over; whatever still runs is told to stop. */
  | { readonly kind: "end"; readonly status: RunState["status"] };

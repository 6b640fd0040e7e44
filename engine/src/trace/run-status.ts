// The states a run can be in, as callers, the store and the dashboard name them.

/** A run's status. `blocked` is a resume that needs a decision. */
export type RunStatus =
  | "queued"
  | "running"
  | "waiting"
  | "completed"
  | "failed"
  | "timedOut"
  | "cancelled"
  | "stalled"
  | "blocked";

/** The statuses that nothing follows. */
export const TERMINAL_STATUSES = [
  "completed",
  "failed",
  "timedOut",
  "cancelled",
  "stalled",
] as const satisfies readonly RunStatus[];

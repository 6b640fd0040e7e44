// What can be wrong with a workflow's definition.

/** The checks of a definition, by code. */
export const PROBLEM_CODES = [
  "NO_STEPS",
  "NO_START_EVENT",
  "SEVERAL_START_EVENTS",
  "NO_STOP_EVENT",
  "SEVERAL_STOP_EVENTS",
  "STEP_ACCEPTS_STOP",
  "EVENT_NEVER_PRODUCED",
  "EVENT_NEVER_CONSUMED",
  "STEP_UNREACHABLE",
  "STEP_DEAD_END",
  "RECOVERY_UNKNOWN_STEP",
  "RECOVERY_CLAIMED_TWICE",
  "RECOVERY_SEVERAL_WILDCARDS",
  "RECOVERY_COVERS_HANDLER",
  "STEP_NAME_DUPLICATE",
  "STEP_NAME_MISSING",
  "EVENT_NAME_DUPLICATE",
] as const;

/** Which check found a problem. */
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** The checks that follow events through the graph; a step or a workflow may leave them out. */
export const GRAPH_CHECK_CODES = [
  "EVENT_NEVER_PRODUCED",
  "EVENT_NEVER_CONSUMED",
  "STEP_UNREACHABLE",
  "STEP_DEAD_END",
] as const satisfies readonly ProblemCode[];

/** A check that may be left out. */
export type GraphCheckCode = (typeof GRAPH_CHECK_CODES)[number];

/** One problem of a workflow's definition. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** The steps and events it is about. */
  readonly names: readonly string[];
  /** What to do. */
  readonly hint: string;
}

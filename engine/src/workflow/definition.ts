// What the run loop needs of a workflow: its graph as data, and the functions and classes behind the names.

import type { EventClass } from "../event/event-class.ts";
import type { StepNode, WorkflowGraph } from "../graph/workflow-graph.ts";
import type { ResourceMap } from "./resource.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import type { StepContext } from "./step-context.ts";

/** A step, ready to run: the node of the graph and the code behind it. */
export interface StepDefinition {
  readonly node: StepNode;
  /** The user's function, bound to its workflow. The input is an event, a list (`collect`) or a tuple (`joinOf`). */
  readonly fn: (input: unknown, context: StepContext) => unknown;
  /** Accepted classes, in declaration order. */
  readonly acceptsClasses: readonly EventClass[];
  readonly emitsClasses: readonly EventClass[];
  /** The stable names of what it may emit. */
  readonly emitTypes: ReadonlySet<string>;
  readonly retry?: RetryPolicy;
  readonly resources?: ResourceMap;
}

/** A workflow's definition, frozen at first use. */
export interface WorkflowDefinition {
  readonly graph: WorkflowGraph;
  /** SHA-256 of the graph's canonical JSON, hex. */
  readonly definitionHash: string;
  /** By name, in declaration order. */
  readonly steps: ReadonlyMap<string, StepDefinition>;
  /** By stable name: every class that a step accepts or emits, start and stop among them. */
  readonly eventClasses: ReadonlyMap<string, EventClass>;
  readonly startClass: EventClass | undefined;
  readonly stopClass: EventClass | undefined;
  /** Whether awaiting a run gives the stop event itself instead of its `result`. */
  readonly isStopTyped: boolean;
}

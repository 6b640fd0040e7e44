// Warns, once per workflow and type, of events that nobody wants.

import type { WorkflowGraph } from "../graph/workflow-graph.ts";

const warned = new WeakMap<WorkflowGraph, Set<string>>();

/** Says once per type that an event found no taker. */
export function warnUnhandled(graph: WorkflowGraph, type: string): void {
  const types = warned.get(graph) ?? new Set<string>();
  warned.set(graph, types);
  if (types.has(type)) return;
  types.add(type);
  console.warn(
    `stepscope: ${graph.name}: no step accepts the event ${type}, and nothing waits for it (said once per type). Let a step accept it, or do not emit it.`,
  );
}

// Who produces and who consumes each event of a graph, worked out once for the checks and the drawings.

import type { EventNode, StepNode, WorkflowGraph } from "./workflow-graph.ts";

/** The edges of a graph. */
export interface GraphIndex {
  readonly graph: WorkflowGraph;
  readonly events: ReadonlyMap<string, EventNode>;
  /** The steps that receive an event of this very type. */
  consumersOf(type: string): readonly StepNode[];
  /** The steps that may emit an event of this very type. */
  producersOf(type: string): readonly StepNode[];
  /** What a step may emit; for a handler that names nothing, nothing. */
  emittedBy(step: StepNode): readonly string[];
  /** The types that reach a step: what it accepts and, if it wants them, their descendants. */
  acceptedBy(step: StepNode): readonly string[];
}

/** Works out the edges of a graph. */
export function indexGraph(graph: WorkflowGraph): GraphIndex {
  const events = new Map(graph.events.map((event) => [event.type, event]));
  const consumers = new Map<string, StepNode[]>();
  const producers = new Map<string, StepNode[]>();
  const accepted = new Map<string, readonly string[]>();
  for (const step of graph.steps) {
    const types = step.acceptSubclasses ? withDescendants(step.accepts, events) : step.accepts;
    accepted.set(step.name, types);
    for (const type of types) append(consumers, type, step);
    for (const type of step.emits) append(producers, type, step);
  }
  return {
    graph,
    events,
    consumersOf: (type) => consumers.get(type) ?? [],
    producersOf: (type) => producers.get(type) ?? [],
    emittedBy: (step) => step.emits,
    acceptedBy: (step) => accepted.get(step.name) ?? step.accepts,
  };
}

function withDescendants(types: readonly string[], events: ReadonlyMap<string, EventNode>): readonly string[] {
  const all = new Set(types);
  // Parents come before children only by accident, so go round until nothing is added.
  for (let size = -1; size !== all.size;) {
    size = all.size;
    for (const { type, parent } of events.values()) if (parent !== undefined && all.has(parent)) all.add(type);
  }
  return [...all];
}

function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else if (!list.includes(item)) list.push(item);
}

// The graph of a workflow as it was defined, with what a run made of it.

import type { StepNode, WorkflowGraph } from "../graph/workflow-graph.ts";
import { graphNodeSums } from "./graph-sums.ts";
import type { GraphEdge, GraphModel, GraphNode } from "./graph-view.ts";
import type { RunView } from "./run-view.ts";

/** Id of a step's node. */
export function stepNodeId(step: string): string {
  return `step:${step}`;
}

/** What a step is for, as far as its definition says. */
export type StepTraits = Pick<GraphNode, "isEntry" | "isEnd" | "needsPerson" | "isRecovery">;

/** Reads a step's traits off the definition; a step that is not in it has none. */
export function stepTraits(graph: WorkflowGraph | undefined, stepName: string): StepTraits {
  const step = graph?.steps.find((one) => one.name === stepName);
  const roleOf = (type: string): string | undefined => graph?.events.find((event) => event.type === type)?.role;
  return {
    isEntry: step?.accepts.includes(graph?.startEvent ?? "") ?? false,
    isEnd: step?.emits.includes(graph?.stopEvent ?? "") ?? false,
    needsPerson: step?.accepts.some((type) => roleOf(type) === "humanResponse") ?? false,
    isRecovery: step?.recovers !== undefined,
  };
}

/** Whether a step accepts an event type, by itself or by one of the classes it extends. */
function accepts(step: StepNode, type: string, parents: ReadonlyMap<string, string>): boolean {
  if (step.accepts.includes(type)) return true;
  if (!step.acceptSubclasses) return false;
  const seen = new Set<string>();
  for (let at = parents.get(type); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (step.accepts.includes(at)) return true;
    seen.add(at);
  }
  return false;
}

/** The way an edge goes, without how often: what the definition allows. */
export type AllowedEdge = Pick<GraphEdge, "kind" | "eventType"> & {
  readonly fromStep: string;
  readonly toStep: string;
};

/** Every way that the definition allows from a step to a step, in declaration order. */
export function allowedEdges(graph: WorkflowGraph): AllowedEdge[] {
  const parents = new Map(
    graph.events.flatMap((event) => (event.parent === undefined ? [] : [[event.type, event.parent] as const])),
  );
  const edges: AllowedEdge[] = [];
  for (const from of graph.steps) {
    for (const eventType of from.emits) {
      for (const to of graph.steps) {
        if (accepts(to, eventType, parents))
          edges.push({ kind: "event", eventType, fromStep: from.name, toStep: to.name });
      }
    }
  }
  for (const handler of graph.steps) {
    const covered = handler.recovers?.steps;
    if (covered === undefined || covered === "*") continue;
    for (const step of covered)
      edges.push({ kind: "recovery", eventType: "StepFailed", fromStep: step, toStep: handler.name });
  }
  return edges;
}

/** How often each way was taken in a run. */
function takenEdges(view: RunView): Map<string, AllowedEdge & { count: number }> {
  const taken = new Map<string, AllowedEdge & { count: number }>();
  const count = (edge: AllowedEdge): void => {
    const key = edgeKey(edge);
    const known = taken.get(key);
    if (known === undefined) taken.set(key, { ...edge, count: 1 });
    else known.count += 1;
  };
  const senderOf = (eventId: string | undefined): { readonly step: string; readonly type: string } | undefined => {
    const event = view.events[view.eventIndexById.get(eventId ?? "") ?? -1];
    const step = view.executions[event?.causeIndex ?? -1]?.step;
    return event === undefined || step === undefined ? undefined : { step, type: event.type };
  };
  for (const execution of view.executions) {
    const toStep = execution.step;
    if (execution.recovers !== undefined) {
      count({ kind: "recovery", eventType: "StepFailed", fromStep: execution.recovers.step, toStep });
      continue;
    }
    for (const eventId of execution.inputEventIds) {
      const sender = senderOf(eventId);
      if (sender !== undefined) count({ kind: "event", eventType: sender.type, fromStep: sender.step, toStep });
    }
    for (const wait of execution.waits) {
      const sender = senderOf(wait.eventId);
      if (sender !== undefined) count({ kind: "answer", eventType: sender.type, fromStep: sender.step, toStep });
    }
  }
  return taken;
}

function edgeKey(edge: AllowedEdge): string {
  return `${edge.kind}:${edge.fromStep}→${edge.toStep}:${edge.eventType}`;
}

/**
 * The graph of a definition: a node for each step, an edge for each way an event may go. With a run, nodes carry its
 * counts and times, edges how many events went their way; what it never took has `isTaken: false`.
 *
 * @example
 * ```ts
 * import { definitionGraph, layoutGraph } from "stepscope/view";
 *
 * const graph = { formatVersion: 1, name: "w", startEvent: "StartEvent", stopEvent: "StopEvent", steps: [], events: [] } as const;
 * console.log(layoutGraph(definitionGraph(graph)).nodes.length);
 * ```
 */
export function definitionGraph(graph: WorkflowGraph, view?: RunView): GraphModel {
  const byStep = new Map<string, number[]>(graph.steps.map((step) => [step.name, []]));
  const waited = new Set<string>();
  for (const execution of view?.executions ?? []) {
    const indexes = byStep.get(execution.step);
    if (indexes === undefined) byStep.set(execution.step, [execution.index]);
    else indexes.push(execution.index);
    if (execution.waits.length > 0) waited.add(execution.step);
  }
  const nodes = [...byStep].map(([step, executionIndexes]): GraphNode => {
    const traits = stepTraits(graph, step);
    return {
      id: stepNodeId(step),
      kind: "step",
      step,
      executionIndexes,
      ordinal: 0,
      sums: view === undefined ? NO_SUMS : graphNodeSums(view, executionIndexes),
      isCollecting: false,
      ...traits,
      needsPerson: traits.needsPerson || waited.has(step),
    };
  });
  const taken = view === undefined ? new Map<string, AllowedEdge & { count: number }>() : takenEdges(view);
  const ways = new Map<string, AllowedEdge>(allowedEdges(graph).map((edge) => [edgeKey(edge), edge]));
  for (const [key, edge] of taken) ways.set(key, edge);
  const edges = [...ways].map(([id, { kind, eventType, fromStep, toStep }]): GraphEdge => {
    const count = taken.get(id)?.count ?? 0;
    return {
      id,
      from: stepNodeId(fromStep),
      to: stepNodeId(toStep),
      kind,
      eventType,
      count,
      isTaken: view === undefined || count > 0,
    };
  });
  return { kind: "definition", nodes, edges, isCollapsed: false };
}

const NO_SUMS = { executions: 0, completed: 0, failed: 0, retries: 0, active: 0, totalMs: 0 } as const;

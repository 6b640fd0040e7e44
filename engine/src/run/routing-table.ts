// Which steps receive which event: worked out once per graph, looked up once per event.

import type { EventNode, WorkflowGraph } from "../graph/workflow-graph.ts";

/** What is known of one event type. */
export interface Route {
  readonly type: string;
  readonly role: EventNode["role"];
  /** Indices of the steps that accept it, in declaration order. */
  readonly targets: readonly number[];
  /** The type and those it extends. */
  readonly lineage: readonly string[];
}

/** The routes of a graph. */
export interface RoutingTable {
  readonly routes: ReadonlyMap<string, Route>;
  readonly hasJoins: boolean;
  /** Whether some step accepts an answer from outside. */
  readonly acceptsResponses: boolean;
  /** Step name → index of the handler that recovers its failures. */
  readonly recoveries: ReadonlyMap<string, number>;
  /** Step name → types it may emit. */
  readonly emits: ReadonlyMap<string, readonly string[]>;
}

const tables = new WeakMap<WorkflowGraph, RoutingTable>();

/** The routes of a graph, made at first use. */
export function routingTable(graph: WorkflowGraph): RoutingTable {
  let table = tables.get(graph);
  if (table === undefined) {
    table = buildTable(graph);
    tables.set(graph, table);
  }
  return table;
}

/** The route of a type; one nobody accepts when the graph does not know it. */
export function routeOf(table: RoutingTable, type: string): Route {
  return table.routes.get(type) ?? { type, role: "plain", targets: [], lineage: [type] };
}

function buildTable(graph: WorkflowGraph): RoutingTable {
  const nodes = new Map(graph.events.map((node) => [node.type, node]));
  const routes = new Map<string, Route>();
  const allTypes = new Set([...nodes.keys(), ...graph.steps.flatMap(({ accepts }) => accepts)]);
  for (const type of allTypes) {
    const lineage = lineageOf(nodes, type);
    const targets: number[] = [];
    graph.steps.forEach((step, index) => {
      const isAccepted = step.acceptSubclasses
        ? lineage.some((one) => step.accepts.includes(one))
        : step.accepts.includes(type);
      if (isAccepted && step.recovers === undefined) targets.push(index);
    });
    routes.set(type, { type, role: nodes.get(type)?.role ?? "plain", targets, lineage });
  }
  return {
    routes,
    hasJoins: graph.steps.some(({ input }) => input.kind !== "event"),
    acceptsResponses: graph.steps.some(({ accepts }) =>
      accepts.some((type) => nodes.get(type)?.role === "humanResponse"),
    ),
    recoveries: buildRecoveries(graph),
    emits: new Map(graph.steps.map(({ name, emits }) => [name, emits])),
  };
}

function lineageOf(nodes: ReadonlyMap<string, EventNode>, type: string): readonly string[] {
  const lineage: string[] = [];
  for (
    let next: string | undefined = type;
    next !== undefined && !lineage.includes(next);
    next = nodes.get(next)?.parent
  )
    lineage.push(next);
  return lineage;
}

/** A handler for named steps beats the one for all; handlers themselves are covered by none. */
function buildRecoveries(graph: WorkflowGraph): ReadonlyMap<string, number> {
  const recoveries = new Map<string, number>();
  const wildcard = graph.steps.findIndex(({ recovers }) => recovers?.steps === "*");
  for (const { name, recovers } of graph.steps) {
    if (recovers !== undefined) continue;
    const scoped = graph.steps.findIndex(
      (handler) => Array.isArray(handler.recovers?.steps) && handler.recovers.steps.includes(name),
    );
    const handler = scoped === -1 ? wildcard : scoped;
    if (handler !== -1) recoveries.set(name, handler);
  }
  return recoveries;
}

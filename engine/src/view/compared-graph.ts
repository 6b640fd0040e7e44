// The steps of two runs as one graph: what each took, what only one of them did.

import { definitionGraph } from "./definition-graph.ts";
import type { GraphModel, GraphNodeSums } from "./graph-view.ts";
import type { RunView } from "./run-view.ts";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";

/** What two runs made of one step. */
export interface ComparedStep {
  readonly step: string;
  readonly change: "same" | "added" | "removed";
  readonly a: GraphNodeSums | undefined;
  readonly b: GraphNodeSums | undefined;
  /** Time in the step, B less A: the sum over its executions. */
  readonly deltaMs: number;
}

/** How often two runs went one way. */
export interface ComparedEdge {
  readonly id: string;
  readonly change: "same" | "added" | "removed";
  readonly aCount: number;
  readonly bCount: number;
}

/** Two runs as one graph: lay out `model`, paint it with `steps` and `edges`. */
export interface ComparedGraph {
  readonly model: GraphModel;
  /** By step. */
  readonly steps: ReadonlyMap<string, ComparedStep>;
  /** By id of the model's edge. */
  readonly edges: ReadonlyMap<string, ComparedEdge>;
}

/** Only what ran: the steps of a run, in the order in which they first came up. */
function graphOfRun(view: RunView): WorkflowGraph {
  return { formatVersion: 1, name: view.workflow, startEvent: "", stopEvent: "", steps: [], events: [] };
}

function changeOf(a: unknown, b: unknown): "same" | "added" | "removed" {
  if (a === undefined) return "added";
  return b === undefined ? "removed" : "same";
}

/** Both lists as one: what only B has goes behind what stands before it there. */
function merged<T extends { readonly id: string }>(ofA: readonly T[], ofB: readonly T[]): T[] {
  const list = [...ofA];
  const known = new Set(ofA.map((item) => item.id));
  let before: string | undefined;
  for (const item of ofB) {
    if (!known.has(item.id)) list.splice(list.findIndex((one) => one.id === before) + 1, 0, item);
    before = item.id;
  }
  return list;
}

/**
 * Lays what two runs did over each other, step by step and way by way.
 *
 * @example
 * ```ts
 * import { comparedGraph, layoutGraph, type RunView } from "stepscope/view";
 *
 * declare const a: RunView;
 * declare const b: RunView;
 * console.log(layoutGraph(comparedGraph(a, b).model).nodes.length);
 * ```
 */
export function comparedGraph(a: RunView, b: RunView): ComparedGraph {
  const ofA = definitionGraph(graphOfRun(a), a);
  const ofB = definitionGraph(graphOfRun(b), b);
  const nodesOfA = new Map(ofA.nodes.map((node) => [node.step, node.sums]));
  const nodesOfB = new Map(ofB.nodes.map((node) => [node.step, node.sums]));
  const edgesOfA = new Map(ofA.edges.map((edge) => [edge.id, edge.count]));
  const edgesOfB = new Map(ofB.edges.map((edge) => [edge.id, edge.count]));
  const nodes = merged(ofA.nodes, ofB.nodes);
  const edges = merged(ofA.edges, ofB.edges);
  const steps = new Map<string, ComparedStep>();
  for (const { step } of nodes) {
    const one = nodesOfA.get(step);
    const other = nodesOfB.get(step);
    steps.set(step, {
      step,
      change: changeOf(one, other),
      a: one,
      b: other,
      deltaMs: (other?.totalMs ?? 0) - (one?.totalMs ?? 0),
    });
  }
  const compared = edges.map(({ id }): [string, ComparedEdge] => {
    const aCount = edgesOfA.get(id);
    const bCount = edgesOfB.get(id);
    return [id, { id, change: changeOf(aCount, bCount), aCount: aCount ?? 0, bCount: bCount ?? 0 }];
  });
  return { model: { kind: "definition", nodes, edges, isCollapsed: false }, steps, edges: new Map(compared) };
}

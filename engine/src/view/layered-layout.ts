// Lays a graph out in layers, top to bottom, fast enough for a thousand nodes, and never beyond a deadline.

import { cutEdges, type CutGraph } from "../graph/cut-edges.ts";
import { collapseByStep } from "./execution-graph.ts";
import { routeEdges } from "./edge-routing.ts";
import { GRAPH_MEASURES, type GraphEdge, type GraphLayout, type GraphModel, type PlacedNode } from "./graph-view.ts";
import { assignLayers } from "../graph/layer-assignment.ts";
import { orderLayers } from "../graph/layer-order.ts";
import { placeLayers } from "../graph/layer-positions.ts";

/** How long a layout may take. */
export interface GraphLayoutOptions {
  /**
   * Asked now and then; once it says true, what is there is returned: less tidy (`isPartial`), or with the nodes
   * of a step as one. Such as `() => performance.now() > deadline`.
   *
   * @default never
   */
  readonly isLate?: () => boolean;
  /** With more nodes than this, the nodes of a step are drawn as one. @default 2_000 */
  readonly maximumNodes?: number;
}

/** Width that an edge keeps free where it passes a layer. */
const BEND_WIDTH = 10;

/** What no event went through stands aside, so that the ways that were taken run straight. */
const ASIDE = 0.02;

function pullOf(edges: readonly GraphEdge[], cut: CutGraph): Float64Array {
  const pull = new Float64Array(cut.layerOf.length).fill(ASIDE);
  for (const [at, edge] of edges.entries()) {
    if (!edge.isTaken) continue;
    for (const piece of cut.pieces[at] ?? []) {
      pull[piece.from] = 1;
      pull[piece.to] = 1;
    }
  }
  return pull;
}

function layoutOnce(model: GraphModel, isLate: () => boolean): GraphLayout {
  const { nodeWidth, gap } = GRAPH_MEASURES;
  const numberOf = new Map(model.nodes.map((node, at) => [node.id, at]));
  const known = model.edges.filter((edge) => numberOf.has(edge.from) && numberOf.has(edge.to));
  const edges = known.map((edge) => ({ from: numberOf.get(edge.from) ?? 0, to: numberOf.get(edge.to) ?? 0 }));
  const layers = assignLayers(model.nodes.length, edges);
  const cut = cutEdges(edges, layers);
  const isOrdered = orderLayers(cut, isLate);
  const width = Float64Array.from(cut.layerOf, (_, node) => (node < model.nodes.length ? nodeWidth : BEND_WIDTH));
  const pull = pullOf(known, cut);
  const centre = placeLayers(cut, { width, gap, pull }, isLate).map(Math.round);
  const routes = routeEdges({ edges: known, ends: edges, cut, layers, centre });
  const nodes = model.nodes.map((node, at): PlacedNode => {
    const layer = layers.layerOf[at] ?? 0;
    const x = (centre[at] ?? 0) - nodeWidth / 2 + routes.left;
    return { id: node.id, x, y: routes.layerY[layer] ?? 0, width: nodeWidth, height: GRAPH_MEASURES.nodeHeight, layer };
  });
  const right = nodes.reduce((most, node) => Math.max(most, node.x + node.width), 0);
  const bottom = nodes.reduce((most, node) => Math.max(most, node.y + node.height), 0);
  const { edges: placedEdges, labels } = routes;
  return {
    model,
    nodes,
    edges: placedEdges,
    labels,
    width: Math.max(right, routes.right),
    height: bottom,
    isPartial: !isOrdered || isLate(),
  };
}

/**
 * Lays out a graph. Pure and synchronous, its input and output plain data: call it in a worker where the graph may be large.
 *
 * @example
 * ```ts
 * import { executionGraph, layoutGraph, RunFold } from "stepscope/view";
 *
 * const view = new RunFold().view();
 * const deadline = performance.now() + 500;
 * if (view) console.log(layoutGraph(executionGraph(view), { isLate: () => performance.now() > deadline }).nodes);
 * ```
 */
export function layoutGraph(model: GraphModel, options: GraphLayoutOptions = {}): GraphLayout {
  const { isLate = () => false, maximumNodes = 2_000 } = options;
  const isTooLarge = model.nodes.length > maximumNodes;
  return layoutOnce(isTooLarge ? collapseByStep(model) : model, isLate);
}

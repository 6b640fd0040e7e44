// Cuts the edges that pass over layers into pieces, so that ordering and routing only ever see neighbours.

import type { LayerAssignment, LayerEdge } from "./layer-assignment.ts";
import type { LayeredGraph } from "./layer-order.ts";

/** A piece of an edge between two neighbouring layers: node numbers, those above the model's count standing for bends. */
export interface EdgePiece {
  readonly from: number;
  readonly to: number;
}

/** A graph with its long edges cut into pieces. */
export interface CutGraph extends LayeredGraph {
  readonly layerOf: Int32Array;
  /** The pieces of each edge, top to bottom; none for a way back. */
  readonly pieces: readonly (readonly EdgePiece[])[];
}

/** Beyond this many bends for a node, on average, edges stay whole and are left out of the ordering. */
const BENDS_PER_NODE = 6;

/** Cuts every edge that passes over a layer into pieces between neighbouring layers. */
export function cutEdges(edges: readonly LayerEdge[], layers: LayerAssignment): CutGraph {
  const nodeCount = layers.layerOf.length;
  const layerOf = [...layers.layerOf];
  const pieces: EdgePiece[][] = [];
  const mostBends = nodeCount * BENDS_PER_NODE + 64;
  for (const [at, edge] of edges.entries()) {
    const cut: EdgePiece[] = [];
    pieces.push(cut);
    if (layers.isBack[at] === 1) continue;
    const toLayer = layerOf[edge.to] ?? 0;
    let from = edge.from;
    if (layerOf.length - nodeCount < mostBends) {
      for (let layer = (layerOf[edge.from] ?? 0) + 1; layer < toLayer; layer++) {
        const bend = layerOf.push(layer) - 1;
        cut.push({ from, to: bend });
        from = bend;
      }
    }
    cut.push({ from, to: edge.to });
  }
  const cutLayers: number[][] = Array.from({ length: layers.layerCount }, () => []);
  for (const [node, layer] of layerOf.entries()) cutLayers[layer]?.push(node);
  const above: number[][] = Array.from(layerOf, () => []);
  const below: number[][] = Array.from(layerOf, () => []);
  for (const { from, to } of pieces.flat()) {
    if ((layerOf[to] ?? 0) !== (layerOf[from] ?? 0) + 1) continue;
    above[to]?.push(from);
    below[from]?.push(to);
  }
  return { layers: cutLayers, above, below, layerOf: Int32Array.from(layerOf), pieces };
}

// Places ordered layers side to side: every node as near to its neighbours as the room beside it allows.

import type { LayeredGraph } from "./layer-order.ts";

/** Widths of the nodes, and the room between them. */
export interface LayerRoom {
  readonly width: Float64Array;
  readonly gap: number;
  /** How strongly each node holds its place beside its neighbours, and draws them: 1 for the main ways, little for others. */
  readonly pull: Float64Array;
}

/** Nodes placed together because they would overlap otherwise. */
interface Block {
  weight: number;
  sum: number;
  count: number;
}

/**
 * The places nearest to the wanted ones (least squares) that keep the order and the room: wanted places less the room
 * they need must not decrease, so neighbours that would are put at their common mean.
 */
function separate(wanted: Float64Array, needed: Float64Array, weights: Float64Array): Float64Array {
  const blocks: Block[] = [];
  for (const [at, want] of wanted.entries()) {
    const weight = weights[at] ?? 1;
    let block: Block = { weight, sum: (want - (needed[at] ?? 0)) * weight, count: 1 };
    for (
      let last = blocks.at(-1);
      last !== undefined && last.sum / last.weight > block.sum / block.weight;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      block = { weight: block.weight + last.weight, sum: block.sum + last.sum, count: block.count + last.count };
    }
    blocks.push(block);
  }
  const placed = new Float64Array(wanted.length);
  let at = 0;
  for (const block of blocks) {
    for (const end = at + block.count; at < end; at++) placed[at] = block.sum / block.weight + (needed[at] ?? 0);
  }
  return placed;
}

function placeLayer(
  layer: readonly number[],
  centre: Float64Array,
  how: { readonly room: LayerRoom; readonly wantedOf: (node: number) => number | undefined },
): void {
  const { room, wantedOf } = how;
  const needed = new Float64Array(layer.length);
  for (let at = 1; at < layer.length; at++) {
    const left = room.width[layer[at - 1] ?? 0] ?? 0;
    const right = room.width[layer[at] ?? 0] ?? 0;
    needed[at] = (needed[at - 1] ?? 0) + (left + right) / 2 + room.gap;
  }
  const weights = new Float64Array(layer.length);
  const wanted = Float64Array.from(layer, (node, at) => {
    const want = wantedOf(node);
    weights[at] = want === undefined ? 0.01 : (room.pull[node] ?? 1);
    return want ?? centre[node] ?? 0;
  });
  const placed = separate(wanted, needed, weights);
  for (const [at, node] of layer.entries()) centre[node] = placed[at] ?? 0;
}

function mean(nodes: readonly number[], centre: Float64Array, pull: Float64Array): number | undefined {
  let sum = 0;
  let weight = 0;
  for (const node of nodes) {
    sum += (centre[node] ?? 0) * (pull[node] ?? 1);
    weight += pull[node] ?? 1;
  }
  return weight === 0 ? undefined : sum / weight;
}

/** Gives the centre of each node, from 0 for the leftmost edge of the drawing. */
export function placeLayers(graph: LayeredGraph, room: LayerRoom, isLate: () => boolean): Float64Array {
  const centre = new Float64Array(graph.above.length);
  for (const layer of graph.layers) {
    const total = layer.reduce((sum, node) => sum + (room.width[node] ?? 0) + room.gap, -room.gap);
    let left = -total / 2;
    for (const node of layer) {
      centre[node] = left + (room.width[node] ?? 0) / 2;
      left += (room.width[node] ?? 0) + room.gap;
    }
  }
  const sweeps = [graph.above, graph.below, graph.above, graph.below, undefined, graph.above, graph.below, undefined];
  for (const [at, neighbours] of sweeps.entries()) {
    if (at > 1 && isLate()) break;
    const order = neighbours === graph.below ? graph.layers.toReversed() : graph.layers;
    const wantedOf = (node: number): number | undefined => {
      const near =
        neighbours === undefined ? [...(graph.above[node] ?? []), ...(graph.below[node] ?? [])] : neighbours[node];
      return mean(near ?? [], centre, room.pull);
    };
    for (const layer of order) placeLayer(layer, centre, { room, wantedOf });
  }
  let left = Infinity;
  for (const [node, x] of centre.entries()) left = Math.min(left, x - (room.width[node] ?? 0) / 2);
  return Float64Array.from(centre, (x) => x - left);
}

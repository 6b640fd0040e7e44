// Orders the nodes within each layer so that few edges cross.

/** A graph cut into layers, long edges cut into pieces: what ordering and placing work on. */
export interface LayeredGraph {
  /** Node numbers of each layer, left to right. */
  readonly layers: number[][];
  /** Neighbours in the layer above, and in the layer below, of each node. */
  readonly above: readonly (readonly number[])[];
  readonly below: readonly (readonly number[])[];
}

function positionsOf(layers: readonly (readonly number[])[], nodeCount: number): Int32Array {
  const positions = new Int32Array(nodeCount);
  for (const layer of layers) for (const [at, node] of layer.entries()) positions[node] = at;
  return positions;
}

/** Crossings between a layer and the one below, counted with a tree of prefix sums. */
function crossingsBelow(
  layer: readonly number[],
  graph: LayeredGraph,
  scratch: { readonly positions: Int32Array; readonly sums: Int32Array },
): number {
  const { positions, sums } = scratch;
  sums.fill(0);
  let crossings = 0;
  let placed = 0;
  for (const node of layer) {
    const ends = (graph.below[node] ?? []).map((to) => positions[to] ?? 0);
    for (const end of ends) {
      let before = 0;
      for (let at = end + 1; at > 0; at -= at & -at) before += sums[at] ?? 0;
      crossings += placed - before;
    }
    for (const end of ends) for (let at = end + 1; at < sums.length; at += at & -at) sums[at] = (sums[at] ?? 0) + 1;
    placed += ends.length;
  }
  return crossings;
}

/** How many pairs of edges cross. */
export function countCrossings(graph: LayeredGraph): number {
  const positions = positionsOf(graph.layers, graph.above.length);
  const widest = graph.layers.reduce((most, layer) => Math.max(most, layer.length), 0);
  const sums = new Int32Array(widest + 2);
  return graph.layers.reduce((total, layer) => total + crossingsBelow(layer, graph, { positions, sums }), 0);
}

/** Sorts a layer by the mean place of its neighbours; a node without any keeps its place. */
function sortByNeighbours(layer: number[], neighbours: readonly (readonly number[])[], positions: Int32Array): void {
  const keys = new Map<number, number>();
  for (const node of layer) {
    const near = neighbours[node] ?? [];
    const sum = near.reduce((total, one) => total + (positions[one] ?? 0), 0);
    keys.set(node, near.length === 0 ? (positions[node] ?? 0) : sum / near.length);
  }
  layer.sort(
    (one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0) || (positions[one] ?? 0) - (positions[other] ?? 0),
  );
  for (const [at, node] of layer.entries()) positions[node] = at;
}

/**
 * Orders the layers in place by sweeps down and up, keeping the best order seen.
 *
 * @returns whether it was finished before `isLate` said to stop
 */
export function orderLayers(graph: LayeredGraph, isLate: () => boolean): boolean {
  const positions = positionsOf(graph.layers, graph.above.length);
  let best = graph.layers.map((layer) => [...layer]);
  let fewest = countCrossings(graph);
  let idleSweeps = 0;
  let isFinished = true;
  for (let sweep = 0; sweep < 24 && fewest > 0 && idleSweeps < 4; sweep++) {
    if (isLate()) {
      isFinished = false;
      break;
    }
    const isDown = sweep % 2 === 0;
    const order = isDown ? graph.layers : graph.layers.toReversed();
    for (const layer of order) sortByNeighbours(layer, isDown ? graph.above : graph.below, positions);
    const crossings = countCrossings(graph);
    idleSweeps = crossings < fewest ? 0 : idleSweeps + 1;
    if (crossings < fewest) {
      fewest = crossings;
      best = graph.layers.map((layer) => [...layer]);
    }
  }
  for (const [at, layer] of best.entries()) graph.layers[at] = layer;
  return isFinished;
}

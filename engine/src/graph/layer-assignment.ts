// Puts the nodes of a graph into layers, so that every edge but the ways back of loops leads downwards.

/** An edge between node numbers. */
export interface LayerEdge {
  readonly from: number;
  readonly to: number;
}

/** Layers of a graph. */
export interface LayerAssignment {
  /** Layer of each node, from 0. */
  readonly layerOf: Int32Array;
  /** 1 for each edge that leads back (or to its own node), by edge number. */
  readonly isBack: Uint8Array;
  readonly layerCount: number;
}

function outgoing(nodeCount: number, edges: readonly LayerEdge[]): number[][] {
  const lists: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const [at, edge] of edges.entries()) lists[edge.from]?.push(at);
  return lists;
}

/** Marks the edges that close a ring, in a depth-first walk that begins with what nothing leads to. */
function findBackEdges(nodeCount: number, edges: readonly LayerEdge[]): Uint8Array {
  const isBack = new Uint8Array(edges.length);
  const lists = outgoing(nodeCount, edges);
  const indegree = new Int32Array(nodeCount);
  for (const edge of edges) if (edge.from !== edge.to) indegree[edge.to] = (indegree[edge.to] ?? 0) + 1;
  const seen = new Uint8Array(nodeCount);
  const isOnPath = new Uint8Array(nodeCount);
  const nextEdge = new Int32Array(nodeCount);
  const walk = (root: number): void => {
    const path = [root];
    seen[root] = 1;
    isOnPath[root] = 1;
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const at = lists[node]?.[nextEdge[node] ?? 0];
      nextEdge[node] = (nextEdge[node] ?? 0) + 1;
      const to = edges[at ?? -1]?.to;
      if (at === undefined || to === undefined) {
        isOnPath[node] = 0;
        path.pop();
      } else if (isOnPath[to] === 1) isBack[at] = 1;
      else if (seen[to] === 0) {
        seen[to] = 1;
        isOnPath[to] = 1;
        path.push(to);
      }
    }
  };
  for (let node = 0; node < nodeCount; node++) if (indegree[node] === 0) walk(node);
  for (let node = 0; node < nodeCount; node++) if (seen[node] === 0) walk(node);
  return isBack;
}

/** Assigns layers by the longest way from a source; nodes that nothing precedes then move down to what follows them. */
export function assignLayers(nodeCount: number, edges: readonly LayerEdge[]): LayerAssignment {
  const isBack = findBackEdges(nodeCount, edges);
  const lists = outgoing(nodeCount, edges);
  const waiting = new Int32Array(nodeCount);
  for (const [at, edge] of edges.entries()) if (isBack[at] === 0) waiting[edge.to] = (waiting[edge.to] ?? 0) + 1;
  const isSource = Uint8Array.from(waiting, (count) => (count === 0 ? 1 : 0));
  const layerOf = new Int32Array(nodeCount);
  const ready: number[] = [];
  for (let node = 0; node < nodeCount; node++) if (waiting[node] === 0) ready.push(node);
  for (let head = 0; head < ready.length; head++) {
    const node = ready[head] ?? 0;
    for (const at of lists[node] ?? []) {
      const to = edges[at]?.to ?? 0;
      if (isBack[at] === 1) continue;
      layerOf[to] = Math.max(layerOf[to] ?? 0, (layerOf[node] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) ready.push(to);
    }
  }
  for (let node = 0; node < nodeCount; node++) {
    if (isSource[node] === 0) continue;
    let nearest = Infinity;
    for (const at of lists[node] ?? [])
      if (isBack[at] === 0) nearest = Math.min(nearest, layerOf[edges[at]?.to ?? 0] ?? 0);
    if (Number.isFinite(nearest)) layerOf[node] = Math.max(0, nearest - 1);
  }
  return {
    layerOf,
    isBack,
    layerCount: nodeCount === 0 ? 0 : layerOf.reduce((most, layer) => Math.max(most, layer), 0) + 1,
  };
}

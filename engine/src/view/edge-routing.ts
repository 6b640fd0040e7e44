// Routes the edges of a placed graph: trunks that many edges share, tracks where trunks would overlap, labels on them.

import type { CutGraph, EdgePiece } from "../graph/cut-edges.ts";
import { backCurve, elbow, moveTo, selfLoop, type Point } from "../graph/edge-path.ts";
import { GRAPH_MEASURES, type GraphEdge, type PlacedEdge, type PlacedLabel } from "./graph-view.ts";
import type { LayerAssignment, LayerEdge } from "../graph/layer-assignment.ts";

/** What is to be routed. */
export interface RouteInput {
  readonly edges: readonly GraphEdge[];
  /** Node numbers of each edge's ends. */
  readonly ends: readonly LayerEdge[];
  readonly cut: CutGraph;
  readonly layers: LayerAssignment;
  /** Centre of each node and bend. */
  readonly centre: Float64Array;
}

/** Courses, labels, and the height at which each layer stands. */
export interface Routes {
  readonly edges: readonly PlacedEdge[];
  readonly labels: readonly PlacedLabel[];
  readonly layerY: Float64Array;
  /** How far everything is moved right, to make room for ways back. */
  readonly left: number;
  readonly right: number;
}

/** The sideways stretch that pieces from one node, or to one node, have in common. */
interface Trunk {
  readonly layer: number;
  /** Where its label stands: at the node that all its pieces share. */
  readonly anchorX: number;
  from: number;
  to: number;
  track: number;
  readonly edges: Set<number>;
}

/** Px between two tracks. */
const TRACK_STEP = 7;
/** Tracks that the plain room between two layers holds. */
const FREE_TRACKS = 2;
/** Px that the way back of a loop keeps from the nodes it passes. */
const BACK_ROOM = 44;
/** Room that a label is taken to need. */
const LABEL_WIDTH = 80;
const LABEL_HEIGHT = 12;

class Router {
  readonly #input: RouteInput;
  readonly #trunks = new Map<string, Trunk>();
  readonly layerY: Float64Array;
  readonly #tracks: Int32Array;

  constructor(input: RouteInput) {
    this.#input = input;
    const { layerCount } = input.layers;
    this.layerY = new Float64Array(layerCount);
    this.#tracks = new Int32Array(layerCount);
    for (const [edge, pieces] of input.cut.pieces.entries()) for (const piece of pieces) this.#join(edge, piece);
    this.#assignTracks();
    const { layerStep } = GRAPH_MEASURES;
    for (let layer = 1; layer < layerCount; layer++) {
      const extra = Math.max(0, (this.#tracks[layer - 1] ?? 0) - FREE_TRACKS) * TRACK_STEP;
      this.layerY[layer] = (this.layerY[layer - 1] ?? 0) + layerStep + extra;
    }
  }

  #key(piece: EdgePiece): { readonly key: string; readonly shared: number } {
    const { cut } = this.#input;
    // Many from one share a trunk under it; many to one share a trunk above it.
    const fans = (cut.below[piece.from]?.length ?? 0) > 1 || (cut.above[piece.to]?.length ?? 0) <= 1;
    return fans ? { key: `from ${piece.from}`, shared: piece.from } : { key: `to ${piece.to}`, shared: piece.to };
  }

  #join(edge: number, piece: EdgePiece): void {
    const { centre, cut } = this.#input;
    const { key, shared } = this.#key(piece);
    const one = centre[piece.from] ?? 0;
    const other = centre[piece.to] ?? 0;
    let trunk = this.#trunks.get(key);
    if (trunk === undefined) {
      const layer = cut.layerOf[piece.from] ?? 0;
      trunk = { layer, anchorX: centre[shared] ?? 0, from: Infinity, to: -Infinity, track: 0, edges: new Set() };
      this.#trunks.set(key, trunk);
    }
    trunk.from = Math.min(trunk.from, one, other);
    trunk.to = Math.max(trunk.to, one, other);
    trunk.edges.add(edge);
  }

  /** Trunks that would lie on one another take tracks of their own, from the top. */
  #assignTracks(): void {
    const byLayer = new Map<number, Trunk[]>();
    for (const trunk of this.#trunks.values()) {
      const trunks = byLayer.get(trunk.layer) ?? [];
      byLayer.set(trunk.layer, trunks);
      if (trunk.to - trunk.from > 0.5) trunks.push(trunk);
    }
    for (const [layer, trunks] of byLayer) {
      const ends: number[] = [];
      for (const trunk of trunks.sort((one, other) => one.from - other.from)) {
        const free = ends.findIndex((end) => end < trunk.from - 1);
        trunk.track = free >= 0 ? free : ends.length;
        ends[trunk.track] = trunk.to;
      }
      this.#tracks[layer] = ends.length;
    }
  }

  trunkY(trunk: Trunk): number {
    const { nodeHeight, layerStep } = GRAPH_MEASURES;
    const top = (this.layerY[trunk.layer] ?? 0) + nodeHeight;
    const bottom = this.layerY[trunk.layer + 1] ?? top + layerStep - nodeHeight;
    const tracks = Math.max(1, this.#tracks[trunk.layer] ?? 1);
    return Math.round(top + (bottom - top) / 2 + (trunk.track - (tracks - 1) / 2) * TRACK_STEP);
  }

  trunkOf(piece: EdgePiece): Trunk | undefined {
    return this.#trunks.get(this.#key(piece).key);
  }

  get trunks(): Iterable<Trunk> {
    return this.#trunks.values();
  }
}

function coursePieces(router: Router, input: RouteInput, edge: number): string {
  const { cut, centre } = input;
  const { nodeHeight, cornerRadius: radius, arrowRoom } = GRAPH_MEASURES;
  const pieces = cut.pieces[edge] ?? [];
  let path = "";
  for (const [at, piece] of pieces.entries()) {
    const fromY = (router.layerY[cut.layerOf[piece.from] ?? 0] ?? 0) + (at === 0 ? nodeHeight : 0);
    const toY = (router.layerY[cut.layerOf[piece.to] ?? 0] ?? 0) - (at === pieces.length - 1 ? arrowRoom : 0);
    const from = { x: centre[piece.from] ?? 0, y: fromY };
    const trunk = router.trunkOf(piece);
    const trunkY = trunk === undefined ? (fromY + toY) / 2 : router.trunkY(trunk);
    if (at === 0) path = moveTo(from);
    path += elbow(from, { x: centre[piece.to] ?? 0, y: toY }, { trunkY, radius });
  }
  return path;
}

/** The leftmost edge of what stands in the layers between two, both included. */
function leftBetween(input: RouteInput, one: number, other: number): number {
  const { cut, centre } = input;
  let left = Infinity;
  for (let layer = Math.min(one, other); layer <= Math.max(one, other); layer++) {
    const node = cut.layers[layer]?.[0];
    if (node !== undefined) left = Math.min(left, (centre[node] ?? 0) - GRAPH_MEASURES.nodeWidth / 2);
  }
  return left;
}

interface BackRoute {
  readonly path: (shift: number) => string;
  readonly label: Point;
  readonly outX: number;
}

function routeBack(router: Router, input: RouteInput, ends: LayerEdge): BackRoute {
  const { centre, layers } = input;
  const { nodeWidth, nodeHeight } = GRAPH_MEASURES;
  const fromLayer = layers.layerOf[ends.from] ?? 0;
  const toLayer = layers.layerOf[ends.to] ?? 0;
  const fromY = (router.layerY[fromLayer] ?? 0) + nodeHeight / 2;
  const toY = (router.layerY[toLayer] ?? 0) + nodeHeight / 2;
  if (ends.from === ends.to) {
    const right = (centre[ends.from] ?? 0) + nodeWidth / 2;
    return {
      path: (shift) => selfLoop({ x: right + shift, y: fromY }, nodeHeight / 2),
      label: { x: right + nodeHeight / 2, y: fromY },
      outX: Infinity,
    };
  }
  const outX = leftBetween(input, fromLayer, toLayer) - BACK_ROOM;
  const from = { x: (centre[ends.from] ?? 0) - nodeWidth / 2, y: fromY };
  const to = { x: (centre[ends.to] ?? 0) - nodeWidth / 2 - GRAPH_MEASURES.arrowRoom, y: toY };
  return {
    path: (shift) => backCurve({ x: from.x + shift, y: fromY }, { x: to.x + shift, y: toY }, outX + shift),
    label: { x: (Math.min(from.x, to.x) + 3 * outX) / 4, y: (fromY + toY) / 2 },
    outX,
  };
}

/** Where a label of some edges of a trunk stands: at their common end, or on the way to the other where types part. */
function labelX(input: RouteInput, trunk: Trunk, edges: readonly number[]): number {
  const ends = edges.flatMap((edge) => {
    const piece = input.cut.pieces[edge]?.find((one) => input.cut.layerOf[one.from] === trunk.layer);
    return piece === undefined ? [] : [input.centre[piece.from] ?? 0, input.centre[piece.to] ?? 0];
  });
  const farthest = ends.reduce(
    (best, x) => (Math.abs(x - trunk.anchorX) > Math.abs(best - trunk.anchorX) ? x : best),
    trunk.anchorX,
  );
  return (trunk.anchorX + farthest) / 2;
}

/** One label for each event type on a trunk. */
function trunkLabels(router: Router, input: RouteInput): PlacedLabel[] {
  const labels: PlacedLabel[] = [];
  const labelled = new Set<number>();
  for (const trunk of router.trunks) {
    const byType = new Map<string, number[]>();
    for (const edge of trunk.edges) {
      const type = input.edges[edge]?.eventType;
      if (type === undefined || labelled.has(edge)) continue;
      byType.set(type, [...(byType.get(type) ?? []), edge]);
      labelled.add(edge);
    }
    const taken: number[] = [];
    for (const [eventType, edges] of byType) {
      const parts = edges.flatMap((edge) => input.edges[edge] ?? []);
      const x = Math.round(byType.size === 1 ? trunk.anchorX : labelX(input, trunk, edges));
      const row = taken.filter((other) => Math.abs(other - x) < LABEL_WIDTH).length;
      taken.push(x);
      labels.push({
        eventType,
        count: parts.reduce((sum, edge) => sum + edge.count, 0),
        isTaken: parts.some((edge) => edge.isTaken),
        x,
        y: router.trunkY(trunk) + row * LABEL_HEIGHT,
        edgeIds: parts.map((edge) => edge.id),
      });
    }
  }
  return labels;
}

/** Routes all edges of a graph. */
export function routeEdges(input: RouteInput): Routes {
  const router = new Router(input);
  const backs: { readonly edge: GraphEdge; readonly route: BackRoute }[] = [];
  let left = 0;
  let right = 0;
  for (const [at, edge] of input.edges.entries()) {
    if (input.layers.isBack[at] === 0) continue;
    const route = routeBack(router, input, input.ends[at] ?? { from: 0, to: 0 });
    left = Math.max(left, -route.outX, LABEL_WIDTH / 2 - route.label.x);
    right = Math.max(right, route.label.x + LABEL_WIDTH / 2);
    backs.push({ edge, route });
  }
  const shift = Math.ceil(left);
  const shifted: RouteInput = shift === 0 ? input : { ...input, centre: input.centre.map((x) => x + shift) };
  const shiftedRouter = shift === 0 ? router : new Router(shifted);
  const edges = input.edges.flatMap((edge, at): PlacedEdge[] =>
    input.layers.isBack[at] === 1
      ? []
      : [{ id: edge.id, path: coursePieces(shiftedRouter, shifted, at), isBack: false }],
  );
  const labels = trunkLabels(shiftedRouter, shifted);
  for (const { edge, route } of backs) {
    edges.push({ id: edge.id, path: route.path(shift), isBack: true });
    const { eventType, count, isTaken } = edge;
    labels.push({
      eventType,
      count,
      isTaken,
      x: Math.round(route.label.x + shift),
      y: Math.round(route.label.y),
      edgeIds: [edge.id],
    });
  }
  return { edges, labels, layerY: router.layerY, left: shift, right: right + shift };
}

// Gives every box of a drawing its place and every arrow its course.

import { cutEdges, type CutGraph } from "./cut-edges.ts";
import type { Drawing, DrawingEdge, DrawingNode } from "./drawing.ts";
import { backCurve, elbow, moveTo, selfLoop } from "./edge-path.ts";
import { assignLayers } from "./layer-assignment.ts";
import { orderLayers } from "./layer-order.ts";
import { placeLayers } from "./layer-positions.ts";

/** A box with its place; x and y are its left top corner, in px. */
export interface PlacedBox {
  readonly node: DrawingNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow with its course as SVG path data, and the place of its label. */
export interface PlacedArrow {
  readonly edge: DrawingEdge;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
}

/** A drawing with all its places. */
export interface PlacedDrawing {
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
  readonly width: number;
  readonly height: number;
}

const LABEL_PX = 7.3;
const DETAIL_PX = 6;
const PADDING = 28;
const LEAST_WIDTH = 76;
const PLAIN_HEIGHT = 30;
const DETAIL_HEIGHT = 44;
const GAP = 28;
const LAYER_GAP = 42;
const BEND_WIDTH = 12;
const MARGIN = 24;
/** Px beside the boxes that the way back of a loop keeps. */
const BACK_ROOM = 40;
/** Px between two of them. */
const BACK_STEP = 14;
/** A jog of less than this looks like a mistake: boxes that are alone on their way move in line. */
const JOG = 9;
const ARROW_ROOM = 7;
const RADIUS = 8;
/** A layout of thousands of boxes is not improved for ever. */
const SWEEP_LIMIT = 40;

/** Everything the courses need. */
interface Field {
  readonly boxes: readonly PlacedBox[];
  readonly cut: CutGraph;
  /** Centre of each node and bend. */
  readonly centre: Float64Array;
  readonly top: readonly number[];
  readonly bottom: readonly number[];
}

/** Lays a drawing out in layers, from top to bottom. */
export function placeDrawing(drawing: Drawing): PlacedDrawing {
  const { nodes } = drawing;
  const numbers = new Map(nodes.map(({ id }, number) => [id, number]));
  const edges = drawing.edges.filter(({ from, to }) => numbers.has(from) && numbers.has(to));
  const ends = edges.map(({ from, to }) => ({ from: numbers.get(from) ?? 0, to: numbers.get(to) ?? 0 }));
  const layers = assignLayers(nodes.length, ends);
  const cut = cutEdges(ends, layers);
  let sweeps = 0;
  const isLate = (): boolean => nodes.length > 500 && ++sweeps > SWEEP_LIMIT;
  orderLayers(cut, isLate);
  const width = Float64Array.from(cut.layerOf, (_, number) => widthOf(nodes[number]));
  const pull = new Float64Array(cut.layerOf.length).fill(1);
  const backCount = layers.isBack.reduce(
    (count, isBack, at) => count + (isBack === 1 && ends[at]?.from !== ends[at]?.to ? 1 : 0),
    0,
  );
  const left = MARGIN + (backCount === 0 ? 0 : BACK_ROOM + backCount * BACK_STEP);
  const centre = straighten(cut, placeLayers(cut, { width, gap: GAP, pull }, isLate)).map((x) => Math.round(x + left));
  const { top, bottom } = heightsOf(nodes, layers.layerOf, layers.layerCount);
  const boxes = nodes.map((node, number): PlacedBox => {
    const layer = layers.layerOf[number] ?? 0;
    const [boxWidth, height] = [widthOf(node), heightOf(node)];
    const y = ((top[layer] ?? 0) + (bottom[layer] ?? 0) - height) / 2;
    return { node, x: (centre[number] ?? 0) - boxWidth / 2, y, width: boxWidth, height };
  });
  const field: Field = { boxes, cut, centre, top, bottom };
  let backs = 0;
  const arrows = edges.map((edge, at): PlacedArrow => {
    const { from, to } = ends[at] ?? { from: 0, to: 0 };
    if (layers.isBack[at] !== 1) return downArrow(field, edge, at);
    if (from !== to) backs += 1;
    return backArrow(field, edge, { from, to, room: BACK_ROOM + backs * BACK_STEP });
  });
  const right = boxes.reduce((most, box) => Math.max(most, box.x + box.width), 0);
  return { boxes, arrows, width: right + MARGIN + PLAIN_HEIGHT, height: (bottom.at(-1) ?? 0) + MARGIN };
}

/** Moves what has one neighbour above straight below it, where it nearly is already. */
function straighten({ layers, above, below }: CutGraph, centre: Float64Array): Float64Array {
  for (const node of layers.flat()) {
    const [only, second] = above[node] ?? [];
    if (only === undefined || second !== undefined || (below[only]?.length ?? 0) > 1) continue;
    const distance = Math.abs((centre[only] ?? 0) - (centre[node] ?? 0));
    if (distance < JOG) centre[node] = centre[only] ?? 0;
  }
  return centre;
}

function widthOf(node: DrawingNode | undefined): number {
  if (node === undefined) return BEND_WIDTH;
  const text = Math.max(node.label.length * LABEL_PX, (node.detail?.length ?? 0) * DETAIL_PX);
  return Math.ceil(Math.max(LEAST_WIDTH, text + PADDING));
}

function heightOf({ detail }: DrawingNode): number {
  return detail === undefined ? PLAIN_HEIGHT : DETAIL_HEIGHT;
}

function heightsOf(
  nodes: readonly DrawingNode[],
  layerOf: Int32Array,
  layerCount: number,
): Pick<Field, "top" | "bottom"> {
  const tallest = Array.from({ length: layerCount }, () => PLAIN_HEIGHT);
  for (const [number, node] of nodes.entries()) {
    const layer = layerOf[number] ?? 0;
    tallest[layer] = Math.max(tallest[layer] ?? 0, heightOf(node));
  }
  const top: number[] = [];
  const bottom: number[] = [];
  let y = MARGIN;
  for (const height of tallest) {
    top.push(y);
    bottom.push(y + height);
    y += height + LAYER_GAP;
  }
  return { top, bottom };
}

function downArrow({ boxes, cut, centre, top, bottom }: Field, edge: DrawingEdge, at: number): PlacedArrow {
  const pieces = cut.pieces[at] ?? [];
  let path = "";
  let label = { x: 0, y: 0 };
  for (const [number, piece] of pieces.entries()) {
    const [fromLayer, toLayer] = [cut.layerOf[piece.from] ?? 0, cut.layerOf[piece.to] ?? 0];
    const [fromBox, toBox] = [boxes[piece.from], boxes[piece.to]];
    const from = {
      x: centre[piece.from] ?? 0,
      y: fromBox === undefined ? (bottom[fromLayer] ?? 0) : fromBox.y + fromBox.height,
    };
    const to = { x: centre[piece.to] ?? 0, y: toBox === undefined ? (bottom[toLayer] ?? 0) : toBox.y - ARROW_ROOM };
    const trunkY = Math.round(((bottom[fromLayer] ?? 0) + (top[toLayer] ?? 0)) / 2);
    if (number === 0) {
      path = moveTo(from);
      label = { x: (from.x + to.x) / 2, y: trunkY };
    }
    path += elbow(from, to, { trunkY, radius: RADIUS });
  }
  return { edge, path, labelX: label.x, labelY: label.y };
}

function backArrow(
  { boxes }: Field,
  edge: DrawingEdge,
  ends: { readonly from: number; readonly to: number; readonly room: number },
): PlacedArrow {
  const [from, to] = [boxes[ends.from], boxes[ends.to]];
  if (from === undefined || to === undefined) return { edge, path: "", labelX: 0, labelY: 0 };
  const fromY = from.y + from.height / 2;
  if (from === to) {
    const right = from.x + from.width;
    return { edge, path: selfLoop({ x: right, y: fromY }, from.height), labelX: right + from.height, labelY: fromY };
  }
  const toY = to.y + to.height / 2;
  const between = boxes.filter((box) => box.y + box.height >= Math.min(fromY, toY) && box.y <= Math.max(fromY, toY));
  const outX = between.reduce((least, box) => Math.min(least, box.x), from.x) - ends.room;
  const path = backCurve({ x: from.x, y: fromY }, { x: to.x - ARROW_ROOM, y: toY }, outX);
  return { edge, path, labelX: outX + ends.room / 4, labelY: (fromY + toY) / 2 };
}

// Draws as SVG: one file without scripts, fonts or addresses, readable in light and dark.

import type { Drawing, DrawingNode, DrawingNodeKind } from "./drawing.ts";
import { escapeMarkup } from "./escape-markup.ts";
import { placeDrawing, type PlacedArrow, type PlacedBox } from "./place-drawing.ts";

const STYLE = `
svg.stepscope{--card:#fff;--text:#16181d;--quiet:#565a63;--line:#8b909b;--edge:#c9ccd4;--step:#4f46c8;--step-soft:#f0effc;--start:#1d7a4f;--start-soft:#e6f6ed;--stop:#a93226;--stop-soft:#fdecea;--wait:#80611a;--wait-soft:#fbf2da;--retry:#9a4a12;--retry-soft:#fcefe4;background:var(--card);font:13px system-ui,sans-serif}
@media (prefers-color-scheme:dark){svg.stepscope{--card:#15171c;--text:#eceef2;--quiet:#a3a8b3;--line:#7c828f;--edge:#3a3f4a;--step:#a5a0f5;--step-soft:#25244a;--start:#6fd3a1;--start-soft:#15362a;--stop:#f1938a;--stop-soft:#451f1c;--wait:#e2bf66;--wait-soft:#3a2f12;--retry:#eda56b;--retry-soft:#402614}}
.stepscope rect{fill:var(--card);stroke:var(--edge);stroke-width:1.25}
.stepscope text{fill:var(--text);text-anchor:middle;dominant-baseline:central}
.stepscope .detail{fill:var(--quiet);font-size:11px}
.stepscope .arrow{fill:none;stroke:var(--line);stroke-width:1.25}
.stepscope .failure,.stepscope .outside{stroke-dasharray:5 4}
.stepscope .head{fill:var(--line)}
.stepscope .name{fill:var(--quiet);font-size:11px;paint-order:stroke;stroke:var(--card);stroke-width:4px}
.stepscope .step rect{fill:var(--step-soft);stroke:var(--step)}
.stepscope .recovery rect{fill:var(--retry-soft);stroke:var(--retry)}
.stepscope .start rect{fill:var(--start-soft);stroke:var(--start)}
.stepscope .stop rect{fill:var(--stop-soft);stroke:var(--stop)}
.stepscope .question rect,.stepscope .answer rect{fill:var(--wait-soft);stroke:var(--wait)}
.stepscope .person rect{stroke-dasharray:5 4}
.stepscope .failed rect{fill:var(--stop-soft);stroke:var(--stop);stroke-width:2}
.stepscope .waiting rect{fill:var(--wait-soft);stroke:var(--wait);stroke-width:2}
.stepscope .cancelled rect,.stepscope .running rect{stroke-dasharray:3 3}
`;

const CORNER: Readonly<Partial<Record<DrawingNodeKind, number>>> = { step: 6, recovery: 6 };

/** Draws as SVG. */
export function drawSvg(drawing: Drawing): string {
  const { boxes, arrows, width, height } = placeDrawing(drawing);
  const [viewWidth, viewHeight] = [Math.ceil(width), Math.ceil(height)];
  const what = drawing.of === "flow" ? "everything that can happen in" : "what happened in";
  return [
    `<svg class="stepscope" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${viewWidth} ${viewHeight}" width="${viewWidth}" height="${viewHeight}" role="img" aria-labelledby="stepscope-title">`,
    `<title id="stepscope-title">${escapeMarkup(`${what} ${drawing.title}`)}</title>`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="stepscope-head" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="head" d="M0 0L8 4L0 8Z"/></marker></defs>',
    ...arrows.map(drawArrow),
    ...boxes.map(drawBox),
    ...arrows.map(drawLabel),
    "</svg>",
  ]
    .filter((line) => line !== "")
    .join("\n");
}

function drawArrow({ edge, path }: PlacedArrow): string {
  return path === "" ? "" : `<path class="arrow ${edge.kind}" d="${path}" marker-end="url(#stepscope-head)"/>`;
}

function drawLabel({ edge, labelX, labelY }: PlacedArrow): string {
  return edge.label === undefined
    ? ""
    : `<text class="name" x="${labelX}" y="${labelY}">${escapeMarkup(edge.label)}</text>`;
}

function drawBox({ node, x, y, width, height }: PlacedBox): string {
  const middle = x + width / 2;
  const centre = y + height / 2;
  const corner = CORNER[node.kind] ?? height / 2;
  const label = `<text x="${middle}" y="${node.detail === undefined ? centre : centre - 8}">${escapeMarkup(node.label)}</text>`;
  const detail =
    node.detail === undefined
      ? ""
      : `<text class="detail" x="${middle}" y="${centre + 9}">${escapeMarkup(node.detail)}</text>`;
  const rect = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${corner}"/>`;
  return `<g class="${classOf(node)}"><title>${escapeMarkup(describe(node))}</title>${rect}${label}${detail}</g>`;
}

function classOf({ kind, state }: DrawingNode): string {
  return state === undefined ? kind : `${kind} ${state}`;
}

function describe({ kind, label, detail, state }: DrawingNode): string {
  return [`${kind} ${label}`, detail, state].filter((part) => part !== undefined).join(", ");
}

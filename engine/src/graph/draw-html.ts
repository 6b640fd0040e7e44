// Draws as one HTML page: the drawing, a legend, and nothing that needs a network.

import type { Drawing, DrawingNodeKind } from "./drawing.ts";
import { drawSvg } from "./draw-svg.ts";
import { escapeMarkup } from "./escape-markup.ts";

const LEGEND: readonly (readonly [DrawingNodeKind, string])[] = [
  ["start", "start event"],
  ["step", "step"],
  ["recovery", "recovery handler"],
  ["event", "event"],
  ["question", "question to a person"],
  ["answer", "answer from outside"],
  ["stop", "stop event"],
];

const STYLE = `
:root{color-scheme:light dark}
body{margin:0;font:13px/1.5 system-ui,sans-serif;background:light-dark(#fafafb,#101217);color:light-dark(#16181d,#eceef2)}
header{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;padding:16px 24px;border-bottom:1px solid light-dark(#dcdee3,#2b2f38)}
h1{font-size:16px;margin:0}
p{margin:0;color:light-dark(#565a63,#a3a8b3)}
main{overflow:auto;padding:24px}
main svg{display:block;margin:auto;border-radius:8px;border:1px solid light-dark(#dcdee3,#2b2f38)}
`;

/** Draws as one self-contained HTML page. */
export function drawHtml(drawing: Drawing): string {
  const kinds = new Set(drawing.nodes.map(({ kind }) => kind));
  const legend = LEGEND.filter(([kind]) => kinds.has(kind)).map(([, name]) => name);
  const steps = drawing.nodes.filter(({ kind }) => kind === "step" || kind === "recovery").length;
  const what =
    drawing.of === "flow" ? `${steps} steps, everything that can happen` : `${steps} executions, what happened`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'">
<title>${escapeMarkup(drawing.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>${escapeMarkup(drawing.title)}</h1><p>${what}</p><p>${legend.join(" · ")}</p></header>
<main>
${drawSvg(drawing)}
</main>
</body>
</html>
`;
}

// Draws as DOT, the language of Graphviz.

import type { Drawing, DrawingEdge, DrawingNode, DrawingNodeKind } from "./drawing.ts";

const LOOKS: Readonly<Record<DrawingNodeKind, string>> = {
  step: 'shape=box, style="rounded,filled", fillcolor="#f0effc", color="#4f46c8"',
  recovery: 'shape=box, style="rounded,filled", fillcolor="#fcefe4", color="#9a4a12", peripheries=2',
  start: 'shape=oval, style=filled, fillcolor="#e6f6ed", color="#1d7a4f"',
  stop: 'shape=oval, style=filled, fillcolor="#fdecea", color="#a93226"',
  event: 'shape=oval, style=filled, fillcolor="#ffffff", color="#8b909b"',
  question: 'shape=hexagon, style=filled, fillcolor="#fbf2da", color="#80611a"',
  answer: 'shape=hexagon, style=filled, fillcolor="#fbf2da", color="#80611a"',
  person: 'shape=circle, style=dashed, color="#8b909b"',
};

/** Draws as a DOT digraph. */
export function drawDot(drawing: Drawing): string {
  return [
    `digraph ${quote(drawing.title)} {`,
    '  graph [rankdir=TB, fontname="sans-serif"];',
    '  node [fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9, color="#8b909b"];',
    ...drawing.nodes.map(drawNode),
    ...drawing.edges.map(drawEdge),
    "}",
    "",
  ].join("\n");
}

function drawNode({ id, kind, label, detail, state }: DrawingNode): string {
  const text = detail === undefined ? label : `${label}\n${detail}`;
  const failed = state === "failed" ? ', penwidth=2, color="#a93226"' : "";
  return `  ${quote(id)} [label=${quote(text)}, ${LOOKS[kind]}${failed}];`;
}

function drawEdge({ from, to, label, kind }: DrawingEdge): string {
  const looks = [label === undefined ? "" : `label=${quote(label)}`, kind === "event" ? "" : "style=dashed"].filter(
    (look) => look !== "",
  );
  return `  ${quote(from)} -> ${quote(to)}${looks.length === 0 ? "" : ` [${looks.join(", ")}]`};`;
}

function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "")}"`;
}

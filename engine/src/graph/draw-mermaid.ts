// Draws as Mermaid text, which many documentation tools turn into a picture.

import type { Drawing, DrawingEdge, DrawingNode, DrawingNodeKind } from "./drawing.ts";

const SHAPES: Readonly<Record<DrawingNodeKind, readonly [string, string]>> = {
  step: ["[", "]"],
  recovery: ["[[", "]]"],
  start: ["([", "])"],
  stop: ["([", "])"],
  event: ["(", ")"],
  question: ["{{", "}}"],
  answer: ["{{", "}}"],
  person: ["((", "))"],
};

const CLASSES: readonly string[] = [
  "classDef step fill:#f0effc,stroke:#4f46c8,color:#16181d",
  "classDef recovery fill:#fcefe4,stroke:#9a4a12,color:#16181d",
  "classDef start fill:#e6f6ed,stroke:#1d7a4f,color:#16181d",
  "classDef stop fill:#fdecea,stroke:#a93226,color:#16181d",
  "classDef event fill:#ffffff,stroke:#8b909b,color:#16181d",
  "classDef question fill:#fbf2da,stroke:#80611a,color:#16181d",
  "classDef answer fill:#fbf2da,stroke:#80611a,color:#16181d",
  "classDef person fill:#ffffff,stroke:#8b909b,color:#16181d,stroke-dasharray:5 4",
  "classDef failed fill:#fdecea,stroke:#a93226,color:#16181d,stroke-width:2px",
];

/** Draws as a Mermaid flowchart. */
export function drawMermaid(drawing: Drawing): string {
  const ids = new Map(drawing.nodes.map(({ id }, number) => [id, `n${number}`]));
  const used = new Set(drawing.nodes.map(classOf));
  return [
    "flowchart TD",
    ...drawing.nodes.map((node) => `  ${ids.get(node.id) ?? ""}${drawNode(node)}:::${classOf(node)}`),
    ...drawing.edges.map((edge) => drawEdge(edge, ids)),
    ...CLASSES.filter((line) => used.has(line.split(" ")[1] ?? "")).map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function classOf({ kind, state }: DrawingNode): string {
  return state === "failed" ? state : kind;
}

function drawNode({ kind, label, detail }: DrawingNode): string {
  const [open, close] = SHAPES[kind];
  const text =
    detail === undefined ? escapeText(label) : `${escapeText(label)}<br/><small>${escapeText(detail)}</small>`;
  return `${open}"${text}"${close}`;
}

function drawEdge({ from, to, label, kind }: DrawingEdge, ids: ReadonlyMap<string, string>): string {
  const arrow = kind === "event" ? "-->" : "-.->";
  const name = label === undefined ? "" : `|"${escapeText(label)}"|`;
  return `  ${ids.get(from) ?? ""} ${arrow}${name} ${ids.get(to) ?? ""}`;
}

/** Mermaid has entities of its own, which begin with `#`. */
function escapeText(text: string): string {
  return text.replace(/[#"<>&;`\n\r]/g, (character) => `#${character.charCodeAt(0)};`);
}

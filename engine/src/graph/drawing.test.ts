// Drawings: what is drawn of a definition, that every format holds it, and that boxes never lie on each other.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OptionError } from "../errors/option-error.ts";
import type { Drawing } from "./drawing.ts";
import { flowDrawing } from "./flow-drawing.ts";
import { placeDrawing } from "./place-drawing.ts";
import { renderDrawing } from "./render-drawing.ts";
import type { StepNode, WorkflowGraph } from "./workflow-graph.ts";

function stepNode(node: Pick<StepNode, "name" | "accepts" | "emits"> & Partial<StepNode>): StepNode {
  return { input: { kind: "event" }, acceptSubclasses: false, workers: 4, ...node };
}

const graph: WorkflowGraph = {
  formatVersion: 1,
  name: "approval",
  startEvent: "StartEvent",
  stopEvent: "StopEvent",
  steps: [
    stepNode({
      name: "draft",
      accepts: ["StartEvent", "Rewrite"],
      emits: ["Draft"],
      workers: 1,
      maxAttempts: 3,
      timeoutMs: 500,
    }),
    stepNode({ name: "ask", accepts: ["Draft"], emits: ["Question"] }),
    stepNode({ name: "hear", accepts: ["Answer"], emits: ["Rewrite", "StopEvent"] }),
    stepNode({ name: "all", accepts: ["Draft"], emits: [], input: { kind: "collect", take: 2 } }),
    stepNode({
      name: "giveUp",
      accepts: ["StepFailedEvent"],
      emits: ["StopEvent"],
      recovers: { steps: ["draft"], maxRecoveries: 1 },
    }),
  ],
  events: [
    { type: "StartEvent", role: "start" },
    { type: "Rewrite", role: "plain" },
    { type: "Draft", role: "plain" },
    { type: "Question", role: "inputRequired" },
    { type: "Answer", role: "humanResponse" },
    { type: "StopEvent", role: "stop" },
    { type: "StepFailedEvent", role: "stepFailed" },
  ],
};

const hostile: Drawing = {
  title: '</title><script>alert("1")</script>',
  of: "flow",
  nodes: [
    { id: 'a"b\\', kind: "step", label: '<img src=x onerror="x">', detail: "line\nbreak; -->|x|" },
    { id: "c", kind: "event", label: "]] --> n9\u202e\u0007" },
  ],
  edges: [{ from: 'a"b\\', to: "c", kind: "event", label: '"|<&' }],
};

describe("the drawing of a definition", () => {
  const drawing = flowDrawing(graph);

  it("has a box for each step and event, with its kind and what is special about it", () => {
    const boxes = drawing.nodes.map(({ kind, label, detail }) =>
      [kind, label, detail].filter((part) => part !== undefined).join(": "),
    );
    expect(boxes).toStrictEqual([
      "start: StartEvent",
      "event: Rewrite",
      "step: draft: 1 worker · up to 3 attempts · 500 ms",
      "event: Draft",
      "step: ask",
      "question: Question",
      "answer: Answer",
      "step: hear",
      "stop: StopEvent",
      "step: all: collects 2",
      "recovery: giveUp: recovers",
      "person: a person",
    ]);
  });

  it("has an arrow for each way an event may go, to persons and from failures too", () => {
    const arrows = drawing.edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`);
    expect(arrows).toContain("event:Rewrite event step:draft");
    expect(arrows).toContain("step:hear event event:StopEvent");
    expect(arrows).toContain("step:draft failure step:giveUp");
    expect(arrows).toContain("event:Question outside person");
    expect(arrows).toContain("person outside event:Answer");
    expect(arrows).toHaveLength(13);
  });

  it("shows a handler of every step as one that the failure event leads to", () => {
    const wildcard = stepNode({
      name: "rescue",
      accepts: ["StepFailedEvent"],
      emits: [],
      recovers: { steps: "*", maxRecoveries: 1 },
    });
    const arrows = flowDrawing({ ...graph, steps: [...graph.steps.slice(0, 4), wildcard] }).edges;
    expect(arrows).toContainEqual({ from: "event:StepFailedEvent", to: "step:rescue", kind: "event" });
  });

  it("draws the descendants that a step takes", () => {
    const parent: WorkflowGraph = {
      ...graph,
      steps: [
        stepNode({ name: "make", accepts: ["StartEvent"], emits: ["Child"] }),
        stepNode({ name: "take", accepts: ["Draft"], emits: ["StopEvent"], acceptSubclasses: true }),
      ],
      events: [...graph.events, { type: "Child", role: "plain", parent: "Draft" }],
    };
    expect(flowDrawing(parent).edges).toContainEqual({ from: "event:Child", to: "step:take", kind: "event" });
  });
});

describe("formats", () => {
  it("html is one page with the drawing, a policy that allows nothing else, and no address", async () => {
    const html = await renderDrawing(flowDrawing(graph));
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain("default-src 'none'");
    expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<script|@import|url\((?!#)/);
    for (const { label } of flowDrawing(graph).nodes) expect(html).toContain(`>${label}</text>`);
  });

  it("svg stands alone", async () => {
    const svg = await renderDrawing(flowDrawing(graph), { format: "svg" });
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"[\s\S]*<\/svg>$/);
    expect(svg.match(/<path class="arrow/g)).toHaveLength(13);
  });

  it("mermaid and dot name every box once and every arrow", async () => {
    const mermaid = await renderDrawing(flowDrawing(graph), { format: "mermaid" });
    expect(mermaid).toMatch(/^flowchart TD\n/);
    expect(mermaid.match(/:::/g)).toHaveLength(12);
    expect(mermaid.match(/ (-->|-\.->)/g)).toHaveLength(13);
    const dot = await renderDrawing(flowDrawing(graph), { format: "dot" });
    expect(dot.match(/ -> /g)).toHaveLength(13);
    expect(dot).toContain('"step:draft" [label="draft\\n1 worker');
  });

  it("json is the drawing as data, and files get what is returned", async () => {
    const folder = await mkdtemp(join(tmpdir(), "stepscope-drawing-"));
    try {
      const drawing = await renderDrawing(flowDrawing(graph), { format: "json", filename: join(folder, "flow.json") });
      expect(drawing.nodes[0]?.label).toBe("StartEvent");
      expect(JSON.parse(await readFile(join(folder, "flow.json"), "utf8"))).toStrictEqual(drawing);
      const dot = await renderDrawing(flowDrawing(graph), { format: "dot", filename: join(folder, "flow.dot") });
      expect(await readFile(join(folder, "flow.dot"), "utf8")).toBe(dot);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("hold hostile names as text", async () => {
    const html = await renderDrawing(hostile);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<img");
    for (const hidden of ["\u202e", "\u0007"]) expect(html).not.toContain(hidden);
    const dot = await renderDrawing(hostile, { format: "dot" });
    expect(dot).toContain(String.raw`"a\"b\\" -> "c" [label="\"|<&"];`);
    expect(dot.split("\n")).toHaveLength(9);
    const mermaid = await renderDrawing(hostile, { format: "mermaid" });
    expect(mermaid.split("\n").filter((line) => line.includes("n9"))).toStrictEqual([
      expect.stringContaining('n1("]] --#62; n9'),
    ]);
  });

  it("that do not exist are refused", async () => {
    const wrong: object = { format: "png" };
    await expect(renderDrawing(hostile, wrong)).rejects.toThrow(OptionError);
    const inherited: object = { format: "constructor" };
    await expect(renderDrawing(hostile, inherited)).rejects.toThrow(/html, svg, mermaid, dot or json/);
  });
});

describe("places", () => {
  const drawings = fc
    .tuple(fc.integer({ min: 1, max: 25 }), fc.array(fc.tuple(fc.nat(24), fc.nat(24)), { maxLength: 60 }))
    .map(([count, pairs]): Drawing => ({
      title: "random",
      of: "flow",
      nodes: Array.from({ length: count }, (_, number) => ({
        id: String(number),
        kind: "event",
        label: "x".repeat((number * 7) % 23),
        ...(number % 3 === 0 ? { detail: "detail" } : {}),
      })),
      edges: pairs.map(([from, to]) => ({ from: String(from % count), to: String(to % count), kind: "event" })),
    }));

  it("keep boxes apart and everything inside, whatever the graph", () => {
    fc.assert(
      fc.property(drawings, (drawing) => {
        const { boxes, arrows, width, height } = placeDrawing(drawing);
        for (const [at, one] of boxes.entries()) {
          expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= width && one.y + one.height <= height).toBe(true);
          for (const other of boxes.slice(at + 1)) {
            const isApart =
              one.x + one.width < other.x ||
              other.x + other.width < one.x ||
              one.y + one.height < other.y ||
              other.y + other.height < one.y;
            expect(isApart).toBe(true);
          }
        }
        expect(arrows.every(({ path }) => /^M-?[\d.]+ /.test(path) && !path.includes("NaN"))).toBe(true);
        const places = arrows.flatMap(({ path }) => path.match(/-?[\d.]+/g) ?? []).map(Number);
        expect(Math.min(0, ...places)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("are found for nothing at all, and for thousands of boxes", () => {
    expect(placeDrawing({ title: "", of: "flow", nodes: [], edges: [] }).boxes).toStrictEqual([]);
    const nodes = Array.from({ length: 3_000 }, (_, number) => ({
      id: String(number),
      kind: "step" as const,
      label: `step ${number}`,
    }));
    const edges = nodes
      .slice(1)
      .map(({ id }, number) => ({ from: String(Math.floor(number / 3)), to: id, kind: "event" as const }));
    expect(placeDrawing({ title: "wide", of: "execution", nodes, edges }).boxes).toHaveLength(3_000);
  });
});

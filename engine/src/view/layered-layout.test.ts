import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GRAPH_MEASURES, type GraphLayout, type GraphModel } from "./graph-view.ts";
import { assignLayers } from "../graph/layer-assignment.ts";
import { countCrossings, orderLayers } from "../graph/layer-order.ts";
import { layoutGraph } from "./layered-layout.ts";

const SUMS = { executions: 1, completed: 1, failed: 0, retries: 0, active: 0, totalMs: 0 };

function graph(nodeCount: number, pairs: readonly (readonly [number, number])[], isTaken = true): GraphModel {
  return {
    kind: "execution",
    isCollapsed: false,
    nodes: Array.from({ length: nodeCount }, (_, at) => ({
      id: `n${at}`,
      kind: "execution",
      step: `step${at % 3}`,
      executionIndexes: [at],
      ordinal: 0,
      sums: SUMS,
      isCollecting: false,
      isEntry: false,
      isEnd: false,
      needsPerson: false,
      isRecovery: false,
    })),
    edges: pairs.map(([from, to], at) => ({
      id: `e${at}`,
      from: `n${from}`,
      to: `n${to}`,
      kind: "event",
      eventType: "E",
      count: 1,
      isTaken,
    })),
  };
}

function nodeOf(layout: GraphLayout, id: string): GraphLayout["nodes"][number] {
  const node = layout.nodes.find((one) => one.id === id);
  if (node === undefined) throw new RangeError(`no node ${id}`);
  return node;
}

const anyGraph = fc.integer({ min: 1, max: 40 }).chain((nodeCount) =>
  fc.record({
    nodeCount: fc.constant(nodeCount),
    pairs: fc.array(fc.tuple(fc.nat(nodeCount - 1), fc.nat(nodeCount - 1)), { maxLength: 80 }),
  }),
);

describe("layers", () => {
  it("put every node below all that lead to it, but for ways back", () => {
    fc.assert(
      fc.property(anyGraph, ({ nodeCount, pairs }) => {
        const edges = pairs.map(([from, to]) => ({ from, to }));
        const { layerOf, isBack, layerCount } = assignLayers(nodeCount, edges);
        for (const [at, edge] of edges.entries()) {
          if (isBack[at] === 0) expect(layerOf[edge.to]).toBeGreaterThan(layerOf[edge.from] ?? Infinity);
        }
        expect(Math.max(...layerOf)).toBe(layerCount - 1);
      }),
    );
  });

  it("call no edge a way back where there is no loop", () => {
    fc.assert(
      fc.property(anyGraph, ({ nodeCount, pairs }) => {
        const down = pairs
          .filter(([from, to]) => from !== to)
          .map(([from, to]) => ({ from: Math.min(from, to), to: Math.max(from, to) }));
        expect(assignLayers(nodeCount, down).isBack).not.toContain(1);
      }),
    );
  });

  it("call only the closing edge of a loop a way back", () => {
    const { isBack } = assignLayers(
      4,
      [0, 1, 2, 3].map((from) => ({ from, to: from === 3 ? 1 : from + 1 })),
    );
    expect([...isBack]).toEqual([0, 0, 0, 1]);
  });

  it("hold a chain of 20,000 without running out of stack", () => {
    const { layerCount } = assignLayers(
      20_000,
      Array.from({ length: 19_999 }, (_, from) => ({ from, to: from + 1 })),
    );
    expect(layerCount).toBe(20_000);
  });
});

describe("order within layers", () => {
  const crossed = (): Parameters<typeof orderLayers>[0] => ({
    layers: [
      [0, 1, 2],
      [3, 4, 5],
    ],
    above: [[], [], [], [2], [1], [0]],
    below: [[5], [4], [3], [], [], []],
  });

  it("counts crossings", () => expect(countCrossings(crossed())).toBe(3));

  it("removes those that can go, and stops at once when it is late", () => {
    const tidy = crossed();
    expect(orderLayers(tidy, () => false)).toBe(true);
    expect(countCrossings(tidy)).toBe(0);
    const late = crossed();
    expect(orderLayers(late, () => true)).toBe(false);
    expect(countCrossings(late)).toBe(3);
  });
});

describe("a layout", () => {
  it("has the drawing's measures: a fan-out with elbows of 8 px, its label on the trunk", () => {
    const layout = layoutGraph(
      graph(4, [
        [0, 1],
        [0, 2],
        [0, 3],
      ]),
    );
    expect(layout.nodes.map(({ x, y }) => [x, y])).toEqual([
      [194, 0],
      [0, 71],
      [194, 71],
      [388, 71],
    ]);
    expect(layout.edges[0]?.path).toBe("M284 42V49Q284 57 276 57H98Q90 57 90 65V69");
    expect(layout.edges[1]?.path).toBe("M284 42V69");
    expect(layout.labels).toMatchObject([{ eventType: "E", count: 3, x: 284, y: 57 }]);
    expect([layout.width, layout.height]).toEqual([568, 113]);
  });

  it("draws the way back of a loop at the left, inside the drawing", () => {
    const layout = layoutGraph(
      graph(2, [
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
    );
    expect(layout.edges.map((edge) => edge.isBack)).toEqual([false, true, true]);
    const numbers = layout.edges.flatMap((edge) => edge.path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  });

  it("lets what was taken run straight, and puts what was not aside", () => {
    const model = graph(4, [
      [0, 1],
      [0, 2],
      [2, 1],
      [1, 3],
    ]);
    const edges = model.edges.map((edge) => ({ ...edge, isTaken: edge.from !== "n2" && edge.to !== "n2" }));
    const layout = layoutGraph({ ...model, edges });
    expect(new Set(["n0", "n1", "n3"].map((id) => nodeOf(layout, id).x)).size).toBe(1);
    expect(Math.abs(nodeOf(layout, "n2").x - nodeOf(layout, "n0").x)).toBeGreaterThan(GRAPH_MEASURES.nodeWidth / 2);
  });

  it("places everything, overlaps nothing, and stays inside its own size", () => {
    fc.assert(
      fc.property(anyGraph, fc.boolean(), ({ nodeCount, pairs }, isLate) => {
        const model = graph(nodeCount, pairs);
        const layout = layoutGraph(model, { isLate: () => isLate });
        expect(layout.nodes.map((node) => node.id)).toEqual(model.nodes.map((node) => node.id));
        expect(new Set(layout.edges.map((edge) => edge.id))).toEqual(new Set(model.edges.map((edge) => edge.id)));
        expect(layout.labels.flatMap((label) => label.edgeIds).toSorted()).toEqual(
          model.edges.map((edge) => edge.id).toSorted(),
        );
        for (const edge of layout.edges) expect(edge.path).toMatch(/^M[-\d. MVHQC]+$/);
        const byLayer = Map.groupBy(layout.nodes, (node) => node.layer);
        for (const nodes of byLayer.values()) {
          const sorted = nodes.toSorted((one, other) => one.x - other.x);
          expect(new Set(sorted.map((node) => node.y)).size).toBe(1);
          for (const [at, node] of sorted.entries()) {
            expect(node.x).toBeGreaterThanOrEqual(0);
            expect(node.x + node.width).toBeLessThanOrEqual(layout.width);
            const before = sorted[at - 1];
            if (before !== undefined)
              expect(node.x - before.x).toBeGreaterThanOrEqual(GRAPH_MEASURES.nodeWidth + GRAPH_MEASURES.gap - 2);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it("draws a step's nodes as one when there are too many", () => {
    const layout = layoutGraph(graph(50, [[0, 1]]), { maximumNodes: 20 });
    expect(layout.model.isCollapsed).toBe(true);
    expect(layout.nodes.map((node) => node.id)).toEqual(["step:step0", "step:step1", "step:step2"]);
    expect(layout.model.nodes[0]?.sums.executions).toBe(17);
  });

  it("of nothing is empty", () => {
    expect(layoutGraph(graph(0, []))).toMatchObject({ nodes: [], edges: [], width: 0, height: 0 });
  });
});

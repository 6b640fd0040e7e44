// The graph of a workflow as it is defined, with numbers over many runs.

"use client";

import { type ReactElement, useCallback, useMemo, useState } from "react";
import { type GraphNode, type StepStatistics, type WorkflowGraph, definitionGraph } from "stepscope/view";
import { formatCompact, formatDuration } from "#lib/format.ts";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { GraphCanvas } from "./graph-canvas.tsx";
import { GraphList } from "./graph-list.tsx";
import type { NodeFacts } from "./node-facts.ts";
import { useGraphLayout } from "./use-graph-layout.ts";

export interface WorkflowDefinitionGraphProps {
  readonly graph: WorkflowGraph;
  readonly statistics: readonly StepStatistics[];
}

function factsFrom(node: GraphNode, statistics: StepStatistics | undefined): NodeFacts {
  const words = [
    ...(statistics === undefined
      ? []
      : [`${formatCompact(statistics.executions)} ${statistics.executions === 1 ? "execution" : "executions"}`]),
    ...(statistics !== undefined && statistics.failures > 0 ? [`${formatCompact(statistics.failures)} failed`] : []),
    ...(statistics === undefined && node.needsPerson ? ["needs a person"] : []),
    ...(statistics === undefined && node.isRecovery ? ["only after a failure"] : []),
  ];
  return {
    phase: statistics === undefined ? "notYet" : statistics.failures > 0 ? "failed" : "completed",
    title: node.step,
    mark: "",
    time: statistics === undefined ? "" : formatDuration(statistics.p95Ms),
    detail: words.join(", "),
    isStack: false,
  };
}

/** The drawing; a node says p95, executions and failures. */
export function WorkflowDefinitionGraph({ graph, statistics }: WorkflowDefinitionGraphProps): ReactElement {
  const isNarrow = useIsNarrow();
  const model = useMemo(() => {
    const plain = definitionGraph(graph);
    return { ...plain, edges: plain.edges.map((edge) => ({ ...edge, isTaken: true })) };
  }, [graph]);
  const layout = useGraphLayout(model);
  const [selectedNode, setSelectedNode] = useState<string>();
  const byStep = useMemo(() => new Map(statistics.map((one) => [one.step, one])), [statistics]);
  const factsOf = useCallback((node: GraphNode) => factsFrom(node, byStep.get(node.step)), [byStep]);
  const select = useCallback((node: GraphNode) => setSelectedNode(node.id), []);
  if (layout === undefined) return <SkeletonRows count={6} />;
  const shared = { layout, factsOf, selectedNode, onSelect: select };
  return (
    <section aria-label="Definition" className="canvas-dots relative flex min-h-0 flex-1 flex-col">
      {isNarrow ? <GraphList {...shared} /> : <GraphCanvas {...shared} />}
    </section>
  );
}

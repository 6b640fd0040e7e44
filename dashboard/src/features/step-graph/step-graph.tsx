// The graph of a run: by execution or by definition, at the point where the replay stands.

"use client";

import { ListTree } from "lucide-react";
import { type ReactElement, useCallback, useDeferredValue, useMemo, useState } from "react";
import {
  type GraphEdge,
  type GraphLayout,
  type GraphNode,
  type WorkflowGraph,
  definitionGraph,
  executionGraph,
} from "stepscope/view";
import { useStore } from "zustand";
import { type Playhead, playheadSeq } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { Button } from "#ui/button.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { GraphCanvas } from "./graph-canvas.tsx";
import { GraphLegend } from "./graph-legend.tsx";
import { GraphList } from "./graph-list.tsx";
import { nodeFacts } from "./node-facts.ts";
import { nodeOfSelection, selectionOfNode } from "./node-selection.ts";
import { useGraphLayout } from "./use-graph-layout.ts";

export interface StepGraphProps {
  readonly model: RunModel;
  readonly graph: WorkflowGraph | undefined;
  readonly playhead: Playhead;
  readonly selection: string | undefined;
  readonly onSelect: (selection: string) => void;
}

type Mode = "execution" | "definition";

/** The graph in one of its two forms. */
function useGraphModel({ model, graph }: StepGraphProps, mode: Mode) {
  const { view, groups } = model;
  return useMemo(
    () =>
      mode === "definition" && graph !== undefined
        ? definitionGraph(graph, view)
        : executionGraph(view, { groups, ...(graph === undefined ? {} : { graph }) }),
    [mode, graph, view, groups],
  );
}

/** What has happened by a record: the facts of each node, and which edges were taken. */
function useProgress(model: RunModel, layout: GraphLayout | undefined, seq: number) {
  const { view } = model;
  const factsOf = useCallback((node: GraphNode) => nodeFacts(view, node, seq), [view, seq]);
  const begun = useMemo(
    () =>
      new Set(
        layout?.model.nodes
          .filter((node) => node.executionIndexes.some((at) => (view.executions[at]?.firstSeq ?? Infinity) <= seq))
          .map((node) => node.id),
      ),
    [layout, view, seq],
  );
  const isReached = useCallback(
    (edge: GraphEdge) => edge.isTaken && begun.has(edge.from) && begun.has(edge.to),
    [begun],
  );
  return { factsOf, isReached };
}

interface ToolsProps {
  readonly mode: Mode | undefined;
  readonly onMode: (mode: Mode) => void;
  readonly asList: boolean | undefined;
  readonly onAsList: (asList: boolean) => void;
}

function Tools({ mode, onMode, asList, onAsList }: ToolsProps): ReactElement {
  return (
    <div className="absolute top-3 left-3 z-3 flex gap-2">
      {mode !== undefined && (
        <Segmented
          label="Graph of"
          value={mode}
          options={[
            { value: "definition", label: "Definition" },
            { value: "execution", label: "Execution" },
          ]}
          onChange={onMode}
        />
      )}
      {asList !== undefined && (
        <Button size="sm" pressed={asList} onClick={() => onAsList(!asList)} className="h-7">
          <ListTree aria-hidden />
          As list
        </Button>
      )}
    </div>
  );
}

/** What the drawing leaves out, when it does. */
function Caveat({ layout }: { readonly layout: GraphLayout }): ReactElement | null {
  if (!layout.model.isCollapsed && !layout.isPartial) return null;
  return (
    <p className="absolute top-3.5 right-3 z-3 rounded-full border border-border bg-card px-2 py-0.5 text-2xs text-muted-foreground">
      {layout.model.isCollapsed
        ? "Many executions of one step share a node."
        : "Drawn in haste: the graph is very large."}
    </p>
  );
}

/** The panel. */
export function StepGraph(props: StepGraphProps): ReactElement {
  const { model, graph, playhead, selection, onSelect } = props;
  const { view } = model;
  const isNarrow = useIsNarrow();
  const [mode, setMode] = useState<Mode>("execution");
  const [asList, setAsList] = useState(false);
  const layout = useGraphLayout(useGraphModel(props, mode));
  const seq = useDeferredValue(useStore(playhead, (state) => playheadSeq(state, view)));
  const { factsOf, isReached } = useProgress(model, layout, seq);
  const selectedNode = useMemo(
    () => (layout === undefined ? undefined : nodeOfSelection(layout.model.nodes, model, selection)),
    [layout, model, selection],
  );
  const select = useCallback(
    (node: GraphNode) => {
      const target = selectionOfNode(node, model);
      if (target !== undefined) onSelect(target);
    },
    [model, onSelect],
  );
  if (layout === undefined) return <SkeletonRows count={8} />;
  const shared = { layout, factsOf, selectedNode, onSelect: select };
  return (
    <section aria-label="Step graph" className="canvas-dots relative flex min-h-0 min-w-0 flex-1 flex-col">
      <Tools
        mode={graph === undefined ? undefined : mode}
        onMode={setMode}
        asList={isNarrow ? undefined : asList}
        onAsList={setAsList}
      />
      {asList || isNarrow ? (
        <GraphList {...shared} />
      ) : (
        <GraphCanvas key={layout.model.kind} {...shared} isReached={isReached} />
      )}
      <GraphLegend view={view} seq={seq} />
      <Caveat layout={layout} />
    </section>
  );
}

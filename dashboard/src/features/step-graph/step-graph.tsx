// The graph of a run: by execution or by definition, at the point where the replay stands.

"use client";

import { ListTree, Maximize, Minus, Plus } from "lucide-react";
import { type ReactElement, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import {
  type GraphNode,
  type PhaseCounts,
  type RunView,
  type WorkflowGraph,
  definitionGraph,
  executionGraph,
  groupRowId,
  phaseCountsAt,
} from "stepscope/view";
import { useStore } from "zustand";
import { formatCount } from "#lib/format.ts";
import { phaseStatus } from "#lib/run/phase-status.ts";
import { type Playhead, playheadSeq } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { Button } from "#ui/button.tsx";
import { IconButton } from "#ui/icon-button.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { Status } from "#ui/status.tsx";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { GraphEdges } from "./graph-edges.tsx";
import { GraphList } from "./graph-list.tsx";
import { GraphNodeView } from "./graph-node.tsx";
import { nodeFacts } from "./node-facts.ts";
import { useGraphLayout } from "./use-graph-layout.ts";
import { fitPan, usePanZoom } from "./use-pan-zoom.ts";

export interface StepGraphProps {
  readonly model: RunModel;
  readonly graph: WorkflowGraph | undefined;
  readonly playhead: Playhead;
  readonly selection: string | undefined;
  readonly onSelect: (selection: string) => void;
}

const LEGEND = [
  "completed",
  "running",
  "backingOff",
  "waiting",
  "queued",
  "failed",
  "cut",
  "notYet",
] as const satisfies readonly (keyof PhaseCounts)[];

/** How many executions are in each phase, with what has not begun. */
function Legend({ view, seq }: { readonly view: RunView; readonly seq: number }): ReactElement {
  const counts = useMemo(
    () =>
      phaseCountsAt(
        view,
        view.executions.map((execution) => execution.index),
        seq,
      ),
    [view, seq],
  );
  return (
    <div
      role="group"
      aria-label="Executions by status"
      className="absolute bottom-3 left-3 z-3 grid gap-0.5 rounded-card border border-border bg-card px-3 py-2 text-xs shadow-sm max-sm:static max-sm:mx-3 max-sm:mb-3"
    >
      {LEGEND.filter((phase) => counts[phase] > 0).map((phase) => (
        <span key={phase} className="flex items-center gap-4">
          <Status status={phaseStatus(phase)} className="text-xs font-normal" />
          <b className="nums ml-auto font-medium">{formatCount(counts[phase])}</b>
        </span>
      ))}
    </div>
  );
}

/** The node that stands for what is selected. */
function nodeOfSelection(
  nodes: readonly GraphNode[],
  model: RunModel,
  selection: string | undefined,
): string | undefined {
  if (selection === undefined) return undefined;
  const own = nodes.find((node) => node.id === selection);
  if (own !== undefined) return own.id;
  const { view } = model;
  const span = selection.startsWith("span:") ? view.spans[view.spanIndexById.get(selection.slice(5)) ?? -1] : undefined;
  const index = span?.executionIndex ?? view.executionIndexById.get(selection.replace(/@\d+$/u, "")) ?? -1;
  return index < 0 ? undefined : nodes.find((node) => node.executionIndexes.includes(index))?.id;
}

/** What selecting a node selects: its execution, or the group of its executions. */
function selectionOfNode(node: GraphNode, model: RunModel): string | undefined {
  const [first] = node.executionIndexes;
  if (first === undefined) return undefined;
  if (node.executionIndexes.length === 1) return model.view.executions[first]?.id;
  const group = model.groups.groups[model.groups.groupByExecution[first] ?? -1];
  return group === undefined ? model.view.executions[first]?.id : groupRowId(group.id);
}

/** The panel. */
export function StepGraph({ model, graph, playhead, selection, onSelect }: StepGraphProps): ReactElement {
  const { view } = model;
  const isNarrow = useIsNarrow();
  const [mode, setMode] = useState<"execution" | "definition">("execution");
  const [asList, setAsList] = useState(false);
  const graphModel = useMemo(
    () =>
      mode === "definition" && graph !== undefined
        ? definitionGraph(graph, view)
        : executionGraph(view, { groups: model.groups, ...(graph === undefined ? {} : { graph }) }),
    [mode, graph, view, model.groups],
  );
  const layout = useGraphLayout(graphModel);
  const seq = useDeferredValue(useStore(playhead, (state) => playheadSeq(state, view)));
  const factsOf = useCallback((node: GraphNode) => nodeFacts(view, node, seq), [view, seq]);
  const viewport = useRef<HTMLDivElement>(null);
  const { pan, setPan, zoom, onPointerDown, onKeyDown } = usePanZoom(viewport);
  const fit = useCallback(() => {
    if (layout !== undefined && viewport.current !== null)
      setPan(fitPan(layout, { width: viewport.current.clientWidth, height: viewport.current.clientHeight }));
  }, [layout, setPan]);
  const shape =
    layout === undefined ? "" : `${layout.model.kind} ${Math.round(layout.width)} ${Math.round(layout.height)}`;
  // oxlint-disable-next-line react/exhaustive-deps -- a run that goes on keeps its place unless the graph grows
  useEffect(fit, [shape]);
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
  const nodes = new Map(layout.model.nodes.map((node) => [node.id, node]));
  const isList = asList || isNarrow;
  const size = viewport.current;
  const isInSight = (x: number, y: number): boolean =>
    size === null ||
    (x * pan.scale + pan.x < size.clientWidth + 240 &&
      (x + 180) * pan.scale + pan.x > -240 &&
      y * pan.scale + pan.y < size.clientHeight + 120 &&
      (y + 42) * pan.scale + pan.y > -120);
  return (
    <section aria-label="Step graph" className="canvas-dots relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="absolute top-3 left-3 z-3 flex gap-2">
        {graph !== undefined && (
          <Segmented
            label="Graph of"
            value={mode}
            options={[
              { value: "definition", label: "Definition" },
              { value: "execution", label: "Execution" },
            ]}
            onChange={setMode}
          />
        )}
        {!isNarrow && (
          <Button size="sm" pressed={asList} onClick={() => setAsList(!asList)} className="h-7">
            <ListTree aria-hidden />
            As list
          </Button>
        )}
      </div>
      {isList ? (
        <GraphList layout={layout} factsOf={factsOf} selectedNode={selectedNode} onSelect={select} />
      ) : (
        <div
          ref={viewport}
          role="application"
          aria-label="Canvas: drag or use the arrow keys to move, control and wheel to zoom"
          tabIndex={0}
          onPointerDown={onPointerDown}
          onKeyDown={onKeyDown}
          className="relative min-h-0 flex-1 cursor-grab touch-none overflow-hidden -outline-offset-2 active:cursor-grabbing"
        >
          <div
            className="absolute top-0 left-0 isolate origin-top-left"
            style={{
              width: layout.width,
              height: layout.height,
              transform: `translate(${pan.x}px, ${pan.y}px) scale(${pan.scale})`,
            }}
          >
            <GraphEdges layout={layout} selectedNode={selectedNode} />
            {layout.nodes.map((place) => {
              const node = nodes.get(place.id);
              return node === undefined || !isInSight(place.x, place.y) ? null : (
                <GraphNodeView
                  key={place.id}
                  node={node}
                  place={place}
                  facts={factsOf(node)}
                  isSelected={place.id === selectedNode}
                  onSelect={select}
                />
              );
            })}
          </div>
        </div>
      )}
      <Legend view={view} seq={seq} />
      {!isList && (
        <div className="absolute right-3 bottom-3 z-3 flex flex-col rounded-control border border-border bg-card shadow-sm">
          <IconButton label="Zoom in" onClick={() => zoom(1.25)}>
            <Plus aria-hidden />
          </IconButton>
          <IconButton label="Zoom out" onClick={() => zoom(0.8)}>
            <Minus aria-hidden />
          </IconButton>
          <IconButton label="Fit" onClick={fit}>
            <Maximize aria-hidden />
          </IconButton>
        </div>
      )}
      {(layout.model.isCollapsed || layout.isPartial) && (
        <p className="absolute top-3.5 right-3 z-3 rounded-full border border-border bg-card px-2 py-0.5 text-2xs text-muted-foreground">
          {layout.model.isCollapsed
            ? "Executions of a step share a node: there are too many to draw each."
            : "Drawn in haste: the graph is very large."}
        </p>
      )}
    </section>
  );
}

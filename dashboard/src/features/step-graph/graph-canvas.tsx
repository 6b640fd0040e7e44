// The canvas of a graph: pan, zoom, only the nodes in sight.

"use client";

import { Maximize, Minus, Plus } from "lucide-react";
import { type ReactElement, type RefObject, useEffect, useEffectEvent, useMemo, useRef } from "react";
import type { GraphEdge, GraphLayout, GraphNode, PlacedNode } from "stepscope/view";
import { IconButton } from "#ui/icon-button.tsx";
import { GraphEdges } from "./graph-edges.tsx";
import { GraphNodeView } from "./graph-node.tsx";
import type { NodeFacts } from "./node-facts.ts";
import { type Pan, fitPan, usePanZoom } from "./use-pan-zoom.ts";

export interface GraphCanvasProps {
  readonly layout: GraphLayout;
  readonly factsOf: (node: GraphNode) => NodeFacts;
  /** Whether an edge has been taken by now. @default as the model says */
  readonly isReached?: (edge: GraphEdge) => boolean;
  readonly selectedNode: string | undefined;
  readonly onSelect: (node: GraphNode) => void;
}

const MARGIN_PX = 240;

/** Whether a node is in, or near, what the viewport shows. */
function isInSight(place: PlacedNode, pan: Pan, view: { readonly width: number; readonly height: number }): boolean {
  const left = place.x * pan.scale + pan.x;
  const top = place.y * pan.scale + pan.y;
  return (
    left < view.width + MARGIN_PX &&
    left + place.width * pan.scale > -MARGIN_PX &&
    top < view.height + MARGIN_PX &&
    top + place.height * pan.scale > -MARGIN_PX
  );
}

/** Fits a graph when it first appears, and when it grows. */
function useFit(layout: GraphLayout, viewport: RefObject<HTMLElement | null>, setPan: (pan: Pan) => void): () => void {
  const { width, height } = layout;
  const fit = (): void => {
    const element = viewport.current;
    if (element !== null)
      setPan(fitPan({ width, height }, { width: element.clientWidth, height: element.clientHeight }));
  };
  const onShape = useEffectEvent(fit);
  useEffect(() => onShape(), [width, height]);
  return fit;
}

function ZoomButtons({
  onZoom,
  onFit,
}: {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
}): ReactElement {
  return (
    <div className="absolute right-3 bottom-3 z-3 flex flex-col rounded-control border border-border bg-card shadow-sm">
      <IconButton label="Zoom in" onClick={() => onZoom(1.25)}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton label="Zoom out" onClick={() => onZoom(0.8)}>
        <Minus aria-hidden />
      </IconButton>
      <IconButton label="Fit" onClick={onFit}>
        <Maximize aria-hidden />
      </IconButton>
    </div>
  );
}

/** The canvas. */
export function GraphCanvas({ layout, factsOf, isReached, selectedNode, onSelect }: GraphCanvasProps): ReactElement {
  const viewport = useRef<HTMLDivElement>(null);
  const { pan, setPan, zoom, size, onPointerDown, onKeyDown } = usePanZoom(viewport);
  const fit = useFit(layout, viewport, setPan);
  const nodes = useMemo(() => new Map(layout.model.nodes.map((node) => [node.id, node])), [layout]);
  return (
    <>
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
          <GraphEdges layout={layout} selectedNode={selectedNode} {...(isReached === undefined ? {} : { isReached })} />
          {layout.nodes.map((place) => {
            const node = nodes.get(place.id);
            if (node === undefined || !isInSight(place, pan, size)) return null;
            return (
              <GraphNodeView
                key={place.id}
                node={node}
                place={place}
                facts={factsOf(node)}
                isSelected={place.id === selectedNode}
                onSelect={onSelect}
              />
            );
          })}
        </div>
      </div>
      <ZoomButtons onZoom={zoom} onFit={fit} />
    </>
  );
}

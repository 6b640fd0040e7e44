// The edges of a graph, with one label per event on their common trunk.

import { memo, type ReactElement } from "react";
import type { GraphEdge, GraphLayout, PlacedEdge, PlacedLabel } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatTimes } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { type DrawnEdge, EdgeLayer, type EdgeTone } from "#ui/edge-layer.tsx";

type Tone = "plain" | "lit" | "pale";

const TONES: Readonly<Record<Tone, EdgeTone>> = {
  plain: { line: "stroke-subtle-foreground", head: "fill-subtle-foreground" },
  lit: { line: "stroke-primary", head: "fill-primary" },
  pale: { line: "stroke-border-strong", head: "fill-border-strong" },
};

const DASHES: Readonly<Record<GraphEdge["kind"], string | undefined>> = {
  event: undefined,
  answer: "2 3",
  recovery: "6 3",
};

function drawnEdge(
  { id, path }: PlacedEdge,
  edge: GraphEdge | undefined,
  { isReached, isLit }: { readonly isReached: boolean; readonly isLit: boolean },
): DrawnEdge<Tone> {
  return {
    id,
    path,
    tone: isLit ? "lit" : isReached ? "plain" : "pale",
    widthPx: isLit ? 1.75 : 1.25,
    dashes: edge?.isTaken === true ? DASHES[edge.kind] : "4 4",
    data: { "data-edge": id, "data-reached": isReached },
  };
}

/** The event's name, and how many went this way by now. */
function TrunkLabel({ label, reached }: { readonly label: PlacedLabel; readonly reached: number }): ReactElement {
  const count = reached > 0 && reached < label.count ? `${reached} of ${label.count}` : formatTimes(label.count);
  return (
    <span
      className={cn(
        "code pointer-events-none absolute z-1 h-4 -translate-x-1/2 -translate-y-1/2 rounded-full bg-sunken px-1.5 text-2xs whitespace-nowrap",
        label.isTaken && reached === 0 ? "text-subtle-foreground" : "text-muted-foreground",
      )}
      style={{ left: label.x, top: label.y }}
    >
      {visibleText(label.eventType)} {label.count > 1 && <b className="font-semibold text-foreground">{count}</b>}
    </span>
  );
}

export interface GraphEdgesProps {
  readonly layout: GraphLayout;
  /** The node whose edges stand out. */
  readonly selectedNode: string | undefined;
  /** Whether an edge has been taken by now. @default as the model says */
  readonly isReached?: (edge: GraphEdge) => boolean;
}

function Edges({ layout, selectedNode, isReached = (edge) => edge.isTaken }: GraphEdgesProps): ReactElement {
  const byId = new Map(layout.model.edges.map((edge) => [edge.id, edge]));
  const edges = layout.edges.map((place) => {
    const edge = byId.get(place.id);
    return drawnEdge(place, edge, {
      isReached: edge !== undefined && isReached(edge),
      isLit: selectedNode !== undefined && (edge?.from === selectedNode || edge?.to === selectedNode),
    });
  });
  return (
    <>
      <EdgeLayer id="step-graph" width={layout.width} height={layout.height} tones={TONES} edges={edges} />
      {layout.labels.map((label) => (
        <TrunkLabel
          key={`${label.eventType} ${label.x} ${label.y}`}
          label={label}
          reached={label.edgeIds.reduce((sum, id) => {
            const edge = byId.get(id);
            return sum + (edge !== undefined && isReached(edge) ? edge.count : 0);
          }, 0)}
        />
      ))}
    </>
  );
}

/** All edges. */
export const GraphEdges = memo(Edges);

// The edges of a graph, with one label per event on their common trunk.

import { memo, type ReactElement } from "react";
import type { GraphEdge, GraphLayout, PlacedEdge, PlacedLabel } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatTimes } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";

function EdgePath({
  edge,
  place,
  isReached,
  isLit,
}: {
  readonly edge: GraphEdge | undefined;
  readonly place: PlacedEdge;
  readonly isReached: boolean;
  readonly isLit: boolean;
}): ReactElement {
  const isTaken = edge?.isTaken === true;
  return (
    <path
      d={place.path}
      data-edge={place.id}
      data-reached={isReached}
      markerEnd={isLit ? "url(#arrow-lit)" : isReached ? "url(#arrow)" : "url(#arrow-pale)"}
      className={cn(
        "fill-none",
        isLit ? "stroke-primary" : isReached ? "stroke-subtle-foreground" : "stroke-border-strong",
      )}
      strokeWidth={isLit ? 1.75 : 1.25}
      strokeDasharray={isTaken ? DASHES[edge.kind] : "4 4"}
    />
  );
}

const DASHES: Readonly<Record<GraphEdge["kind"], string | undefined>> = {
  event: undefined,
  answer: "2 3",
  recovery: "6 3",
};

function Arrow({ id, className }: { readonly id: string; readonly className: string }): ReactElement {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX={7}
      refY={4}
      markerWidth={7}
      markerHeight={7}
      orient="auto-start-reverse"
      markerUnits="userSpaceOnUse"
    >
      <path d="M0 0.5L8 4L0 7.5Z" className={className} />
    </marker>
  );
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
  return (
    <>
      <svg
        aria-hidden
        className="pointer-events-none absolute inset-0 overflow-visible"
        width={layout.width}
        height={layout.height}
      >
        <defs>
          <Arrow id="arrow" className="fill-subtle-foreground" />
          <Arrow id="arrow-lit" className="fill-primary" />
          <Arrow id="arrow-pale" className="fill-border-strong" />
        </defs>
        {layout.edges.map((place) => {
          const edge = byId.get(place.id);
          return (
            <EdgePath
              key={place.id}
              edge={edge}
              place={place}
              isReached={edge !== undefined && isReached(edge)}
              isLit={selectedNode !== undefined && (edge?.from === selectedNode || edge?.to === selectedNode)}
            />
          );
        })}
      </svg>
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

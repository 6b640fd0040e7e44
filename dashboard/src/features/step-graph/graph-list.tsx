// The graph as a list: the same nodes in the order of their layers, for narrow screens and screen readers.

import type { ReactElement } from "react";
import type { GraphLayout, GraphNode } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { phaseStatus } from "#lib/run/phase-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Status } from "#ui/status.tsx";
import type { NodeFacts } from "./node-facts.ts";

export interface GraphListProps {
  readonly layout: GraphLayout;
  readonly factsOf: (node: GraphNode) => NodeFacts;
  readonly selectedNode: string | undefined;
  readonly onSelect: (node: GraphNode) => void;
}

/** What leads to a node, in words. */
function sourcesOf(layout: GraphLayout, node: GraphNode): string {
  const events = new Set(
    layout.model.edges.filter((edge) => edge.to === node.id && edge.isTaken).map((edge) => edge.eventType),
  );
  return events.size === 0 ? "" : `from ${[...events].join(", ")}`;
}

/** The list. */
export function GraphList({ layout, factsOf, selectedNode, onSelect }: GraphListProps): ReactElement {
  const nodes = new Map(layout.model.nodes.map((node) => [node.id, node]));
  const ordered = layout.nodes
    .toSorted((a, b) => a.layer - b.layer || a.x - b.x)
    .flatMap((place) => nodes.get(place.id) ?? []);
  return (
    <ul aria-label="Steps of the graph" className="min-h-0 flex-1 overflow-auto p-3 pt-12">
      {ordered.map((node) => {
        const facts = factsOf(node);
        return (
          <li key={node.id}>
            <button
              type="button"
              data-node={node.id}
              data-phase={facts.phase}
              aria-pressed={node.id === selectedNode}
              onClick={() => onSelect(node)}
              className={cn(
                "mb-1 grid w-full grid-cols-[104px_minmax(0,1fr)_auto] items-center gap-x-2 rounded-card border border-border bg-card px-2.5 py-1.5 text-left hover:bg-accent",
                node.id === selectedNode && "border-primary-line bg-primary-soft",
              )}
            >
              <Status status={phaseStatus(facts.phase)} />
              <span className="min-w-0 truncate font-medium">
                {visibleText(facts.title)} {facts.mark}
              </span>
              <span className="nums text-xs text-muted-foreground">{facts.time}</span>
              <span className="col-span-2 col-start-2 truncate text-2xs text-muted-foreground">
                {visibleText([sourcesOf(layout, node), facts.detail].filter((part) => part !== "").join(" · "))}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

// One node: its status, its name, its time, a line beneath.

import { memo, type ReactElement } from "react";
import type { GraphNode, Phase, PlacedNode } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { phaseStatus } from "#lib/run/phase-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { STATUS_LOOK, StatusIcon } from "#ui/status.tsx";
import type { NodeFacts } from "./node-facts.ts";

const EDGE: Readonly<Record<Phase, string>> = {
  notYet: "border-dashed border-border-strong bg-sunken shadow-none",
  queued: "border-dashed border-control-border",
  running: "border-run shadow-[0_0_0_1px_var(--run)]",
  waiting: "border-[3px] border-double border-wait pr-2 pl-1.5",
  backingOff: "border-[1.5px] border-dashed border-retry",
  completed: "border-border-strong",
  failed: "border-fail",
  cut: "border-dashed border-idle",
};

export interface GraphNodeViewProps {
  readonly node: GraphNode;
  readonly place: PlacedNode;
  readonly facts: NodeFacts;
  readonly isSelected: boolean;
  readonly onSelect: (node: GraphNode) => void;
}

function Body({ node, place, facts, isSelected, onSelect }: GraphNodeViewProps): ReactElement {
  const { phase, title, mark, time, detail, isStack } = facts;
  const status = phaseStatus(phase);
  return (
    <button
      type="button"
      data-node={node.id}
      data-phase={phase}
      aria-pressed={isSelected}
      onClick={() => onSelect(node)}
      className={cn(
        "absolute grid grid-cols-[20px_minmax(0,1fr)_auto] content-center items-center gap-x-1 rounded-card border bg-card pr-2.5 pl-2 text-left leading-4 shadow-sm hover:bg-accent",
        EDGE[phase],
        isStack &&
          "before:absolute before:inset-x-1 before:-bottom-[5px] before:-z-1 before:h-1.5 before:rounded-b-[7px] before:border before:border-t-0 before:border-border-strong before:bg-card after:absolute after:inset-x-[9px] after:-bottom-[9px] after:-z-1 after:h-1.5 after:rounded-b-[7px] after:border after:border-t-0 after:border-border-strong after:bg-card",
        isSelected && "shadow-[0_0_0_2px_var(--card),0_0_0_4px_var(--ring)]",
      )}
      style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
    >
      <StatusIcon status={status} className={cn("size-4", detail !== "" && "row-span-2")} />
      <span className="flex min-w-0 gap-1">
        <span className={cn("truncate", phase === "notYet" ? "text-muted-foreground" : "font-medium")}>
          {visibleText(title)}
        </span>
        {mark !== "" && <span className="nums shrink-0 text-muted-foreground">{mark}</span>}
      </span>
      <span className="nums text-xs text-muted-foreground">{time}</span>
      {detail !== "" && (
        <span
          className={cn(
            "nums col-span-2 col-start-2 truncate text-2xs leading-3.5",
            phase === "backingOff" ? "text-retry-fg" : phase === "failed" ? "text-fail-fg" : "text-muted-foreground",
          )}
        >
          {visibleText(detail)}
        </span>
      )}
      <span className="sr-only">{STATUS_LOOK[status].label}</span>
    </button>
  );
}

/** The node. */
export const GraphNodeView = memo(
  Body,
  (before, after) =>
    before.place === after.place &&
    before.isSelected === after.isSelected &&
    before.onSelect === after.onSelect &&
    before.facts.phase === after.facts.phase &&
    before.facts.time === after.facts.time &&
    before.facts.detail === after.facts.detail,
);

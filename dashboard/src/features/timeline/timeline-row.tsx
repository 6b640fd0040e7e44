// One row of the timeline: its name, and its bars.

"use client";

import { type KeyboardEvent, memo, type MouseEvent, type ReactElement } from "react";
import type { TimelineRow } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { RowName, rowSentence } from "./row-name.tsx";
import { RowPlot } from "./row-plot.tsx";
import type { Scale } from "#lib/run/scale.ts";

export interface RowProps {
  readonly row: TimelineRow;
  readonly at: number;
  readonly model: RunModel;
  readonly scale: Scale;
  readonly showsCritical: boolean;
  readonly isSelected: boolean;
  /** Whether the Tab key stops here. */
  readonly isStop: boolean;
  readonly onSelect: (row: TimelineRow) => void;
  readonly onToggle: (rowId: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>, at: number) => void;
  readonly onPoint: (event: MouseEvent, row: TimelineRow) => void;
}

function Row({
  row,
  at,
  model,
  scale,
  showsCritical,
  isSelected,
  isStop,
  onSelect,
  onToggle,
  onKeyDown,
  onPoint,
}: RowProps): ReactElement {
  return (
    <div
      role="row"
      aria-level={row.depth + 1}
      aria-posinset={row.positionInSet}
      aria-setsize={row.setSize}
      aria-selected={isSelected}
      aria-rowindex={at + 1}
      {...(row.isExpandable ? { "aria-expanded": row.isExpanded } : {})}
      tabIndex={isStop ? 0 : -1}
      data-row={row.id}
      onClick={() => onSelect(row)}
      onDoubleClick={() => row.isExpandable && onToggle(row.id)}
      onKeyDown={(event) => onKeyDown(event, at)}
      className={cn(
        "group/row relative grid h-7 cursor-default grid-cols-[var(--names)_minmax(0,1fr)] -outline-offset-2 hover:bg-accent/70 aria-selected:bg-primary-soft max-sm:h-[52px] max-sm:grid-cols-1 max-sm:border-b max-sm:border-gridline",
      )}
    >
      <RowName row={row} model={model} onToggle={() => onToggle(row.id)} />
      <div
        role="gridcell"
        className="relative mr-4 overflow-clip [overflow-clip-margin:3px] max-sm:mx-3 max-sm:h-6"
        onMouseMove={(event) => onPoint(event, row)}
      >
        <span className="sr-only">{rowSentence(row, model)}</span>
        <span aria-hidden className="contents">
          <RowPlot row={row} model={model} scale={scale} showsCritical={showsCritical} />
        </span>
      </div>
    </div>
  );
}

/** The row. */
export const TimelineRowView = memo(Row);

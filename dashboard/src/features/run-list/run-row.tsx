// One run as a row of the list; on a narrow screen as three lines.

"use client";

import { type KeyboardEvent, type ReactElement, memo } from "react";
import type { RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { isOver, shownStatus } from "#lib/run-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Checkbox } from "#ui/checkbox.tsx";
import { Status } from "#ui/status.tsx";
import type { ColumnId } from "./columns.ts";
import { type CellContext, RunCell } from "./run-cells.tsx";

export interface RunRowProps {
  readonly run: RunSummary;
  readonly index: number;
  readonly shown: readonly ColumnId[];
  readonly context: CellContext;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onSelect: (runId: string, isSelected: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>, index: number) => void;
  readonly onOpen: (runId: string) => void;
}

function Row(row: RunRowProps): ReactElement {
  const { run, index, isSelected, context } = row;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={row.isCursor ? 0 : -1}
      data-run={run.runId}
      onKeyDown={(event) => row.onKeyDown(event, index)}
      onClick={(event) => {
        const isControl = event.target instanceof Element && event.target.closest("a,button,[role=checkbox]") !== null;
        if (!isControl) row.onOpen(run.runId);
      }}
      className={cn(
        "grid cursor-default items-center gap-x-3 border-b border-gridline pr-4 pl-2 -outline-offset-2 hover:bg-accent aria-selected:bg-primary-soft sm:h-8 sm:grid-cols-[var(--columns)] [&>*]:min-w-0",
        "max-sm:grid-cols-[20px_minmax(0,1fr)_auto] max-sm:gap-x-2 max-sm:gap-y-0.5 max-sm:px-3 max-sm:py-2",
        row.isCursor && "shadow-[inset_2px_0_var(--primary)]",
      )}
    >
      <span role="gridcell" className="flex items-center">
        <Checkbox
          label={`Select ${run.workflow}, ${run.inputPreview.slice(0, 60)}`}
          checked={isSelected}
          onChange={(checked) => row.onSelect(run.runId, checked)}
        />
      </span>
      <span role="gridcell" className="flex max-sm:col-start-3 max-sm:row-start-1">
        <Status {...shownStatus(run, context.nowMs)} />
      </span>
      <span role="gridcell" className="truncate font-medium max-sm:col-start-2 max-sm:row-start-1">
        {visibleText(run.workflow)}
      </span>
      {row.shown.map((column) => (
        <RunCell key={column} column={column} run={run} context={context} />
      ))}
    </div>
  );
}

/** A row that is over looks the same a second later; one that goes on counts. */
function isSame(before: RunRowProps, after: RunRowProps): boolean {
  return (
    before.run === after.run &&
    before.index === after.index &&
    before.shown === after.shown &&
    before.isSelected === after.isSelected &&
    before.isCursor === after.isCursor &&
    before.onSelect === after.onSelect &&
    before.context.terms === after.context.terms &&
    before.context.longestMs === after.context.longestMs &&
    (isOver(after.run.status) || before.context.nowMs === after.context.nowMs)
  );
}

/** The row. */
export const RunRow = memo(Row, isSame);

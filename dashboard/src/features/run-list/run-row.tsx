// One run as a row of the list; on a narrow screen as three lines.

"use client";

import { RotateCw } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, type ReactElement, memo } from "react";
import type { RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatCompact, formatCost } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { shownStatus } from "#lib/run-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Checkbox } from "#ui/checkbox.tsx";
import { Highlight } from "#ui/highlight.tsx";
import { Status } from "#ui/status.tsx";
import { Tag } from "#ui/tag.tsx";
import { Time } from "#ui/time.tsx";
import type { ColumnId } from "./columns.ts";
import { DurationCell } from "./duration-bar.tsx";

export interface RunRowProps {
  readonly run: RunSummary;
  readonly index: number;
  readonly shown: readonly ColumnId[];
  readonly terms: readonly string[];
  readonly longestMs: number;
  readonly nowMs: number;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onSelect: (runId: string, isSelected: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>, index: number) => void;
  readonly onOpen: (runId: string) => void;
}

function Tries({ tries }: { readonly tries: number }): ReactElement {
  if (tries <= 1) return <span className="text-subtle-foreground">1</span>;
  return (
    <span className="inline-flex items-center gap-1 text-retry-fg">
      <RotateCw aria-hidden className="size-3" />
      {tries}
    </span>
  );
}

const RIGHT = "nums text-right max-sm:hidden";

function OptionalCell({ id, row }: { readonly id: ColumnId; readonly row: RunRowProps }): ReactElement {
  const { run, terms } = row;
  switch (id) {
    case "input":
      return (
        <span
          role="gridcell"
          dir="auto"
          className="truncate text-left text-muted-foreground max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-2"
        >
          <Link href={runHref(run.runId)} prefetch={false} tabIndex={-1} className="hover:text-foreground">
            {run.inputPreview === "" ? (
              <span className="text-subtle-foreground">no input</span>
            ) : (
              <Highlight text={run.inputPreview} terms={terms} />
            )}
          </Link>
        </span>
      );
    case "result":
      return (
        <span
          role="gridcell"
          dir="auto"
          className={cn(
            "truncate text-left max-sm:hidden",
            run.errorMessage === undefined ? "text-muted-foreground" : "text-fail-fg",
          )}
        >
          <Highlight text={run.errorMessage ?? run.resultPreview ?? ""} terms={terms} />
        </span>
      );
    case "duration":
      return (
        <span role="gridcell" className="max-sm:col-start-2 max-sm:row-start-3">
          <DurationCell run={run} longestMs={row.longestMs} nowMs={row.nowMs} />
        </span>
      );
    case "tries":
      return (
        <span role="gridcell" className={RIGHT}>
          <Tries tries={run.maxAttempts} />
        </span>
      );
    case "steps":
      return (
        <span role="gridcell" className={RIGHT}>
          {formatCompact(run.executions)}
        </span>
      );
    case "tokens":
      return (
        <span role="gridcell" className={RIGHT}>
          {run.totalTokens === 0 ? <span className="text-subtle-foreground">–</span> : formatCompact(run.totalTokens)}
        </span>
      );
    case "cost":
      return (
        <span role="gridcell" className={RIGHT}>
          {run.costUsd === 0 ? <span className="text-subtle-foreground">–</span> : formatCost(run.costUsd)}
        </span>
      );
    case "version":
      return (
        <span role="gridcell" className="code truncate text-muted-foreground max-sm:hidden">
          {run.version ?? run.definitionHash.slice(0, 8)}
        </span>
      );
    case "tags":
      return (
        <span role="gridcell" className="flex gap-1 overflow-hidden max-sm:hidden">
          {run.tags.map((tag) => (
            <Tag key={tag}>{visibleText(tag)}</Tag>
          ))}
        </span>
      );
    case "started":
      return (
        <span role="gridcell" className="nums text-right text-muted-foreground max-sm:col-start-3 max-sm:row-start-3">
          <Time timeMs={run.startedAtMs} />
        </span>
      );
  }
}

function Row(row: RunRowProps): ReactElement {
  const { run, index, isSelected } = row;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={row.isCursor ? 0 : -1}
      data-run={run.runId}
      onKeyDown={(event) => row.onKeyDown(event, index)}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("a,button,[role=checkbox]") === null)
          row.onOpen(run.runId);
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
        <Status status={shownStatus(run)} />
      </span>
      <span role="gridcell" className="truncate font-medium max-sm:col-start-2 max-sm:row-start-1">
        {visibleText(run.workflow)}
      </span>
      {row.shown.map((id) => (
        <OptionalCell key={id} id={id} row={row} />
      ))}
    </div>
  );
}

/** The row. */
export const RunRow = memo(Row);

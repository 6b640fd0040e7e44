// The cells of a run's row, one per column.

"use client";

import { RotateCw } from "lucide-react";
import Link from "next/link";
import type { ReactElement } from "react";
import type { RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatCompact, formatCost } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Highlight } from "#ui/highlight.tsx";
import { Tag } from "#ui/tag.tsx";
import { Time } from "#ui/time.tsx";
import type { ColumnId } from "./columns.ts";
import { DurationCell } from "./duration-bar.tsx";

/** What a cell needs to know beside its run. */
export interface CellContext {
  readonly terms: readonly string[];
  readonly longestMs: number;
  readonly nowMs: number;
}

type Cell = (
  run: RunSummary,
  context: CellContext,
) => { readonly className: string; readonly dir?: "auto"; readonly content: ReactElement | string };

const RIGHT = "nums text-right max-sm:hidden";
const NOTHING = <span className="text-subtle-foreground">–</span>;

function Tries({ tries }: { readonly tries: number }): ReactElement {
  if (tries <= 1) return <span className="text-subtle-foreground">1</span>;
  return (
    <span className="inline-flex items-center gap-1 text-retry-fg">
      <RotateCw aria-hidden className="size-3" />
      {tries}
    </span>
  );
}

const CELLS: Readonly<Record<ColumnId, Cell>> = {
  input: (run, { terms }) => ({
    className: "truncate text-left text-muted-foreground max-sm:col-span-2 max-sm:col-start-2 max-sm:row-start-2",
    dir: "auto",
    content: (
      <Link href={runHref(run.runId)} prefetch={false} tabIndex={-1} className="hover:text-foreground">
        {run.inputPreview === "" ? (
          <span className="text-subtle-foreground">no input</span>
        ) : (
          <Highlight text={run.inputPreview} terms={terms} />
        )}
      </Link>
    ),
  }),
  result: (run, { terms }) => ({
    className: cn(
      "truncate text-left max-sm:hidden",
      run.errorMessage === undefined ? "text-muted-foreground" : "text-fail-fg",
    ),
    dir: "auto",
    content: <Highlight text={run.errorMessage ?? run.resultPreview ?? ""} terms={terms} />,
  }),
  duration: (run, { longestMs, nowMs }) => ({
    className: "max-sm:col-start-2 max-sm:row-start-3",
    content: <DurationCell run={run} longestMs={longestMs} nowMs={nowMs} />,
  }),
  tries: (run) => ({ className: RIGHT, content: <Tries tries={run.maxAttempts} /> }),
  steps: (run) => ({ className: RIGHT, content: formatCompact(run.executions) }),
  tokens: (run) => ({ className: RIGHT, content: run.totalTokens === 0 ? NOTHING : formatCompact(run.totalTokens) }),
  cost: (run) => ({ className: RIGHT, content: run.costUsd === 0 ? NOTHING : formatCost(run.costUsd) }),
  version: (run) => ({
    className: "code truncate text-muted-foreground max-sm:hidden",
    content: visibleText(run.version ?? run.definitionHash.slice(0, 8)),
  }),
  tags: (run) => ({
    className: "flex gap-1 overflow-hidden max-sm:hidden",
    content: (
      <>
        {run.tags.map((tag) => (
          <Tag key={tag}>{visibleText(tag)}</Tag>
        ))}
      </>
    ),
  }),
  started: (run) => ({
    className: "nums text-right text-muted-foreground max-sm:col-start-3 max-sm:row-start-3",
    content: <Time timeMs={run.startedAtMs} />,
  }),
};

export interface RunCellProps {
  readonly column: ColumnId;
  readonly run: RunSummary;
  readonly context: CellContext;
}

/** One cell. */
export function RunCell({ column, run, context }: RunCellProps): ReactElement {
  const { className, dir, content } = CELLS[column](run, context);
  return (
    <span role="gridcell" className={className} {...(dir === undefined ? {} : { dir })}>
      {content}
    </span>
  );
}

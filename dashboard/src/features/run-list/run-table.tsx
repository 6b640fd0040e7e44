// The table of runs: virtual rows, keyboard, selection.

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useCallback,
  useEffect,
  useRef,
} from "react";
import type { RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { runHref } from "#lib/links.ts";
import { Checkbox } from "#ui/checkbox.tsx";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { COLUMNS, type ColumnId, columnTemplate } from "./columns.ts";
import { elapsedMs } from "./duration-bar.tsx";
import { RunRow, type RunRowProps } from "./run-row.tsx";

export interface RunTableProps {
  readonly runs: readonly RunSummary[];
  readonly total: number | undefined;
  readonly shown: readonly ColumnId[];
  readonly sortedColumn: ColumnId | undefined;
  readonly terms: readonly string[];
  readonly nowMs: number;
  readonly selection: ReadonlySet<string>;
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly onSelectionChange: (selection: ReadonlySet<string>) => void;
  /** The end of what is loaded came into sight. */
  readonly onEnd: () => void;
  /** What stands below the last row. */
  readonly footer?: ReactNode;
}

const ROW_PX = 32;

function HeaderRow({
  shown,
  sortedColumn,
  allSelected,
  onSelectAll,
}: {
  readonly shown: readonly ColumnId[];
  readonly sortedColumn: ColumnId | undefined;
  readonly allSelected: boolean | "indeterminate";
  readonly onSelectAll: (all: boolean) => void;
}): ReactElement {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-2 hidden h-7 grid-cols-[var(--columns)] items-center gap-x-3 border-b border-border bg-background pr-4 pl-2 text-xs whitespace-nowrap text-muted-foreground sm:grid"
    >
      <span role="columnheader" className="flex items-center">
        <Checkbox label="Select all loaded runs" checked={allSelected} onChange={onSelectAll} />
      </span>
      <span role="columnheader">Status</span>
      <span role="columnheader">Workflow</span>
      {COLUMNS.filter((column) => shown.includes(column.id)).map((column) => (
        <span
          key={column.id}
          role="columnheader"
          {...(column.id === sortedColumn ? { "aria-sort": "descending" as const } : {})}
          className={cn("flex items-center gap-1", column.isRight === true && "justify-end")}
        >
          {column.label}
          {column.id === sortedColumn && <ArrowDown aria-hidden className="size-3" />}
        </span>
      ))}
    </div>
  );
}

/** Keys on a row: move, open, select, a range. */
function useRowKeys(
  props: RunTableProps,
  focusRow: (index: number) => void,
): (event: KeyboardEvent<HTMLDivElement>, index: number) => void {
  const router = useRouter();
  const latest = useRef(props);
  latest.current = props;
  return useCallback(
    (event, index) => {
      const { runs, selection, onSelectionChange } = latest.current;
      const run = runs[index];
      if (run === undefined || event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey)
        return;
      const moves: Readonly<Record<string, number>> = {
        ArrowDown: index + 1,
        j: index + 1,
        ArrowUp: index - 1,
        k: index - 1,
        Home: 0,
        End: runs.length - 1,
        PageDown: index + 20,
        PageUp: index - 20,
      };
      const target = moves[event.key];
      if (target !== undefined) {
        const next = Math.max(0, Math.min(runs.length - 1, target));
        const reached = runs[next];
        if (event.shiftKey && reached !== undefined)
          onSelectionChange(new Set([...selection, run.runId, reached.runId]));
        focusRow(next);
      } else if (event.key === "Enter") router.push(runHref(run.runId));
      else if (event.key === "x" || event.key === " ") {
        const next = new Set(selection);
        if (!next.delete(run.runId)) next.add(run.runId);
        onSelectionChange(next);
      } else return;
      event.preventDefault();
    },
    [router, focusRow],
  );
}

/** Rows in sight only; the page below 721 px shows all that are loaded. */
export function RunTable(props: RunTableProps): ReactElement {
  const { runs, shown, selection, cursor, onCursor, onSelectionChange, onEnd } = props;
  const router = useRouter();
  const isNarrow = useIsNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollPaddingStart: 28,
    initialRect: { width: 1200, height: 900 },
  });
  const focusRow = useCallback(
    (index: number) => {
      onCursor(index);
      rows.scrollToIndex(index);
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus({ preventScroll: true }),
      );
    },
    [onCursor, rows],
  );
  const onKeyDown = useRowKeys(props, focusRow);
  const items = isNarrow ? runs.map((_, index) => ({ index, start: 0 })) : rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastShown >= runs.length - 10) onEnd();
  }, [lastShown, runs.length, onEnd]);
  const onSelect = useCallback(
    (runId: string, isSelected: boolean) => {
      const next = new Set(selection);
      if (isSelected) next.add(runId);
      else next.delete(runId);
      onSelectionChange(next);
    },
    [selection, onSelectionChange],
  );
  const onOpen = useCallback((runId: string) => router.push(runHref(runId)), [router]);
  const longestMs = items.reduce(
    (longest, item) =>
      Math.max(longest, runs[item.index] === undefined ? 0 : elapsedMs(runs[item.index] as RunSummary, props.nowMs)),
    0,
  );
  const workflowPx = Math.min(168, Math.max(68, ...runs.slice(0, 500).map((run) => run.workflow.length * 7.4 + 4)));
  const isAllToday = runs.every(
    (run) => new Date(run.startedAtMs).toDateString() === new Date(props.nowMs).toDateString(),
  );
  const selectedCount = runs.filter((run) => selection.has(run.runId)).length;
  const common: Pick<RunRowProps, "shown" | "terms" | "longestMs" | "nowMs" | "onSelect" | "onKeyDown" | "onOpen"> = {
    shown: COLUMNS.filter((column) => shown.includes(column.id)).map((column) => column.id),
    terms: props.terms,
    longestMs,
    nowMs: props.nowMs,
    onSelect,
    onKeyDown,
    onOpen,
  };
  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 sm:overflow-auto"
      style={
        { "--columns": columnTemplate(shown, workflowPx), "--started": isAllToday ? "64px" : "108px" } as CSSProperties
      }
    >
      <div
        role="grid"
        aria-label="Runs"
        aria-rowcount={(props.total ?? runs.length) + 1}
        aria-multiselectable="true"
        className="sm:min-w-fit"
      >
        <HeaderRow
          shown={shown}
          sortedColumn={props.sortedColumn}
          allSelected={selectedCount === 0 ? false : selectedCount === runs.length ? true : "indeterminate"}
          onSelectAll={(all) => onSelectionChange(new Set(all ? runs.map((run) => run.runId) : []))}
        />
        <div
          role="rowgroup"
          style={
            isNarrow
              ? undefined
              : {
                  paddingTop: items[0]?.start ?? 0,
                  paddingBottom: Math.max(0, rows.getTotalSize() - (lastShown + 1) * ROW_PX),
                }
          }
        >
          {items.map(({ index }) => {
            const run = runs[index];
            return run === undefined ? null : (
              <RunRow
                key={run.runId}
                {...common}
                run={run}
                index={index}
                isSelected={selection.has(run.runId)}
                isCursor={index === cursor}
              />
            );
          })}
        </div>
      </div>
      {props.footer}
    </div>
  );
}

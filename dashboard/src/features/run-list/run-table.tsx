// The table of runs: virtual rows, keyboard, selection.

"use client";

import { type Virtualizer, useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  type CSSProperties,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
} from "react";
import type { RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { runHref } from "#lib/links.ts";
import { Checkbox } from "#ui/checkbox.tsx";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { COLUMNS, type ColumnId, columnTemplate } from "./columns.ts";
import { elapsedMs } from "./duration-bar.tsx";
import type { CellContext } from "./run-cells.tsx";
import { RunRow } from "./run-row.tsx";
import { useListKeys } from "./use-list-keys.ts";

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

function HeaderRow({ props }: { readonly props: RunTableProps }): ReactElement {
  const { runs, shown, sortedColumn, selection, onSelectionChange } = props;
  const count = runs.filter((run) => selection.has(run.runId)).length;
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-2 hidden h-7 grid-cols-[var(--columns)] items-center gap-x-3 border-b border-border bg-background pr-4 pl-2 text-xs whitespace-nowrap text-muted-foreground sm:grid"
    >
      <span role="columnheader" className="flex items-center">
        <Checkbox
          label="Select all loaded runs"
          checked={count === 0 ? false : count === runs.length ? true : "indeterminate"}
          onChange={(all) => onSelectionChange(new Set(all ? runs.map((run) => run.runId) : []))}
        />
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

/** Widths that depend on what the rows hold. */
function tableStyle({ runs, shown, nowMs }: RunTableProps): CSSProperties {
  const longestName = Math.max(0, ...runs.slice(0, 500).map((run) => run.workflow.length));
  const workflowPx = Math.min(168, Math.max(68, longestName * 7.4 + 4));
  const today = new Date(nowMs).toDateString();
  const isAllToday = runs.every((run) => new Date(run.startedAtMs).toDateString() === today);
  return {
    "--columns": columnTemplate(shown, workflowPx),
    "--started": isAllToday ? "64px" : "108px",
  } as CSSProperties;
}

/** Scrolls to a row and puts the focus on it. */
function useFocusRow(
  scroller: RefObject<HTMLDivElement | null>,
  rows: Virtualizer<HTMLDivElement, Element>,
  onCursor: (index: number) => void,
): (index: number) => void {
  return useCallback(
    (index) => {
      onCursor(index);
      rows.scrollToIndex(index);
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus({ preventScroll: true }),
      );
    },
    [scroller, rows, onCursor],
  );
}

/** The longest of the rows in sight: what their bars are measured against. */
function longestOf(runs: readonly RunSummary[], indexes: readonly number[], nowMs: number): number {
  return indexes.reduce((longest, index) => {
    const run = runs[index];
    return run === undefined ? longest : Math.max(longest, elapsedMs(run, nowMs));
  }, 0);
}

function useSelect({ selection, onSelectionChange }: RunTableProps): (runId: string, isSelected: boolean) => void {
  return useCallback(
    (runId, isSelected) => {
      const next = new Set(selection);
      if (isSelected) next.add(runId);
      else next.delete(runId);
      onSelectionChange(next);
    },
    [selection, onSelectionChange],
  );
}

/** Rows in sight only; below 721 px all that are loaded. */
export function RunTable(props: RunTableProps): ReactElement {
  const { runs, shown, terms, nowMs, selection, cursor, onCursor, onSelectionChange, onEnd } = props;
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
  const focusRow = useFocusRow(scroller, rows, onCursor);
  const onKeyDown = useListKeys({ runs, selection, onSelectionChange, focusRow });
  const onSelect = useSelect(props);
  const onOpen = useCallback((runId: string) => router.push(runHref(runId)), [router]);
  const items = rows.getVirtualItems();
  const indexes = isNarrow ? runs.map((_, index) => index) : items.map((item) => item.index);
  const lastShown = indexes.at(-1) ?? 0;
  useEffect(() => {
    if (lastShown >= runs.length - 10) onEnd();
  }, [lastShown, runs.length, onEnd]);
  const columns = useMemo(() => COLUMNS.map((column) => column.id).filter((id) => shown.includes(id)), [shown]);
  const context: CellContext = { terms, longestMs: longestOf(runs, indexes, nowMs), nowMs };
  const below = Math.max(0, rows.getTotalSize() - (lastShown + 1) * ROW_PX);
  const padding = isNarrow ? {} : { paddingTop: items[0]?.start ?? 0, paddingBottom: below };
  return (
    <div ref={scroller} className="min-h-0 flex-1 sm:overflow-auto" style={tableStyle(props)}>
      <div
        role="grid"
        aria-label="Runs"
        aria-rowcount={(props.total ?? runs.length) + 1}
        aria-multiselectable="true"
        className="sm:min-w-fit"
      >
        <HeaderRow props={props} />
        <div role="rowgroup" style={padding}>
          {indexes.map((index) => {
            const run = runs[index];
            if (run === undefined) return null;
            const shared = { run, index, context, onSelect, onKeyDown, onOpen, shown: columns };
            return (
              <RunRow key={run.runId} {...shared} isSelected={selection.has(run.runId)} isCursor={index === cursor} />
            );
          })}
        </div>
      </div>
      {props.footer}
    </div>
  );
}

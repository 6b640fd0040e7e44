// Which rows the timeline has: what is open, what matches the search.

"use client";

import { useCallback, useMemo, useState } from "react";
import { type TimelineRow, ancestorRowIds, timelineRows } from "stepscope/view";
import type { FoundInRun } from "#lib/run/use-find.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";

/** Rows and what opens and closes them. */
export interface TimelineRowsState {
  readonly rows: readonly TimelineRow[];
  readonly toggle: (rowId: string) => void;
  readonly setOpen: (rowId: string, isOpen: boolean) => void;
  readonly openAll: () => void;
  readonly closeAll: () => void;
  /** Opens what hides a row. */
  readonly reveal: (target: { readonly executionIndex: number; readonly spanIndex?: number }) => void;
}

/** Rows opened at once, at most: a run of 100,000 steps is not opened whole. */
const MOST_OPEN = 2000;

/** The rows of a run's timeline. */
export function useTimelineRows(model: RunModel, found: FoundInRun | undefined): TimelineRowsState {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () =>
      timelineRows(model.view, {
        expanded,
        groups: model.groups,
        ...(found === undefined ? {} : { only: found.executions }),
      }),
    [model.view, model.groups, expanded, found],
  );
  const setOpen = useCallback((rowId: string, isOpen: boolean) => {
    setExpanded((before) => {
      if (before.has(rowId) === isOpen) return before;
      const next = new Set(before);
      if (isOpen) next.add(rowId);
      else next.delete(rowId);
      return next;
    });
  }, []);
  const toggle = useCallback(
    (rowId: string) =>
      setExpanded((before) =>
        before.has(rowId) ? new Set([...before].filter((id) => id !== rowId)) : new Set([...before, rowId]),
      ),
    [],
  );
  const reveal = useCallback(
    (target: { readonly executionIndex: number; readonly spanIndex?: number }) => {
      const ids = ancestorRowIds(model.view, model.groups, target);
      setExpanded((before) => (ids.every((id) => before.has(id)) ? before : new Set([...before, ...ids])));
    },
    [model.view, model.groups],
  );
  return {
    rows,
    toggle,
    setOpen,
    reveal,
    openAll: useCallback(
      () =>
        setExpanded(
          (before) =>
            new Set([
              ...before,
              ...rows
                .filter((row) => row.isExpandable)
                .slice(0, MOST_OPEN)
                .map((row) => row.id),
            ]),
        ),
      [rows],
    ),
    closeAll: useCallback(() => setExpanded(new Set()), []),
  };
}

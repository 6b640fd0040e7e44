// The keys of a tree: up, down, open, close, first, last.

"use client";

import { type KeyboardEvent, useCallback } from "react";
import type { TimelineRow } from "stepscope/view";
import type { TimelineRowsState } from "./use-timeline-rows.ts";

export interface RowKeysOptions {
  readonly state: TimelineRowsState;
  readonly onSelect: (row: TimelineRow) => void;
  readonly focusRow: (at: number) => void;
}

/** Handles a key on a row. */
export function useRowKeys({
  state,
  onSelect,
  focusRow,
}: RowKeysOptions): (event: KeyboardEvent<HTMLDivElement>, at: number) => void {
  return useCallback(
    (event, at) => {
      const { rows, setOpen, openAll, closeAll } = state;
      const row = rows[at];
      if (row === undefined || event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey)
        return;
      const go = (target: number): void => {
        const next = Math.max(0, Math.min(rows.length - 1, target));
        const reached = rows[next];
        if (reached === undefined) return;
        focusRow(next);
        onSelect(reached);
      };
      const actions: Readonly<Record<string, () => void>> = {
        ArrowDown: () => go(at + 1),
        ArrowUp: () => go(at - 1),
        Home: () => go(0),
        End: () => go(rows.length - 1),
        PageDown: () => go(at + 20),
        PageUp: () => go(at - 20),
        ArrowRight: () =>
          row.isExpandable && !row.isExpanded ? setOpen(row.id, true) : go(row.isExpanded ? at + 1 : at),
        ArrowLeft: () => (row.isExpanded ? setOpen(row.id, false) : row.parentRow >= 0 && go(row.parentRow)),
        Enter: () => onSelect(row),
        e: openAll,
        w: closeAll,
      };
      const action = actions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    },
    [state, onSelect, focusRow],
  );
}

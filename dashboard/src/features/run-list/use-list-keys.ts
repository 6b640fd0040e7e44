// The keys of the list: move, open, select, a range.

"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useCallback } from "react";
import type { RunSummary } from "stepscope/view";
import { runHref } from "#lib/links.ts";

export interface ListKeysOptions {
  readonly runs: readonly RunSummary[];
  readonly selection: ReadonlySet<string>;
  readonly onSelectionChange: (selection: ReadonlySet<string>) => void;
  readonly focusRow: (index: number) => void;
}

/** Where a key leads from a row; undefined for a key that does not move. */
function targetOf(key: string, index: number, count: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    j: index + 1,
    ArrowUp: index - 1,
    k: index - 1,
    Home: 0,
    End: count - 1,
    PageDown: index + 20,
    PageUp: index - 20,
  };
  const target = moves[key];
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

/** Handles a key on a row. */
export function useListKeys({
  runs,
  selection,
  onSelectionChange,
  focusRow,
}: ListKeysOptions): (event: KeyboardEvent<HTMLDivElement>, index: number) => void {
  const router = useRouter();
  return useCallback(
    (event, index) => {
      const run = runs[index];
      const isModified = event.metaKey || event.ctrlKey || event.altKey;
      if (run === undefined || event.target !== event.currentTarget || isModified) return;
      const target = targetOf(event.key, index, runs.length);
      if (target !== undefined) {
        const reached = runs[target];
        if (event.shiftKey && reached !== undefined)
          onSelectionChange(new Set([...selection, run.runId, reached.runId]));
        focusRow(target);
      } else if (event.key === "Enter") router.push(runHref(run.runId));
      else if (event.key === "x" || event.key === " ") {
        const next = new Set(selection);
        if (!next.delete(run.runId)) next.add(run.runId);
        onSelectionChange(next);
      } else return;
      event.preventDefault();
    },
    [runs, selection, onSelectionChange, router, focusRow],
  );
}

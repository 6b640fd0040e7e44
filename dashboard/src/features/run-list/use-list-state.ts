// The state of the run list in its address.

"use client";

import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { type TimeBound, runListParsers } from "#lib/run-list-params.ts";
import { type Condition, formatConditions, parseConditions } from "#lib/run-query.ts";
import { COLUMN_IDS, type ColumnId, DEFAULT_COLUMNS } from "./columns.ts";
import type { RunListKey } from "./use-run-pages.ts";

const boundText = (bound: TimeBound | null): string =>
  bound === null ? "" : bound.kind === "at" ? String(bound.ms) : bound.text;

/** Columns named by an address; the usual ones when it names none that exist. */
function shownColumns(named: readonly string[] | null): readonly ColumnId[] {
  const known = named?.flatMap((id) => COLUMN_IDS.filter((column) => column === id)) ?? [];
  return known.length === 0 ? DEFAULT_COLUMNS : known;
}

/** What the address says, and how to change it. */
export function useListState() {
  const [state, setState] = useQueryStates(runListParsers, { history: "push", shallow: true });
  const { q, from, to, sort, cols } = state;
  const conditions = useMemo(() => parseConditions(q), [q]);
  const key: RunListKey = useMemo(() => ({ q, from: boundText(from), to: boundText(to), sort }), [q, from, to, sort]);
  const shown = useMemo(() => shownColumns(cols), [cols]);
  const setConditions = useCallback(
    (next: readonly Condition[]) => void setState({ q: next.length === 0 ? null : formatConditions(next) }),
    [setState],
  );
  const clear = useCallback(() => void setState({ q: null, from: null, to: null }), [setState]);
  const hasFilter = conditions.length > 0 || from !== null || to !== null;
  return { ...state, conditions, key, shown, hasFilter, setState, setConditions, clear };
}

/** The state of the list. */
export type ListState = ReturnType<typeof useListState>;

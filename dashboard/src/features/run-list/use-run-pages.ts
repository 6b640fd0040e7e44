// The rows of the list: pages as they are scrolled to, kept current while runs go on, new runs counted but held back.

"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { RunFacets, RunHistogram, RunPage, RunSummary } from "stepscope/view";
import { fetchJson } from "#lib/fetch-json.ts";
import { api } from "#lib/links.ts";
import { isOver } from "#lib/run-status.ts";
import { useOnStoreChange } from "#lib/use-store-changes.ts";

/** What the list asks for: the part of its address that decides which rows there are. */
export interface RunListKey {
  readonly q: string;
  readonly from: string;
  readonly to: string;
  readonly sort: string;
}

/** The counts that stand around the rows. */
export interface RunListCounts {
  readonly facets: RunFacets;
  readonly histogram: RunHistogram;
  readonly matching: { readonly count: number; readonly isExact: boolean };
  readonly all: { readonly count: number; readonly isExact: boolean };
}

function search(key: RunListKey, more: Readonly<Record<string, string>> = {}): string {
  const entries = Object.entries({ ...key, ...more }).filter(([, value]) => value !== "");
  return new URLSearchParams(entries).toString();
}

/** All pages that were scrolled to, as one list. */
export interface RunPages {
  readonly runs: readonly RunSummary[];
  readonly searchedRuns: number | undefined;
  readonly error: Error | null;
  readonly isLoading: boolean;
  /** There is nothing, and nothing went wrong. */
  readonly isEmpty: boolean;
  readonly isLoadingMore: boolean;
  readonly newCount: number;
  readonly loadMore: () => void;
  readonly showNew: () => void;
}

/** Newer states of rows that are shown, and runs that are not shown yet. */
function useCurrentRows(
  key: RunListKey,
  shown: readonly RunSummary[],
): {
  readonly current: ReadonlyMap<string, RunSummary>;
  readonly unseen: readonly RunSummary[];
  readonly forget: () => void;
} {
  const [state, setState] = useState<{
    readonly current: ReadonlyMap<string, RunSummary>;
    readonly unseen: readonly RunSummary[];
  }>({ current: new Map(), unseen: [] });
  const refresh = useCallback(() => {
    const open = shown.filter((run) => !isOver(run.status)).slice(0, 200);
    const ids = open.map((run) => run.runId).join(",");
    const newest = fetchJson<RunPage>(api.runs(search(key)));
    const updated =
      ids === ""
        ? Promise.resolve({ runs: [] })
        : fetchJson<RunPage>(api.runs(new URLSearchParams({ ids }).toString()));
    Promise.all([newest, updated]).then(
      ([first, known]) =>
        setState((before) => {
          const current = new Map([...before.current, ...known.runs.map((run) => [run.runId, run] as const)]);
          const have = new Set(shown.map((run) => run.runId));
          return {
            current,
            unseen:
              key.sort === "newest"
                ? first.runs.filter((run) => !have.has(run.runId) && run.startedAtMs >= (shown[0]?.startedAtMs ?? 0))
                : [],
          };
        }),
      () => undefined,
    );
  }, [key, shown]);
  useOnStoreChange(refresh);
  const forget = useCallback(() => setState({ current: new Map(), unseen: [] }), []);
  return { ...state, forget };
}

/** The pages of the list; `first` is the page that the server already rendered for `key`. */
export function useRunPages(key: RunListKey, first: RunPage | undefined): RunPages {
  const query = useInfiniteQuery({
    queryKey: ["runs", key],
    queryFn: ({ pageParam, signal }) => fetchJson<RunPage>(api.runs(search(key, { cursor: pageParam })), signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    ...(first === undefined ? {} : { initialData: { pages: [first], pageParams: [""] } }),
    placeholderData: keepPreviousData,
  });
  const loaded = useMemo(() => query.data?.pages.flatMap((page) => page.runs) ?? [], [query.data]);
  const { current, unseen, forget } = useCurrentRows(key, loaded);
  const runs = useMemo(() => loaded.map((run) => current.get(run.runId) ?? run), [loaded, current]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const showNew = useCallback(() => void refetch().then(forget), [refetch, forget]);
  // No row is there that a new one could move.
  const isFirst = loaded.length === 0 && unseen.length > 0;
  useEffect(() => {
    if (isFirst) showNew();
  }, [isFirst, showNew]);
  return {
    runs,
    searchedRuns: query.data?.pages[0]?.searchedRuns,
    error: query.error,
    isLoading: query.isPending || (query.isPlaceholderData && runs.length === 0),
    isEmpty: query.isSuccess && !query.isPlaceholderData && runs.length === 0,
    isLoadingMore: isFetchingNextPage,
    newCount: unseen.length,
    loadMore: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]),
    showNew,
  };
}

/** Facets, histogram and counts for the same filter. */
export function useRunListCounts(key: RunListKey): RunListCounts | undefined {
  const { q, from, to } = key;
  const query = useQuery({
    queryKey: ["runCounts", q, from, to],
    queryFn: ({ signal }) => fetchJson<RunListCounts>(api.facets(search({ q, from, to, sort: "" })), signal),
    placeholderData: keepPreviousData,
  });
  const { refetch } = query;
  useOnStoreChange(useCallback(() => void refetch(), [refetch]));
  return query.data;
}

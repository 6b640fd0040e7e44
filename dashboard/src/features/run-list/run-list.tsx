// The page of runs: filter, histogram, facets, table, selection.

"use client";

import { type ReactElement, useEffect } from "react";
import type { RunPage } from "stepscope/view";
import { keepTrail } from "#lib/run-trail.ts";
import { SORTS, type SortName, boundMs } from "#lib/run-list-params.ts";
import { Button } from "#ui/button.tsx";
import { FirstRun } from "#ui/first-run.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";
import { Facets } from "./facets.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Histogram } from "./histogram.tsx";
import { ListBar, countText } from "./list-bar.tsx";
import { ListFooter } from "./list-footer.tsx";
import { ListRows } from "./list-rows.tsx";
import { type ListState, useListState } from "./use-list-state.ts";
import { type RunListCounts, type RunListKey, useRunListCounts, useRunPages } from "./use-run-pages.ts";

export interface RunListProps {
  /** The first page, for the address that the server saw. */
  readonly first: { readonly key: RunListKey; readonly page: RunPage } | undefined;
  readonly nowMs: number;
}

const SORT_LABELS: readonly { readonly value: SortName; readonly label: string }[] = [
  { value: "newest", label: "Newest" },
  { value: "slowest", label: "Slowest" },
  { value: "costliest", label: "Costliest" },
];

/** The usual orders, and the one that an address asks for. */
function sortOptions(sort: SortName): typeof SORT_LABELS {
  if (SORT_LABELS.some((option) => option.value === sort)) return SORT_LABELS;
  return [...SORT_LABELS, { value: sort, label: `${sort.charAt(0).toUpperCase()}${sort.slice(1)}` }];
}

interface ToolsProps {
  readonly list: ListState;
  readonly counts: RunListCounts | undefined;
  readonly nowMs: number;
}

function Tools({ list, counts, nowMs }: ToolsProps): ReactElement {
  const { from, to, setState } = list;
  const start = counts?.histogram.fromMs ?? 0;
  const hasInterval = from !== null || to !== null;
  const chosen = hasInterval ? { fromMs: boundMs(from, nowMs) ?? start, toMs: boundMs(to, nowMs) ?? nowMs } : undefined;
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-start gap-2 px-3 py-2 sm:px-4">
        <FilterBar conditions={list.conditions} facets={counts?.facets} onChange={list.setConditions} />
        {list.hasFilter && (
          <Button variant="ghost" onClick={list.clear}>
            Clear
          </Button>
        )}
        <Segmented
          label="Sort by"
          value={list.sort}
          options={sortOptions(list.sort)}
          onChange={(sort) => void setState({ sort: SORTS.includes(sort) ? sort : null })}
        />
      </div>
      <Histogram
        histogram={counts?.histogram}
        chosen={chosen}
        onChoose={(interval) =>
          void setState({
            from: interval === undefined ? null : { kind: "at", ms: interval.fromMs },
            to: interval === undefined ? null : { kind: "at", ms: interval.toMs },
          })
        }
      />
    </>
  );
}

/** The list and everything around it. */
export function RunList({ first, nowMs }: RunListProps): ReactElement {
  const list = useListState();
  const isFirstKey = first !== undefined && JSON.stringify(first.key) === JSON.stringify(list.key);
  const pages = useRunPages(list.key, isFirstKey ? first.page : undefined);
  const counts = useRunListCounts(list.key);
  const { runs } = pages;
  useEffect(() => {
    keepTrail({ href: `${location.pathname}${location.search}`, runIds: runs.map((run) => run.runId) });
  }, [runs]);
  // Nothing to filter, order or page through.
  if (pages.isEmpty && !list.hasFilter) {
    return (
      <>
        <TopBar>
          <PageTitle>Runs</PageTitle>
        </TopBar>
        <FirstRun className="m-auto" />
      </>
    );
  }
  return (
    <>
      <ListBar list={list} counts={counts} newCount={pages.newCount} onShowNew={pages.showNew} />
      <Tools list={list} counts={counts} nowMs={nowMs} />
      <div className="relative mt-2 flex min-h-0 flex-1 border-t border-border">
        <Facets facets={counts?.facets} conditions={list.conditions} onChange={list.setConditions} />
        <ListRows list={list} pages={pages} counts={counts} servedMs={nowMs} />
      </div>
      <ListFooter count={pages.runs.length} total={countText(counts?.matching)} />
    </>
  );
}

// The page of runs: filter, histogram, facets, table, selection.

"use client";

import { ArrowUp, BookmarkPlus, Columns3, Inbox, SearchX, TriangleAlert } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type ReactElement, useCallback, useMemo, useState } from "react";
import type { RunPage } from "stepscope/view";
import { formatCompact, formatCount } from "#lib/format.ts";
import { usePreference } from "#lib/preferences.ts";
import { SORTS, type SortName, type TimeBound, boundMs, runListParsers } from "#lib/run-list-params.ts";
import { type Condition, formatConditions, parseConditions } from "#lib/run-query.ts";
import { FIRST_VIEWS, SAVED_VIEWS_KEY, acceptSavedViews } from "#lib/saved-views.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { Kbd } from "#ui/kbd.tsx";
import { Menu, MenuCheck } from "#ui/menu.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { showToast } from "#ui/toast.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";
import { COLUMNS, COLUMN_IDS, type ColumnId, DEFAULT_COLUMNS } from "./columns.ts";
import { Facets } from "./facets.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Histogram } from "./histogram.tsx";
import { IntervalMenu } from "./interval-menu.tsx";
import { FilteredEmpty } from "./filtered-empty.tsx";
import { RunTable } from "./run-table.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { type RunListKey, useRunListCounts, useRunPages } from "./use-run-pages.ts";

const SORT_LABELS: readonly { readonly value: SortName; readonly label: string }[] = [
  { value: "newest", label: "Newest" },
  { value: "slowest", label: "Slowest" },
  { value: "costliest", label: "Costliest" },
];

const SORTED_COLUMN: Readonly<Partial<Record<SortName, ColumnId>>> = {
  newest: "started",
  slowest: "duration",
  costliest: "cost",
  tokens: "tokens",
  retries: "tries",
};

const boundText = (bound: TimeBound | null): string =>
  bound === null ? "" : bound.kind === "at" ? String(bound.ms) : bound.text;

/** The state of the list in its address. */
function useListState() {
  const [state, setState] = useQueryStates(runListParsers, { history: "push", shallow: true });
  const { q, from, to, sort } = state;
  const conditions = useMemo(() => parseConditions(q), [q]);
  const key: RunListKey = useMemo(() => ({ q, from: boundText(from), to: boundText(to), sort }), [q, from, to, sort]);
  const shown = useMemo(() => {
    const chosen = state.cols?.flatMap((id) => COLUMN_IDS.filter((known) => known === id));
    return chosen === undefined || chosen.length === 0 ? DEFAULT_COLUMNS : chosen;
  }, [state.cols]);
  const setConditions = useCallback(
    (next: readonly Condition[]) => void setState({ q: next.length === 0 ? null : formatConditions(next) }),
    [setState],
  );
  return { ...state, conditions, key, shown, setState, setConditions };
}

type ListState = ReturnType<typeof useListState>;

function ColumnsMenu({ list }: { readonly list: ListState }): ReactElement {
  return (
    <Menu
      label="Columns"
      trigger={
        <Button className="max-sm:hidden">
          <Columns3 aria-hidden />
          Columns
        </Button>
      }
    >
      {COLUMNS.map((column) => (
        <MenuCheck
          key={column.id}
          checked={list.shown.includes(column.id)}
          onChange={(checked) =>
            void list.setState({
              cols: COLUMN_IDS.filter((id) => (id === column.id ? checked : list.shown.includes(id))),
            })
          }
        >
          {column.label}
        </MenuCheck>
      ))}
    </Menu>
  );
}

function SaveViewButton({ list }: { readonly list: ListState }): ReactElement | null {
  const [views, setViews] = usePreference(SAVED_VIEWS_KEY, FIRST_VIEWS, acceptSavedViews);
  if (list.q === "" || views.some((view) => view.query === list.q)) return null;
  const name = list.conditions.map((condition) => condition.value).join(", ");
  return (
    <Button
      variant="ghost"
      className="max-sm:hidden"
      onClick={() => {
        setViews([...views, { name, query: list.q, ...(list.sort === "newest" ? {} : { sort: list.sort }) }]);
        showToast({ title: "View saved", detail: `“${name}” stands in the sidebar of this browser.`, tone: "done" });
      }}
    >
      <BookmarkPlus aria-hidden />
      Save view
    </Button>
  );
}

function Footer({ count, total }: { readonly count: number; readonly total: string }): ReactElement {
  const swatch = "mr-1.5 inline-block size-2 rounded-[2px]";
  return (
    <footer className="flex min-h-7 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-border px-4 py-1 text-xs text-muted-foreground sm:h-7 sm:py-0">
      <span className="nums">
        {formatCount(count)} of {total} loaded
      </span>
      <span className="flex gap-3">
        <span>
          <i className={`${swatch} bg-k-step`} />
          active
        </span>
        <span>
          <i className={`${swatch} hatch-wait-fine`} />
          waiting
        </span>
        <span>
          <i className={`${swatch} bg-fail`} />
          failed
        </span>
      </span>
      <span className="ml-auto hidden gap-4 lg:flex">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
        </span>
        <span>
          <Kbd>X</Kbd> select
        </span>
        <span>
          <Kbd>C</Kbd> compare
        </span>
        <span>
          <Kbd>?</Kbd> all keys
        </span>
      </span>
    </footer>
  );
}

export interface RunListProps {
  /** The first page, for the address that the server saw. */
  readonly first: { readonly key: RunListKey; readonly page: RunPage } | undefined;
  readonly nowMs: number;
}

/** The list and everything around it. */
export function RunList({ first, nowMs }: RunListProps): ReactElement {
  const list = useListState();
  const isFirstKey = first !== undefined && JSON.stringify(first.key) === JSON.stringify(list.key);
  const pages = useRunPages(list.key, isFirstKey ? first.page : undefined);
  const counts = useRunListCounts(list.key);
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState(0);
  const [now, setNow] = useState(nowMs);
  const matching =
    counts === undefined ? "…" : `${formatCount(counts.matching.count)}${counts.matching.isExact ? "" : "+"}`;
  const hasFilter = list.conditions.length > 0 || list.from !== null || list.to !== null;
  const clear = (): void => void list.setState({ q: null, from: null, to: null });
  const chosen =
    list.from === null && list.to === null
      ? undefined
      : { fromMs: boundMs(list.from, now) ?? counts?.histogram.fromMs ?? 0, toMs: boundMs(list.to, now) ?? now };
  const terms = useMemo(
    () => list.conditions.filter((condition) => condition.field === undefined).map((condition) => condition.value),
    [list.conditions],
  );
  return (
    <>
      <TopBar>
        <PageTitle>Runs</PageTitle>
        <span className="nums text-muted-foreground">
          {hasFilter && counts !== undefined
            ? `${matching} of ${formatCount(counts.all.count)}${counts.all.isExact ? "" : "+"}`
            : matching}
        </span>
        {pages.newCount > 0 && (
          <button
            type="button"
            onClick={() => {
              setNow(Date.now());
              pages.showNew();
            }}
            className="inline-flex h-[22px] items-center gap-1 rounded-full border border-primary-line bg-primary-soft pr-2.5 pl-1.5 text-xs font-medium text-link"
          >
            <ArrowUp aria-hidden className="size-3.5" />
            {pages.newCount >= 50 ? "50+" : pages.newCount} new
          </button>
        )}
        <div className="ml-auto flex items-center gap-2">
          <SaveViewButton list={list} />
          <IntervalMenu from={list.from} to={list.to} onChange={(from, to) => void list.setState({ from, to })} />
          <ColumnsMenu list={list} />
        </div>
      </TopBar>
      <div className="flex shrink-0 flex-wrap items-start gap-2 px-3 py-2 sm:px-4">
        <FilterBar conditions={list.conditions} facets={counts?.facets} onChange={list.setConditions} />
        {hasFilter && (
          <Button variant="ghost" onClick={clear}>
            Clear
          </Button>
        )}
        <Segmented
          label="Sort by"
          value={list.sort}
          options={
            SORT_LABELS.some((option) => option.value === list.sort)
              ? SORT_LABELS
              : [...SORT_LABELS, { value: list.sort, label: list.sort }]
          }
          onChange={(sort) => void list.setState({ sort: SORTS.includes(sort) ? sort : null })}
        />
      </div>
      <Histogram
        histogram={counts?.histogram}
        chosen={chosen}
        onChoose={(interval) =>
          void list.setState(
            interval === undefined
              ? { from: null, to: null }
              : { from: { kind: "at", ms: interval.fromMs }, to: { kind: "at", ms: interval.toMs } },
          )
        }
      />
      <div className="relative mt-2 flex min-h-0 flex-1 border-t border-border">
        <Facets facets={counts?.facets} conditions={list.conditions} onChange={list.setConditions} />
        <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
          <Rows list={list} pages={pages} hasFilter={hasFilter} onClear={clear}>
            <RunTable
              runs={pages.runs}
              total={counts?.matching.count}
              shown={list.shown}
              sortedColumn={SORTED_COLUMN[list.sort]}
              terms={terms}
              nowMs={now}
              selection={selection}
              cursor={cursor}
              onCursor={setCursor}
              onSelectionChange={setSelection}
              onEnd={pages.loadMore}
              footer={
                pages.searchedRuns === undefined ? undefined : (
                  <p className="px-4 py-3 text-xs text-muted-foreground">
                    A term of under three characters is looked for among the newest {formatCompact(pages.searchedRuns)}{" "}
                    runs.
                  </p>
                )
              }
            />
          </Rows>
          <SelectionBar
            selected={pages.runs.filter((run) => selection.has(run.runId))}
            onClear={() => setSelection(new Set())}
          />
        </div>
      </div>
      <Footer count={pages.runs.length} total={matching} />
    </>
  );
}

/** The rows, or why there are none. */
function Rows({
  list,
  pages,
  hasFilter,
  onClear,
  children,
}: {
  readonly list: ListState;
  readonly pages: ReturnType<typeof useRunPages>;
  readonly hasFilter: boolean;
  readonly onClear: () => void;
  readonly children: ReactElement;
}): ReactElement {
  if (pages.error !== null && pages.runs.length === 0) {
    return (
      <EmptyState
        icon={TriangleAlert}
        title="The runs could not be read"
        actions={<Button onClick={pages.showNew}>Try again</Button>}
      >
        {pages.error.message}
      </EmptyState>
    );
  }
  if (pages.isLoading) return <SkeletonRows count={14} />;
  if (pages.runs.length > 0) return children;
  if (hasFilter)
    return (
      <FilteredEmpty
        icon={SearchX}
        conditions={list.conditions}
        hasInterval={list.from !== null || list.to !== null}
        from={list.key.from}
        to={list.key.to}
        onChange={list.setConditions}
        onClear={onClear}
        onWiden={() => void list.setState({ from: null, to: null })}
      />
    );
  return (
    <EmptyState icon={Inbox} title="No runs yet">
      Runs appear here as they start.
    </EmptyState>
  );
}

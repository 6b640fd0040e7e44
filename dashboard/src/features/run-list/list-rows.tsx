// The rows of the list, or why there are none; what is selected in them.

"use client";

import { SearchX, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { type ReactElement, useMemo, useState } from "react";
import { formatCompact } from "#lib/format.ts";
import type { SortName } from "#lib/run-list-params.ts";
import { useNow } from "#lib/use-now.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { useMediaQuery } from "#ui/use-media-query.ts";
import { type ColumnId, YIELDING_COLUMNS } from "./columns.ts";
import { RunTable } from "./run-table.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import type { ListState } from "./use-list-state.ts";
import type { RunListCounts, RunPages } from "./use-run-pages.ts";

// It counts without each condition, which takes code that a list with runs has no use for.
const FilteredEmpty = dynamic(() => import("./filtered-empty.tsx").then((module) => module.FilteredEmpty));

export interface ListRowsProps {
  readonly list: ListState;
  readonly pages: RunPages;
  readonly counts: RunListCounts | undefined;
  /** The server's time when it made the page, epoch ms. */
  readonly servedMs: number;
}

const SORTED_COLUMN: Readonly<Partial<Record<SortName, ColumnId>>> = {
  newest: "started",
  slowest: "duration",
  costliest: "cost",
  tokens: "tokens",
  retries: "tries",
};

function NoRows({ list, pages }: Pick<ListRowsProps, "list" | "pages">): ReactElement {
  if (pages.error !== null) {
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
  return (
    <FilteredEmpty
      icon={SearchX}
      conditions={list.conditions}
      hasInterval={list.from !== null || list.to !== null}
      from={list.key.from}
      to={list.key.to}
      onChange={list.setConditions}
      onClear={list.clear}
      onWiden={() => void list.setState({ from: null, to: null })}
    />
  );
}

/** The columns that there is room for: those that a reader chose stay. */
function useShownColumns({ shown, cols }: ListState): readonly ColumnId[] {
  const isSmall = useMediaQuery("(max-width: 1359.98px)");
  const isSmaller = useMediaQuery("(max-width: 1100.98px)");
  return useMemo(() => {
    const yielding = cols !== null ? [] : YIELDING_COLUMNS.slice(0, isSmaller ? 3 : isSmall ? 1 : 0);
    return shown.filter((id) => !yielding.includes(id));
  }, [shown, cols, isSmall, isSmaller]);
}

/** Table and selection bar. */
export function ListRows({ list, pages, counts, servedMs }: ListRowsProps): ReactElement {
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState(0);
  const nowMs = useNow("second") ?? servedMs;
  const terms = useMemo(
    () => list.conditions.filter((condition) => condition.field === undefined).map((condition) => condition.value),
    [list.conditions],
  );
  const shown = useShownColumns(list);
  const selected = pages.runs.filter((run) => selection.has(run.runId));
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      {pages.runs.length === 0 ? (
        <NoRows list={list} pages={pages} />
      ) : (
        <RunTable
          runs={pages.runs}
          total={counts?.matching.count}
          shown={shown}
          sortedColumn={SORTED_COLUMN[list.sort]}
          terms={terms}
          nowMs={nowMs}
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
      )}
      <SelectionBar selected={selected} onClear={() => setSelection(new Set())} />
    </div>
  );
}

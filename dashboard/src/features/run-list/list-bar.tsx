// The bar above the list: how many runs, which are new, the interval, the columns.

"use client";

import { ArrowUp, BookmarkPlus, Columns3 } from "lucide-react";
import type { ReactElement } from "react";
import { formatCount } from "#lib/format.ts";
import { usePreference } from "#lib/preferences.ts";
import { FIRST_VIEWS, SAVED_VIEWS_KEY, acceptSavedViews } from "#lib/saved-views.ts";
import { Button } from "#ui/button.tsx";
import { Menu, MenuCheck } from "#ui/menu.tsx";
import { showToast } from "#ui/toast.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";
import { COLUMNS, COLUMN_IDS } from "./columns.ts";
import { IntervalMenu } from "./interval-menu.tsx";
import type { ListState } from "./use-list-state.ts";
import type { RunListCounts } from "./use-run-pages.ts";

export interface ListBarProps {
  readonly list: ListState;
  readonly counts: RunListCounts | undefined;
  readonly newCount: number;
  readonly onShowNew: () => void;
}

/** A count that may be a lower bound. */
export function countText(estimate: { readonly count: number; readonly isExact: boolean } | undefined): string {
  return estimate === undefined ? "…" : `${formatCount(estimate.count)}${estimate.isExact ? "" : "+"}`;
}

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
  const save = (): void => {
    setViews([...views, { name, query: list.q, ...(list.sort === "newest" ? {} : { sort: list.sort }) }]);
    showToast({ title: "View saved", detail: `“${name}” stands in the sidebar of this browser.`, tone: "done" });
  };
  return (
    <Button variant="ghost" className="max-sm:hidden" onClick={save}>
      <BookmarkPlus aria-hidden />
      Save view
    </Button>
  );
}

/** The bar. */
export function ListBar({ list, counts, newCount, onShowNew }: ListBarProps): ReactElement {
  const matching = countText(counts?.matching);
  return (
    <TopBar>
      <PageTitle>Runs</PageTitle>
      <span className="nums text-muted-foreground" data-run-count>
        {list.hasFilter && counts !== undefined ? `${matching} of ${countText(counts.all)}` : matching}
      </span>
      {newCount > 0 && (
        <button
          type="button"
          onClick={onShowNew}
          className="inline-flex h-[22px] items-center gap-1 rounded-full border border-primary-line bg-primary-soft pr-2.5 pl-1.5 text-xs font-medium text-link"
        >
          <ArrowUp aria-hidden className="size-3.5" />
          {newCount >= 50 ? "50+" : newCount} new
        </button>
      )}
      <div className="ml-auto flex items-center gap-2">
        <SaveViewButton list={list} />
        <IntervalMenu from={list.from} to={list.to} onChange={(from, to) => void list.setState({ from, to })} />
        <ColumnsMenu list={list} />
      </div>
    </TopBar>
  );
}

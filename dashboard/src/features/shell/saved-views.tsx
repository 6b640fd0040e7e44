// Saved filters in the sidebar.

"use client";

import { Bookmark, X } from "lucide-react";
import Link from "next/link";
import type { ReactElement } from "react";
import { runsHref } from "#lib/links.ts";
import { usePreference } from "#lib/preferences.ts";
import { FIRST_VIEWS, SAVED_VIEWS_KEY, acceptSavedViews } from "#lib/saved-views.ts";

/** The list; hidden on narrow screens. */
export function SavedViews(): ReactElement | null {
  const [views, setViews] = usePreference(SAVED_VIEWS_KEY, FIRST_VIEWS, acceptSavedViews);
  if (views.length === 0) return null;
  return (
    <nav aria-label="Saved views" className="hidden min-h-0 overflow-auto sm:block">
      <h2 className="px-2 pt-4 pb-1 text-2xs font-medium text-subtle-foreground">Saved views</h2>
      <ul className="flex flex-col gap-0.5">
        {views.map((view) => (
          <li key={view.name} className="group/view relative">
            <Link
              href={runsHref({ query: view.query, ...(view.sort === undefined ? {} : { sort: view.sort }) })}
              className="flex h-7 items-center gap-2 rounded-control px-2 font-medium text-muted-foreground hover:bg-accent hover:text-foreground"
            >
              <Bookmark aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
              <span className="truncate">{view.name}</span>
            </Link>
            <button
              type="button"
              aria-label={`Remove saved view ${view.name}`}
              onClick={() => setViews(views.filter((other) => other.name !== view.name))}
              className="absolute top-0.5 right-0.5 hidden size-6 place-items-center rounded-chip text-muted-foreground group-focus-within/view:grid group-hover/view:grid hover:text-foreground"
            >
              <X aria-hidden className="size-3" />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

// The sidebar: pages, saved views, the store. A rail on wide pages, a bar of icons on narrow screens.

"use client";

import { Database, Keyboard, Search, Settings } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactElement } from "react";
import { formatBytes } from "#lib/format.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { Kbd } from "#ui/kbd.tsx";
import { Logo } from "#ui/logo.tsx";
import { Tooltip } from "#ui/tooltip.tsx";
import { NAVIGATION, type NavigationEntry, isCurrent } from "./navigation.ts";
import { SavedViews } from "./saved-views.tsx";
import type { StoreSummary } from "./store-summary.ts";
import { ThemeToggle } from "./theme-toggle.tsx";

export interface SidebarProps {
  readonly store: StoreSummary;
  readonly isRail: boolean;
  readonly onSearch: () => void;
  readonly onKeys: () => void;
}

/** Text that is seen in the sidebar, and only heard on the rail and the bar. */
const LABEL =
  "sr-only sm:group-data-[rail=false]:not-sr-only sm:group-data-[rail=false]:flex-1 sm:group-data-[rail=false]:truncate";

function Entry({ entry, isRail }: { readonly entry: NavigationEntry; readonly isRail: boolean }): ReactElement {
  const isHere = isCurrent(entry.href, usePathname());
  const link = (
    <Link
      href={entry.href}
      {...(isHere ? { "aria-current": "page" as const } : {})}
      className="flex size-8 items-center justify-center gap-2 rounded-control font-medium text-muted-foreground hover:bg-accent hover:text-foreground aria-[current]:bg-accent aria-[current]:text-foreground sm:h-7 sm:group-data-[rail=false]:w-full sm:group-data-[rail=false]:justify-start sm:group-data-[rail=false]:px-2 [&[aria-current]>svg]:text-link"
    >
      <entry.icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className={LABEL}>{entry.label}</span>
    </Link>
  );
  return (
    <li>
      {isRail ? (
        <Tooltip text={entry.label} side="right">
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </li>
  );
}

function StoreLine({ store }: { readonly store: StoreSummary }): ReactElement {
  const size = store.bytes === undefined ? "" : `${formatBytes(store.bytes)} · `;
  const condition =
    store.condition === "live" ? "live" : store.condition === "missing" ? "not there yet" : "cannot be read";
  return (
    <div className="hidden items-center gap-2 border-t border-border p-2 text-2xs text-subtle-foreground sm:group-data-[rail=false]:flex">
      <Database aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="min-w-0">
        <b className="block truncate font-medium text-foreground">{store.name}</b>
        <span className="block truncate">
          {size}
          {condition}
        </span>
      </span>
    </div>
  );
}

/** Navigation at the left edge. */
export function Sidebar({ store, isRail, onSearch, onKeys }: SidebarProps): ReactElement {
  return (
    <aside
      aria-label="Sidebar"
      data-rail={isRail}
      className="group flex items-center gap-1 border-b border-border bg-sidebar px-2 py-1 sm:h-dvh sm:flex-col sm:items-stretch sm:gap-0.5 sm:border-r sm:border-b-0 sm:p-2 sm:data-[rail=true]:items-center"
    >
      <Link
        href="/"
        aria-label="Stepscope, overview"
        className="flex h-8 items-center gap-2 rounded-control px-1 text-md font-semibold tracking-[-.01em] sm:px-2 sm:group-data-[rail=true]:px-0"
      >
        <Logo />
        <span className="hidden sm:group-data-[rail=false]:inline">Stepscope</span>
      </Link>
      <button
        type="button"
        onClick={onSearch}
        className="order-3 flex size-7 items-center justify-center gap-2 rounded-control border border-border bg-card text-muted-foreground hover:border-border-strong sm:order-none sm:mt-1 sm:mb-2 sm:group-data-[rail=false]:w-full sm:group-data-[rail=false]:justify-start sm:group-data-[rail=false]:pr-1 sm:group-data-[rail=false]:pl-2 sm:group-data-[rail=true]:w-8"
      >
        <Search aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
        <span className="sr-only flex-1 truncate text-left sm:group-data-[rail=false]:not-sr-only">
          Search or jump to
        </span>
        <span aria-hidden className="hidden sm:group-data-[rail=false]:inline">
          <Kbd>⌘K</Kbd>
        </span>
      </button>
      <nav aria-label="Pages" className="order-2 min-w-0 flex-1 sm:order-none sm:flex-none">
        <ul className="flex gap-0 sm:flex-col sm:gap-0.5">
          {NAVIGATION.map((entry) => (
            <Entry key={entry.href} entry={entry} isRail={isRail} />
          ))}
        </ul>
      </nav>
      {!isRail && <SavedViews />}
      <div className="order-4 flex items-center gap-2 sm:order-none sm:mt-auto sm:flex-col sm:items-stretch">
        <StoreLine store={store} />
        <div className="flex gap-1 sm:px-1 sm:group-data-[rail=true]:flex-col sm:group-data-[rail=true]:px-0">
          <IconButton label="Settings" asChild className="hidden sm:inline-flex">
            <Link href="/settings">
              <Settings aria-hidden strokeWidth={1.75} />
            </Link>
          </IconButton>
          <IconButton label="Keyboard shortcuts" keys="?" onClick={onKeys} className="hidden sm:inline-flex">
            <Keyboard aria-hidden strokeWidth={1.75} />
          </IconButton>
          <ThemeToggle />
        </div>
      </div>
    </aside>
  );
}

// The top of a run's page: which run, its facts, its views.

"use client";

import { ExternalLink, GitCompare } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import type { RunDetail, RunView } from "stepscope/view";
import { formatCompact, formatCost, formatCount, formatDuration, formatTokenFlow, shortId } from "#lib/format.ts";
import { type RunPageView, RUN_VIEWS, compareHref, phoenixTraceHref, runsHref } from "#lib/links.ts";
import { isOver, shownStatus, silentStatus } from "#lib/run-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { trailHref, useRunTrail } from "#lib/run-trail.ts";
import { Button } from "#ui/button.tsx";
import { CopyButton } from "#ui/copy-button.tsx";
import { Kbd } from "#ui/kbd.tsx";
import { StatusBadge } from "#ui/status.tsx";
import { Tag } from "#ui/tag.tsx";
import { Time } from "#ui/time.tsx";
import { Crumbs, TopBar } from "#ui/top-bar.tsx";
import { RunNeighbours } from "./run-neighbours.tsx";

/** Crumbs, the id, and what can be done. */
export function WorkbenchBar({
  run,
  open,
  phoenix,
}: {
  readonly run: RunDetail;
  readonly open: RunPageView;
  readonly phoenix: string | undefined;
}): ReactElement {
  const workflow = visibleText(run.workflow);
  const trail = useRunTrail(run.runId);
  const quoted = /\s/u.test(run.workflow) ? `"${run.workflow}"` : run.workflow;
  return (
    <TopBar>
      <Crumbs
        trail={[
          { href: trailHref(trail), label: "Runs" },
          { href: runsHref({ query: `workflow:${quoted}` }), label: workflow },
        ]}
      >
        <h1 className="code text-sm font-medium text-foreground" title={run.runId}>
          {shortId(run.runId)}
        </h1>
        <CopyButton label="Copy run id" text={run.runId} />
      </Crumbs>
      <RunNeighbours run={run} open={open} />
      <div className="ml-auto flex items-center gap-2">
        {phoenix !== undefined && run.traceId !== undefined && (
          <Button variant="ghost" asChild>
            <a href={phoenixTraceHref(phoenix, run.traceId)} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              Open in Phoenix
            </a>
          </Button>
        )}
        <Button asChild>
          <Link href={compareHref(run.runId)}>
            <GitCompare aria-hidden />
            Compare
            <Kbd className="max-sm:hidden">C</Kbd>
          </Link>
        </Button>
      </div>
    </TopBar>
  );
}

/** Numbers of the run: from its journal once that is folded, from its row until then. */
export function FactStrip({
  run,
  view,
  silentMs,
  nowMs,
}: {
  readonly run: RunDetail;
  readonly view: RunView | undefined;
  /** For how long it has written nothing although it should be at work, in ms. */
  readonly silentMs: number | undefined;
  readonly nowMs: number;
}): ReactElement {
  const status = view?.status ?? run.status;
  const goesOn = !isOver(status);
  const shown =
    silentMs !== undefined
      ? silentStatus(silentMs)
      : goesOn && view === undefined
        ? shownStatus(run, nowMs)
        : { status };
  const totals = view?.totals;
  const elapsed = view?.endedMs ?? (goesOn ? (view?.lastMs ?? nowMs - run.startedAtMs) : run.durationMs);
  const waiting = totals?.waitingMs ?? run.waitingMs;
  const llm = totals?.llm ?? run;
  const facts: readonly (readonly [label: string, value: ReactNode])[] = [
    ["Duration", formatDuration(elapsed)],
    ...(waiting > 0
      ? [
          ["Active", formatDuration(Math.max(0, (elapsed ?? 0) - waiting))] as const,
          ["Waiting", formatDuration(waiting)] as const,
        ]
      : []),
    ["Steps", formatCount(totals?.executions ?? run.executions)],
    ["Retries", formatCount(totals?.retries ?? run.retries)],
    ...(llm.totalTokens > 0 ? [["Tokens", formatTokenFlow(llm.promptTokens, llm.completionTokens)] as const] : []),
    ...(llm.costUsd > 0 ? [["Cost", formatCost(llm.costUsd)] as const] : []),
    ["Started", <Time key="started" timeMs={run.startedAtMs} inWords />],
  ];
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 overflow-hidden px-3 py-2 sm:px-4 lg:h-10 lg:flex-nowrap lg:py-0">
      <StatusBadge {...shown} />
      <dl className="flex flex-wrap gap-x-4 gap-y-1 lg:flex-nowrap lg:gap-x-0">
        {facts.map(([label, value]) => (
          <div
            key={label}
            className="flex items-baseline gap-1.5 leading-4 whitespace-nowrap lg:border-l lg:border-border lg:px-4 lg:first:border-l-0 lg:first:pl-1"
          >
            <dt className="text-xs text-muted-foreground">{label}</dt>
            <dd className="nums font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      <span className="ml-auto hidden min-w-0 gap-1 overflow-hidden xl:flex lg:flex">
        {run.version !== undefined && <Tag title="Version">{visibleText(run.version)}</Tag>}
        {run.tags.map((tag) => (
          <Tag key={tag}>{visibleText(tag)}</Tag>
        ))}
      </span>
    </div>
  );
}

const VIEW_LABEL: Readonly<Record<RunPageView, string>> = {
  timeline: "Timeline",
  graph: "Graph",
  events: "Events",
  state: "State",
  logs: "Logs",
  io: "Input and output",
  raw: "Raw",
};

export interface ViewTabsProps {
  readonly open: RunPageView;
  readonly hrefOf: (view: RunPageView) => string;
  readonly onOpen: (view: RunPageView) => void;
  readonly counts: Readonly<Partial<Record<RunPageView, number>>>;
  /** The tools of the open view. */
  readonly children?: ReactNode;
}

/** 36 px: links to the views, then the open view's tools. */
export function ViewTabs({ open, hrefOf, onOpen, counts, children }: ViewTabsProps): ReactElement {
  return (
    <div className="flex min-h-9 shrink-0 items-center border-b border-border pr-4 pl-2 max-lg:flex-wrap max-sm:pr-2">
      <nav aria-label="Run views" className="flex min-w-0 max-lg:overflow-x-auto max-lg:[scrollbar-width:none]">
        {RUN_VIEWS.map((view) => (
          <a
            key={view}
            href={hrefOf(view)}
            {...(view === open ? { "aria-current": "page" as const } : {})}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
              event.preventDefault();
              onOpen(view);
            }}
            className="relative inline-flex h-9 items-center gap-1.5 px-2 font-medium whitespace-nowrap text-muted-foreground -outline-offset-2 hover:text-foreground aria-[current]:text-foreground aria-[current]:after:absolute aria-[current]:after:inset-x-2 aria-[current]:after:-bottom-px max-lg:aria-[current]:after:bottom-0 aria-[current]:after:h-0.5 aria-[current]:after:rounded-[1px] aria-[current]:after:bg-foreground"
          >
            {VIEW_LABEL[view]}
            {counts[view] !== undefined && (
              <span className="nums text-2xs text-subtle-foreground">{formatCompact(counts[view])}</span>
            )}
          </a>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-1 max-lg:py-1 max-sm:w-full">{children}</div>
    </div>
  );
}

// All workflows: how often they run, how they end, how long they take.

"use client";

import { Workflow } from "lucide-react";
import Link from "next/link";
import type { ReactElement } from "react";
import type { WorkflowSummary } from "stepscope/view";
import { formatCount, formatDuration, formatPercent, plural } from "#lib/format.ts";
import { runsHref, workflowHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { EmptyState } from "#ui/empty-state.tsx";
import { Tag } from "#ui/tag.tsx";
import { Time } from "#ui/time.tsx";
import { PageTitle, TopBar } from "#ui/top-bar.tsx";

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 px-4 sm:grid-cols-[minmax(140px,1fr)_72px_88px_72px_72px_64px_64px_108px] items-center";

function Row({ one }: { readonly one: WorkflowSummary }): ReactElement {
  const query = `workflow:${/\s/u.test(one.workflow) ? `"${one.workflow}"` : one.workflow}`;
  const version = one.versions[0]?.version;
  const right = "nums text-right max-sm:hidden";
  return (
    <li className={`${COLUMNS} relative min-h-9 border-b border-gridline hover:bg-accent max-sm:py-2`}>
      <span className="flex min-w-0 items-center gap-2">
        <Link href={workflowHref(one.workflow)} className="truncate font-medium after:absolute after:inset-0">
          {visibleText(one.workflow)}
        </Link>
        {version !== undefined && <Tag>{visibleText(version)}</Tag>}
        {one.versions.length > 1 && (
          <span className="text-2xs whitespace-nowrap text-subtle-foreground">
            {plural(one.versions.length, "version")}
          </span>
        )}
      </span>
      <Link href={runsHref({ query })} className="nums relative z-1 text-right text-link hover:underline">
        {formatCount(one.runs)}
        <span className="sm:hidden"> runs</span>
      </Link>
      <span className={`${right} ${one.failed > 0 ? "text-fail-fg" : "text-muted-foreground"}`}>
        {one.runs === 0 ? "–" : formatPercent(one.failed / one.runs)}
      </span>
      <span className={right}>{formatDuration(one.p50ActiveMs)}</span>
      <span className={right}>{formatDuration(one.p95ActiveMs)}</span>
      <span className={right}>{one.runningNow === 0 ? "–" : formatCount(one.runningNow)}</span>
      <span className={`${right} ${one.waitingNow > 0 ? "text-wait-fg" : ""}`}>
        {one.waitingNow === 0 ? "–" : formatCount(one.waitingNow)}
      </span>
      <span className={`${right} text-muted-foreground`}>
        {one.lastStartedAtMs === undefined ? "never" : <Time timeMs={one.lastStartedAtMs} />}
      </span>
    </li>
  );
}

/** The page. */
export function WorkflowList({ workflows }: { readonly workflows: readonly WorkflowSummary[] }): ReactElement {
  return (
    <>
      <TopBar>
        <PageTitle>Workflows</PageTitle>
        <span className="nums text-muted-foreground">{workflows.length}</span>
        <span className="ml-auto text-xs text-muted-foreground">Counts of the last 30 days</span>
      </TopBar>
      {workflows.length === 0 ? (
        <EmptyState icon={Workflow} title="No workflow yet" className="m-auto">
          A workflow appears here with its first run.
        </EmptyState>
      ) : (
        <>
          <div
            aria-hidden
            className={`${COLUMNS} h-7 border-b border-border text-xs text-muted-foreground max-sm:hidden`}
          >
            <span>Workflow</span>
            {["Runs", "Failed", "p50", "p95", "Running", "Waiting", "Last run"].map((label) => (
              <span key={label} className="text-right">
                {label}
              </span>
            ))}
          </div>
          <ul aria-label="Workflows">
            {workflows.map((one) => (
              <Row key={one.workflow} one={one} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

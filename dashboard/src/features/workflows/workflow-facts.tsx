// The top of a workflow's page: its name, its numbers, its versions.

import Link from "next/link";
import type { ReactElement } from "react";
import type { WorkflowSummary } from "stepscope/view";
import { formatCount, formatDuration, formatPercent, plural } from "#lib/format.ts";
import { runsHref, workflowHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { Crumbs, TopBar } from "#ui/top-bar.tsx";
import { Time } from "#ui/time.tsx";

/** Crumbs, then numbers of the last 30 days. */
export function WorkflowFacts({ summary }: { readonly summary: WorkflowSummary }): ReactElement {
  const query = `workflow:${/\s/u.test(summary.workflow) ? `"${summary.workflow}"` : summary.workflow}`;
  const newest = summary.versions[0];
  const facts: readonly (readonly [label: string, value: string])[] = [
    ["Runs in 30 days", formatCount(summary.runs)],
    ["Failed", summary.runs === 0 ? "–" : formatPercent(summary.failed / summary.runs)],
    ["p50 active", formatDuration(summary.p50ActiveMs)],
    ["p95 active", formatDuration(summary.p95ActiveMs)],
    ["Running", formatCount(summary.runningNow)],
    ["Waiting", formatCount(summary.waitingNow)],
  ];
  return (
    <>
      <TopBar>
        <Crumbs trail={[{ href: workflowHref(), label: "Workflows" }]}>
          <h1 className="truncate text-sm font-semibold text-foreground">{visibleText(summary.workflow)}</h1>
        </Crumbs>
        <Button asChild className="ml-auto">
          <Link href={runsHref({ query })}>Show its runs</Link>
        </Button>
      </TopBar>
      <div className="flex shrink-0 flex-wrap items-center gap-x-5 gap-y-1 border-b border-border px-4 py-2.5">
        <dl className="contents">
          {facts.map(([label, value]) => (
            <div key={label} className="flex items-baseline gap-1.5 whitespace-nowrap">
              <dt className="text-xs text-muted-foreground">{label}</dt>
              <dd className="nums font-medium">{value}</dd>
            </div>
          ))}
        </dl>
        {newest !== undefined && (
          <span className="text-xs text-muted-foreground">
            {plural(summary.versions.length, "version")}, newest{" "}
            <span className="code">{visibleText(newest.version ?? newest.definitionHash.slice(0, 8))}</span> since{" "}
            <Time timeMs={newest.firstSeenMs} />
          </span>
        )}
      </div>
    </>
  );
}

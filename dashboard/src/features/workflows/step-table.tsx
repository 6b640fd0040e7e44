// The steps of a workflow over many runs.

import Link from "next/link";
import type { ReactElement } from "react";
import type { StepStatistics } from "stepscope/view";
import { formatCompact, formatDuration, formatPercent } from "#lib/format.ts";
import { runsHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_56px_56px] sm:grid-cols-[minmax(80px,1fr)_66px_48px_48px_60px_60px_60px] items-center gap-x-2 px-4";

/** One line per step, the slowest first. */
export function StepTable({ statistics }: { readonly statistics: readonly StepStatistics[] }): ReactElement {
  const rows = statistics.toSorted((a, b) => b.p95Ms - a.p95Ms);
  const quote = (text: string): string => (/\s/u.test(text) ? `"${text}"` : text);
  const wide = "nums text-right max-sm:hidden";
  return (
    <section aria-label="Steps" className="min-w-0">
      <div aria-hidden className={`${COLUMNS} h-7 border-b border-border text-xs text-muted-foreground`}>
        <span>Step</span>
        <span className={wide}>Executions</span>
        <span className={wide}>Failed</span>
        <span className={wide}>Retries</span>
        <span className="text-right">p50</span>
        <span className="text-right">p95</span>
        <span className={wide}>Queued</span>
      </div>
      <ul>
        {rows.map((one) => (
          <li key={one.step} className={`${COLUMNS} h-8 border-b border-gridline hover:bg-accent`}>
            <Link
              href={runsHref({ query: `workflow:${quote(one.workflow)} step:${quote(one.step)}` })}
              className="truncate font-medium hover:underline"
            >
              {visibleText(one.step)}
            </Link>
            <span className={wide}>{formatCompact(one.executions)}</span>
            <span className={`${wide} ${one.failures > 0 ? "text-fail-fg" : "text-muted-foreground"}`}>
              {one.executions === 0 ? "–" : formatPercent(one.failures / one.executions)}
            </span>
            <span className={`${wide} ${one.retries > 0 ? "text-retry-fg" : "text-muted-foreground"}`}>
              {formatCompact(one.retries)}
            </span>
            <span className="nums text-right">{formatDuration(one.p50Ms)}</span>
            <span className="nums text-right">{formatDuration(one.p95Ms)}</span>
            <span className={`${wide} text-muted-foreground`}>{formatDuration(one.meanQueueMs)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

// Six numbers of the interval, each against the interval before.

import Link from "next/link";
import type { ReactElement } from "react";
import type { Overview, OverviewBucket } from "stepscope/view";
import {
  formatCompact,
  formatCost,
  formatCount,
  formatDuration,
  formatDurationDelta,
  formatPercent,
  formatPercentDelta,
  formatPoints,
  plural,
} from "#lib/format.ts";
import { runsHref } from "#lib/links.ts";
import { Delta } from "#ui/delta.tsx";
import { Sparkline } from "#ui/sparkline.tsx";

export interface StatsProps {
  readonly overview: Overview;
  readonly query: string;
  /** How the interval is named: `24 h`. */
  readonly intervalName: string;
}

interface Stat {
  readonly label: string;
  readonly value: string;
  readonly delta: string;
  readonly tone: "worse" | "better" | "flat";
  readonly href: string;
  readonly values: readonly (number | undefined)[];
  readonly colour: string;
}

function relative(now: number, before: number): string {
  return before === 0 ? (now === 0 ? "±0 %" : "new") : formatPercentDelta(now / before - 1);
}

function joinQuery(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

function slower(
  now: number | undefined,
  before: number | undefined,
): { readonly delta: string; readonly tone: Stat["tone"] } {
  if (now === undefined || before === undefined) return { delta: "nothing to compare", tone: "flat" };
  const change = now - before;
  const matters = Math.abs(change) >= 400 && Math.abs(change) >= before * 0.1;
  return { delta: formatDurationDelta(change), tone: !matters ? "flat" : change > 0 ? "worse" : "better" };
}

function statsOf({ overview, query, intervalName }: StatsProps): readonly Stat[] {
  const { totals, before, buckets, range } = overview;
  const { fromMs, toMs } = range;
  const series = (pick: (bucket: OverviewBucket) => number | undefined): readonly (number | undefined)[] =>
    buckets.map(pick);
  const rate = totals.ended === 0 ? undefined : totals.failed / totals.ended;
  const rateBefore = before.ended === 0 ? undefined : before.failed / before.ended;
  const points = rate === undefined || rateBefore === undefined ? undefined : rate - rateBefore;
  const all = { query, fromMs, toMs };
  return [
    {
      label: "Runs",
      value: formatCount(totals.runs),
      delta: `${relative(totals.runs, before.runs)} vs ${intervalName} before`,
      tone: "flat",
      href: runsHref(all),
      values: series((one) => one.runs),
      colour: "text-k-step",
    },
    {
      label: "Failed",
      value: formatPercent(rate),
      delta: `${plural(totals.failed, "run")}${points === undefined ? "" : `, ${formatPoints(points)}`}`,
      tone: points === undefined || Math.abs(points) < 0.005 ? "flat" : points > 0 ? "worse" : "better",
      href: runsHref({ ...all, query: joinQuery(query, "status:failed,timedOut,stalled") }),
      values: series((one) => one.failed),
      colour: "text-fail",
    },
    {
      label: "p50 active",
      value: formatDuration(totals.p50ActiveMs),
      ...slower(totals.p50ActiveMs, before.p50ActiveMs),
      href: runsHref({ ...all, sort: "slowest" }),
      values: series((one) => one.p50ActiveMs),
      colour: "text-k-step",
    },
    {
      label: "p95 active",
      value: formatDuration(totals.p95ActiveMs),
      ...slower(totals.p95ActiveMs, before.p95ActiveMs),
      href: runsHref({ ...all, sort: "slowest" }),
      values: series((one) => one.p95ActiveMs),
      colour: "text-primary",
    },
    {
      label: "Tokens",
      value: formatCompact(totals.totalTokens),
      delta: relative(totals.totalTokens, before.totalTokens),
      tone: "flat",
      href: runsHref({ ...all, sort: "tokens" }),
      values: series((one) => one.totalTokens),
      colour: "text-k-llm",
    },
    {
      label: "Cost",
      value: formatCost(totals.costUsd),
      delta: relative(totals.costUsd, before.costUsd),
      tone: "flat",
      href: runsHref({ ...all, sort: "costliest" }),
      values: series((one) => one.costUsd),
      colour: "text-k-llm",
    },
  ];
}

/** The card. */
export function Stats(props: StatsProps): ReactElement {
  return (
    <section
      aria-label={`Last ${props.intervalName} against the ${props.intervalName} before`}
      className="grid grid-cols-2 overflow-hidden rounded-card border border-border bg-card sm:grid-cols-3 lg:grid-cols-6"
    >
      {statsOf(props).map((stat) => (
        <Link
          key={stat.label}
          href={stat.href}
          prefetch={false}
          className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-end gap-x-2 border-t border-l border-border px-3 py-2.5 -mt-px -ml-px -outline-offset-2 hover:bg-accent"
        >
          <span className="col-span-2 text-xs text-muted-foreground">{stat.label}</span>
          <span className="nums text-xl font-semibold tracking-[-.02em]">{stat.value}</span>
          <Sparkline values={stat.values} className={`self-center max-sm:hidden ${stat.colour}`} />
          <Delta text={stat.delta} tone={stat.tone} className="col-span-2 truncate leading-4" />
        </Link>
      ))}
    </section>
  );
}

// Six numbers of the interval, each against the interval before.

import Link from "next/link";
import type { ReactElement } from "react";
import type { Overview } from "stepscope/view";
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

/** The share of failed runs, and how that changed. */
function failedStat({ overview, query }: StatsProps): Stat {
  const { totals, before, buckets, range } = overview;
  const rate = totals.ended === 0 ? undefined : totals.failed / totals.ended;
  const rateBefore = before.ended === 0 ? undefined : before.failed / before.ended;
  const points = rate === undefined || rateBefore === undefined ? undefined : rate - rateBefore;
  return {
    label: "Failed",
    value: formatPercent(rate),
    delta: `${plural(totals.failed, "run")}${points === undefined ? "" : `, ${formatPoints(points)}`}`,
    tone: points === undefined || Math.abs(points) < 0.005 ? "flat" : points > 0 ? "worse" : "better",
    href: runsHref({
      query: joinQuery(query, "status:failed,timedOut,stalled"),
      fromMs: range.fromMs,
      toMs: range.toMs,
    }),
    values: buckets.map((one) => one.failed),
    colour: "text-fail",
  };
}

function activeStat(props: StatsProps, key: "p50ActiveMs" | "p95ActiveMs"): Stat {
  const { overview, query } = props;
  const { totals, before, buckets, range } = overview;
  return {
    label: key === "p50ActiveMs" ? "p50 active" : "p95 active",
    value: formatDuration(totals[key]),
    ...slower(totals[key], before[key]),
    href: runsHref({ query, fromMs: range.fromMs, toMs: range.toMs, sort: "slowest" }),
    values: buckets.map((one) => one[key]),
    colour: key === "p50ActiveMs" ? "text-k-step" : "text-primary",
  };
}

function statsOf(props: StatsProps): readonly Stat[] {
  const { overview, query, intervalName } = props;
  const { totals, before, buckets, range } = overview;
  const link = (sort?: string): string =>
    runsHref({ query, fromMs: range.fromMs, toMs: range.toMs, ...(sort === undefined ? {} : { sort }) });
  return [
    {
      label: "Runs",
      value: formatCount(totals.runs),
      delta: `${relative(totals.runs, before.runs)} vs ${intervalName} before`,
      tone: "flat",
      href: link(),
      values: buckets.map((one) => one.runs),
      colour: "text-k-step",
    },
    failedStat(props),
    activeStat(props, "p50ActiveMs"),
    activeStat(props, "p95ActiveMs"),
    {
      label: "Tokens",
      value: formatCompact(totals.totalTokens),
      delta: relative(totals.totalTokens, before.totalTokens),
      tone: "flat",
      href: link("tokens"),
      values: buckets.map((one) => one.totalTokens),
      colour: "text-k-llm",
    },
    {
      label: "Cost",
      value: formatCost(totals.costUsd),
      delta: relative(totals.costUsd, before.costUsd),
      tone: "flat",
      href: link("costliest"),
      values: buckets.map((one) => one.costUsd),
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

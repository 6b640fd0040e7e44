// What became slower, and what failed.

"use client";

import { ArrowRight, CircleX } from "lucide-react";
import Link from "next/link";
import type { ReactElement } from "react";
import type { FailureGroup, StepRegression } from "stepscope/view";
import { formatDuration, formatPercentDelta, formatTimes, plural } from "#lib/format.ts";
import { runHref, runsHref, workflowHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { Card, CardHeader } from "#ui/card.tsx";
import { Delta } from "#ui/delta.tsx";
import { STATUS_LOOK } from "#ui/status.tsx";
import { Time } from "#ui/time.tsx";
import { LIST_ROW, NothingHere } from "./now-lists.tsx";

/** Steps whose p95 rose. */
export function Regressions({
  regressions,
  intervalName,
}: {
  readonly regressions: readonly StepRegression[];
  readonly intervalName: string;
}): ReactElement {
  const most = Math.max(1, ...regressions.map((one) => one.p95Ms / Math.max(1, one.baselineP95Ms)));
  return (
    <Card label="Slowest regressions">
      <CardHeader title="Slowest regressions" note={`p95 per step, last ${intervalName} against before`}>
        <Button size="sm" variant="ghost" asChild>
          <Link href={workflowHref()}>All steps</Link>
        </Button>
      </CardHeader>
      {regressions.length === 0 && <NothingHere>No step became slower.</NothingHere>}
      {regressions.slice(0, 5).map((one) => {
        const ratio = one.p95Ms / Math.max(1, one.baselineP95Ms);
        return (
          <Link
            key={`${one.workflow} ${one.step}`}
            href={workflowHref(one.workflow)}
            prefetch={false}
            className={`${LIST_ROW} grid-cols-[minmax(0,1fr)_auto_14px_auto_auto] sm:grid-cols-[minmax(0,1fr)_60px_14px_60px_minmax(40px,120px)_64px]`}
          >
            <span className="truncate max-sm:col-span-5">
              <b className="font-medium">{visibleText(one.workflow)}</b>{" "}
              <span className="text-muted-foreground">/ {visibleText(one.step)}</span>
            </span>
            <span className="nums text-right text-muted-foreground">{formatDuration(one.baselineP95Ms)}</span>
            <ArrowRight aria-hidden className="size-3.5 text-muted-foreground" />
            <span className="nums">{formatDuration(one.p95Ms)}</span>
            <span aria-hidden className="flex h-1.5 gap-px max-sm:hidden">
              <i className="rounded-l-bar bg-border-strong" style={{ width: `${100 / most}%` }} />
              <i className="rounded-r-bar bg-fail" style={{ width: `${((ratio - 1) / most) * 100}%` }} />
            </span>
            <Delta text={formatPercentDelta(ratio - 1)} tone="worse" className="text-right" />
          </Link>
        );
      })}
    </Card>
  );
}

/** What one group of failures leads to: the one run, or all that failed in that step. */
function failureHref(group: FailureGroup): string {
  if (group.count === 1) return runHref(group.lastRunId);
  const quote = (text: string): string => (/\s/u.test(text) ? `"${text}"` : text);
  return runsHref({
    query: [
      `workflow:${quote(group.workflow)}`,
      `status:${group.status}`,
      ...(group.step === undefined ? [] : [`failed:${quote(group.step)}`]),
    ].join(" "),
  });
}

/** Failed runs, equal ones together. */
export function Failures({
  failures,
  total,
  interval,
}: {
  readonly failures: readonly FailureGroup[];
  readonly total: number;
  readonly interval: { readonly fromMs: number; readonly toMs: number };
}): ReactElement {
  return (
    <Card label="Recent failures" className="flex-1">
      <CardHeader
        title="Recent failures"
        note={total === 0 ? undefined : `${plural(total, "run")} in ${plural(failures.length, "group")}`}
      >
        <Button size="sm" variant="ghost" asChild>
          <Link href={runsHref({ query: "status:failed,timedOut,stalled", ...interval })}>Show all</Link>
        </Button>
      </CardHeader>
      {failures.length === 0 && <NothingHere>No run failed.</NothingHere>}
      {failures.slice(0, 6).map((group) => (
        <Link
          key={`${group.workflow} ${group.step ?? ""} ${group.status} ${group.message}`}
          href={failureHref(group)}
          prefetch={false}
          className={`${LIST_ROW} grid-cols-[16px_minmax(0,1fr)_auto_auto] sm:grid-cols-[16px_minmax(60px,112px)_minmax(0,1fr)_40px_108px]`}
        >
          <CircleX aria-hidden className="size-3.5 text-fail" />
          <b className="truncate font-medium">{visibleText(group.workflow)}</b>
          <span className="truncate text-muted-foreground max-sm:col-span-4 max-sm:row-start-2">
            <span className="sr-only">{STATUS_LOOK[group.status].label}: </span>
            {group.step !== undefined && <span className="text-foreground">{visibleText(group.step)} </span>}
            {visibleText(group.message)}
          </span>
          <span className="nums text-right">{formatTimes(group.count)}</span>
          <span className="nums text-right text-muted-foreground">
            <Time timeMs={group.lastStartedAtMs} />
          </span>
        </Link>
      ))}
    </Card>
  );
}

// What goes on now: runs that run, runs that wait, spans on their way to Phoenix.

"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import type { ExportStatus, RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatCount, formatDuration, plural } from "#lib/format.ts";
import { formatAgo } from "#lib/format-time.ts";
import { runHref, runsHref } from "#lib/links.ts";
import { shownStatus, silentForMs } from "#lib/run-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { Card, CardHeader } from "#ui/card.tsx";
import { Status } from "#ui/status.tsx";

/** A row of a list on the overview. */
export const LIST_ROW =
  "grid min-h-8 items-center gap-x-3 border-t border-gridline px-3 -outline-offset-2 hover:bg-accent last:rounded-b-card max-sm:py-1.5";

/** What stands in a list that has nothing. */
export function NothingHere({ children }: { readonly children: ReactNode }): ReactElement {
  return <p className="border-t border-gridline px-3 py-2.5 text-xs text-muted-foreground">{children}</p>;
}

function ShowAll({ href, label = "Show all" }: { readonly href: string; readonly label?: string }): ReactElement {
  return (
    <Button size="sm" variant="ghost" asChild>
      <Link href={href}>{label}</Link>
    </Button>
  );
}

function activityOf(run: RunSummary): string {
  const { activity } = run;
  if (activity === undefined) return "";
  if (activity.total > 1) return `${activity.step} ${formatCount(activity.done)} of ${formatCount(activity.total)}`;
  return activity.attempt > 0 ? `${activity.step}, attempt ${activity.attempt + 1}` : activity.step;
}

function Progress({
  run,
  elapsedMs,
  usualMs,
}: {
  readonly run: RunSummary;
  readonly elapsedMs: number;
  readonly usualMs: number | undefined;
}): ReactElement | null {
  if (usualMs === undefined || usualMs <= 0) return <span />;
  const scale = Math.max(usualMs * 1.3, elapsedMs);
  return (
    <span
      aria-hidden
      className="relative h-1 overflow-hidden rounded-[2px] bg-muted max-sm:hidden"
      title={`Usual p95 ${formatDuration(usualMs)}`}
    >
      <i
        className={cn("absolute inset-y-0 left-0 rounded-[2px]", run.backingOff > 0 ? "bg-retry" : "bg-run")}
        style={{ width: `${(elapsedMs / scale) * 100}%` }}
      />
      <i className="absolute inset-y-0 w-0.5 bg-foreground" style={{ left: `${(usualMs / scale) * 100}%` }} />
    </span>
  );
}

export interface RunningNowProps {
  readonly runs: readonly RunSummary[];
  readonly total: number;
  readonly retrying: number;
  readonly nowMs: number;
  readonly usualMs: Readonly<Record<string, number>>;
}

/** Runs that run. */
export function RunningNow({ runs, total, retrying, nowMs, usualMs }: RunningNowProps): ReactElement {
  return (
    <Card label="Running now">
      <CardHeader
        title="Running now"
        note={
          total === 0
            ? undefined
            : `${plural(total, "run")}${retrying > 0 ? `, ${retrying} retrying` : ""}, tick marks usual p95`
        }
      >
        <ShowAll href={runsHref({ query: "status:running,retrying" })} />
      </CardHeader>
      {runs.length === 0 && <NothingHere>Nothing is running.</NothingHere>}
      {runs.map((run) => {
        const untilMs = silentForMs(run, nowMs) === undefined ? nowMs : run.updatedAtMs;
        const elapsedMs = Math.max(0, untilMs - run.startedAtMs);
        return (
          <Link
            key={run.runId}
            href={runHref(run.runId)}
            prefetch={false}
            className={`${LIST_ROW} grid-cols-[minmax(0,1fr)_auto] sm:grid-cols-[84px_minmax(0,1fr)_minmax(0,116px)_48px_56px]`}
          >
            <Status {...shownStatus(run, nowMs)} />
            <span className="truncate max-sm:col-span-2 max-sm:row-start-2">
              <b className="font-medium">{visibleText(run.workflow)}</b>{" "}
              <span className="text-muted-foreground">{visibleText(run.inputPreview)}</span>
            </span>
            <span className="truncate max-sm:hidden">{visibleText(activityOf(run))}</span>
            <Progress run={run} elapsedMs={elapsedMs} usualMs={usualMs[run.workflow]} />
            <span className="nums text-right">{formatDuration(elapsedMs)}</span>
          </Link>
        );
      })}
    </Card>
  );
}

/** Runs that wait for a person. */
export function WaitingNow({
  runs,
  total,
  nowMs,
}: {
  readonly runs: readonly RunSummary[];
  readonly total: number;
  readonly nowMs: number;
}): ReactElement {
  const since = (run: RunSummary): number => Math.max(0, nowMs - (run.waitingSinceMs ?? run.updatedAtMs));
  const oldest = Math.max(0, ...runs.map(since));
  return (
    <Card label="Waiting for input">
      <CardHeader
        title="Waiting for input"
        note={total === 0 ? undefined : `${plural(total, "run")}, oldest ${formatDuration(oldest)}`}
      >
        <ShowAll href={runsHref({ query: "status:waiting" })} />
      </CardHeader>
      {runs.length === 0 && <NothingHere>Nothing waits for an answer.</NothingHere>}
      {runs.map((run) => (
        <Link
          key={run.runId}
          href={runHref(run.runId)}
          prefetch={false}
          className={`${LIST_ROW} grid-cols-[minmax(0,1fr)_auto] sm:grid-cols-[minmax(68px,120px)_minmax(0,1fr)_72px]`}
        >
          <b className="truncate font-medium">{visibleText(run.workflow)}</b>
          <span className="truncate max-sm:col-span-2 max-sm:row-start-2">
            {visibleText(
              run.waitingPrompt ??
                (run.waitingFor.length === 0 ? run.inputPreview : `needs ${run.waitingFor.join(", ")}`),
            )}
          </span>
          <span className="nums text-right text-wait-fg">{formatDuration(since(run))}</span>
        </Link>
      ))}
    </Card>
  );
}

/** Spans on their way out. */
export function ExportNow({
  status,
  nowMs,
  phoenix,
}: {
  readonly status: ExportStatus;
  readonly nowMs: number;
  readonly phoenix: string | undefined;
}): ReactElement {
  const waiting = status.pending + status.sent;
  const isOff =
    phoenix === undefined && waiting + status.confirmed + status.parked === 0 && status.lastSentMs === undefined;
  const isTroubled = status.parked > 0 || (status.lastErrorMs ?? 0) > (status.lastSentMs ?? 0);
  return (
    <Card label="Phoenix export">
      <CardHeader
        title="Phoenix export"
        note={isOff ? undefined : waiting === 0 ? "all sent" : `${formatCount(waiting)} on the way`}
      >
        <ShowAll href="/exports" label="Exports" />
      </CardHeader>
      {isOff ? (
        <NothingHere>
          No trace back end is known. Set <span className="code">PHOENIX_COLLECTOR_ENDPOINT</span> to send spans to
          Phoenix as well.
        </NothingHere>
      ) : (
        <Link
          href="/exports"
          className={`${LIST_ROW} grid-cols-[minmax(0,1fr)_auto] sm:grid-cols-[minmax(0,1fr)_auto_auto]`}
        >
          <span className="flex min-w-0 items-center gap-1.5">
            {isTroubled ? (
              <CircleAlert aria-hidden className="size-3.5 shrink-0 text-fail" />
            ) : (
              <CircleCheck aria-hidden className="size-3.5 shrink-0 text-ok" />
            )}
            <span className="font-medium">{isTroubled ? "Needs attention" : "Healthy"}</span>
            <span className="truncate text-muted-foreground">
              {visibleText(
                isTroubled
                  ? (status.lastError ?? "")
                  : status.project === undefined
                    ? (phoenix ?? "")
                    : `project ${status.project}`,
              )}
            </span>
          </span>
          <span className="nums text-muted-foreground">
            {formatCount(waiting)} waiting, {formatCount(status.parked)} parked
          </span>
          <span className="nums text-muted-foreground max-sm:hidden">
            {status.lastSentMs === undefined ? "nothing sent yet" : `last sent ${formatAgo(status.lastSentMs, nowMs)}`}
          </span>
        </Link>
      )}
    </Card>
  );
}

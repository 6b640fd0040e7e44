// The two runs of a comparison, and how their numbers differ.

"use client";

import { ArrowRight, ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { type ReactElement, useState } from "react";
import type { RunDetail } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatCompact, formatCost, formatCount, formatDuration, formatPercentDelta, shortId } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { shownStatus } from "#lib/run-status.ts";
import { useNow } from "#lib/use-now.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { statusWord } from "#ui/status.tsx";
import { Time } from "#ui/time.tsx";
import { RunPicker } from "./run-picker.tsx";

export interface CompareHeaderProps {
  readonly a: RunDetail | undefined;
  readonly b: RunDetail | undefined;
  readonly onChoose: (side: "a" | "b", runId: string) => void;
}

function Letter({ side }: { readonly side: "a" | "b" }): ReactElement {
  return (
    <span
      className={cn(
        "grid size-5 shrink-0 place-items-center rounded-chip text-xs font-semibold",
        side === "a" ? "border border-border-strong bg-muted" : "bg-primary text-primary-foreground",
      )}
    >
      {side.toUpperCase()}
    </span>
  );
}

interface CardProps {
  readonly side: "a" | "b";
  readonly run: RunDetail | undefined;
  readonly other: RunDetail | undefined;
  readonly onChoose: CompareHeaderProps["onChoose"];
}

function RunCard({ side, run, other, onChoose }: CardProps): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const nowMs = useNow("minute");
  const name = `Choose run ${side.toUpperCase()}`;
  return (
    <div className="grid min-h-14 min-w-0 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-3 rounded-card border border-border bg-card px-3 py-2">
      <Letter side={side} />
      {run === undefined ? (
        <span className="text-muted-foreground">No run chosen</span>
      ) : (
        <span className="min-w-0">
          <b className="block truncate font-medium">
            <Time timeMs={run.startedAtMs} inWords />{" "}
            <span className="code font-normal text-muted-foreground">{shortId(run.runId)}</span>
          </b>
          <span className="block truncate text-xs text-muted-foreground">
            {statusWord(shownStatus(run, nowMs))}
            {run.durationMs !== undefined && ` in ${formatDuration(run.durationMs)}`} ·{" "}
            <span className="max-sm:hidden">{visibleText(run.workflow)} </span>
            {run.version !== undefined && `${visibleText(run.version)} · `}
            <Link href={runHref(run.runId)} className="text-link underline underline-offset-2">
              Open
            </Link>
          </span>
        </span>
      )}
      <button
        type="button"
        aria-label={name}
        onClick={() => setIsOpen(true)}
        className="grid size-7 place-items-center rounded-control text-muted-foreground hover:bg-accent hover:text-foreground"
      >
        <ChevronsUpDown aria-hidden className="size-4" />
      </button>
      {isOpen && (
        <RunPicker
          title={name}
          workflow={(run ?? other)?.workflow}
          exclude={other?.runId}
          onClose={() => setIsOpen(false)}
          onChoose={(chosen) => {
            setIsOpen(false);
            onChoose(side, chosen.runId);
          }}
        />
      )}
    </div>
  );
}

interface Number {
  readonly label: string;
  readonly value: string;
  readonly delta: string;
  readonly tone: "worse" | "better" | "flat";
}

function relative(
  now: number | undefined,
  before: number | undefined,
): { readonly delta: string; readonly tone: Number["tone"] } {
  if (now === undefined || before === undefined || before === 0) return { delta: "", tone: "flat" };
  const share = now / before - 1;
  // Whole percents from ten on: the cell is narrow, and more digits would say no more.
  const rounded = Math.abs(share) < 0.1 ? share : Math.round(share * 100) / 100;
  return { delta: formatPercentDelta(rounded), tone: Math.abs(share) < 0.05 ? "flat" : share > 0 ? "worse" : "better" };
}

function numbersOf(a: RunDetail, b: RunDetail): readonly Number[] {
  const retries = b.retries - a.retries;
  return [
    { label: "Duration", value: formatDuration(b.durationMs), ...relative(b.durationMs, a.durationMs) },
    { label: "Active", value: formatDuration(b.activeMs), ...relative(b.activeMs, a.activeMs) },
    {
      label: "Retries",
      value: formatCount(b.retries),
      delta: retries === 0 ? "±0" : retries > 0 ? `+${retries}` : `−${-retries}`,
      tone: retries === 0 ? "flat" : retries > 0 ? "worse" : "better",
    },
    { label: "Tokens", value: formatCompact(b.totalTokens), ...relative(b.totalTokens, a.totalTokens) },
    { label: "Cost", value: formatCost(b.costUsd), ...relative(b.costUsd, a.costUsd) },
  ];
}

/** Cards of A and B, then B's numbers against A's. */
export function CompareHeader({ a, b, onChoose }: CompareHeaderProps): ReactElement {
  return (
    <div className="grid shrink-0 gap-2 px-3 py-3 sm:px-4 lg:grid-cols-[minmax(0,1fr)_28px_minmax(0,1fr)_minmax(0,1.5fr)]">
      <RunCard side="a" run={a} other={b} onChoose={onChoose} />
      <ArrowRight aria-hidden className="size-4 place-self-center text-muted-foreground max-lg:hidden" />
      <RunCard side="b" run={b} other={a} onChoose={onChoose} />
      {a !== undefined && b !== undefined && (
        <dl className="grid grid-cols-2 overflow-hidden rounded-card border border-border bg-card sm:grid-cols-5">
          {numbersOf(a, b).map((number) => (
            <div key={number.label} className="-mt-px -ml-px min-w-0 border-t border-l border-border px-2.5 py-2">
              <dt className="text-2xs text-muted-foreground">{number.label}</dt>
              <dd className="nums truncate font-semibold">
                {number.value} <Delta text={number.delta} tone={number.tone} className="font-normal" />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

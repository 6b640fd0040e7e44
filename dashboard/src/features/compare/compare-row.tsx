// One row of a comparison: its names and times, and two bars on one axis.

"use client";

import { CircleX, Flag, Layers, RotateCw } from "lucide-react";
import { memo, type ReactElement } from "react";
import { type ComparisonRow, SEGMENT_KIND, type SegmentKind, segmentsIn } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatDuration, formatDurationDelta, formatOrdinal, formatTimes } from "#lib/format.ts";
import type { Scale } from "#lib/run/scale.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { type CompareModel, type ComparedRun, deltaTone } from "./compare-model.ts";

export interface CompareRowProps {
  readonly row: ComparisonRow;
  readonly at: number;
  readonly model: CompareModel;
  readonly scale: Scale;
  readonly isSelected: boolean;
  readonly isStop: boolean;
  readonly onSelect: (row: ComparisonRow) => void;
}

/** The sign at the front of a row. */
export function ChangeMark({ change }: { readonly change: ComparisonRow["change"] }): ReactElement {
  const base = "inline-grid size-4 shrink-0 place-items-center rounded-bar font-mono text-xs font-semibold";
  switch (change) {
    case "added":
      return <span className={cn(base, "bg-add-mark text-ok-fg")}>+</span>;
    case "removed":
      return <span className={cn(base, "bg-del-mark text-fail-fg")}>−</span>;
    case "different":
      return <span className={cn(base, "bg-muted text-muted-foreground")}>≠</span>;
    case "same":
      return <span className={base} />;
  }
}

/** What a screen reader hears of the bars. */
function rowSentence(row: ComparisonRow): string {
  if (row.aMs === undefined) return `only in B, ${formatDuration(row.bMs)}`;
  if (row.bMs === undefined) return `only in A, ${formatDuration(row.aMs)}`;
  const change = formatDurationDelta(row.deltaMs ?? 0);
  return `A ${formatDuration(row.aMs)}, B ${formatDuration(row.bMs)}, difference ${change}, ${CHANGE_WORD[row.change]}`;
}

const CHANGE_WORD: Readonly<Record<ComparisonRow["change"], string>> = {
  same: "same",
  different: "differs",
  added: "added",
  removed: "removed",
};

function Name({ row, isDivergence }: { readonly row: ComparisonRow; readonly isDivergence: boolean }): ReactElement {
  const failed = Math.max(row.aFailed, row.bFailed);
  const tries = Math.max(row.aRetries, row.bRetries);
  const count = Math.max(row.aCount, row.bCount);
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <ChangeMark change={row.change} />
      {row.kind === "group" && (
        <Layers aria-hidden className="size-3.5 shrink-0 text-muted-foreground" strokeWidth={1.75} />
      )}
      <span className="truncate font-medium">{visibleText(row.step)}</span>
      {(row.ordinal > 0 || count > 1) && (
        <span className="nums shrink-0 text-xs text-subtle-foreground">
          {count > 1 ? formatTimes(count) : formatOrdinal(row.ordinal)}
        </span>
      )}
      {isDivergence && (
        <span className="inline-flex h-[18px] shrink-0 items-center gap-1 rounded-chip bg-primary pr-1.5 pl-1 text-2xs font-semibold text-primary-foreground">
          <Flag aria-hidden className="size-3" />
          diverges
        </span>
      )}
      {failed > 0 && (
        <span className="inline-flex items-center gap-0.5 text-2xs text-fail-fg">
          <CircleX aria-hidden className="size-3" />
          {failed}
          <span className="sr-only"> failed</span>
        </span>
      )}
      {tries > 0 && (
        <span className="inline-flex items-center gap-0.5 text-2xs text-retry-fg">
          <RotateCw aria-hidden className="size-3" />
          {tries}
          <span className="sr-only"> retries</span>
        </span>
      )}
    </span>
  );
}

/** How a segment of either run looks: the run's colour for work, the usual shapes for the rest. */
function segmentLook(kind: SegmentKind, side: "a" | "b"): string {
  switch (kind) {
    case SEGMENT_KIND.queued:
      return "h-0.5 mt-[3px] bg-idle";
    case SEGMENT_KIND.backOff:
      return "h-0.5 mt-[3px] dots-retry";
    case SEGMENT_KIND.waiting:
      return "h-2 rounded-[2px] hatch-wait border-[1.5px] border-wait";
    case SEGMENT_KIND.failed:
      return "h-2 rounded-[2px] bg-fail";
    case SEGMENT_KIND.cut:
      return "h-2 rounded-[2px] border border-dashed border-idle";
    default:
      return side === "a" ? "h-2 rounded-[2px] bg-a" : "h-2 rounded-[2px] bg-b";
  }
}

interface SideProps {
  readonly run: ComparedRun;
  readonly executions: readonly number[];
  readonly side: "a" | "b";
  readonly shiftMs: number;
  readonly scale: Scale;
}

/** The bars of one run in a row; a large group is one bar from its first start to its last end. */
function Side({ run, executions, side, shiftMs, scale }: SideProps): ReactElement {
  const top = side === "a" ? "top-1.5 max-sm:top-1" : "top-[17px] max-sm:top-3.5";
  const place = (fromMs: number, toMs: number): { readonly left: number; readonly width: number } => {
    const left = Math.max(-10, scale.x(fromMs + shiftMs));
    return { left, width: Math.max(2, Math.min(scale.widthPx + 10, scale.x(toMs + shiftMs)) - left) };
  };
  if (executions.length > 12) {
    const starts = executions.map((at) => run.index.entityStartMs[at] ?? 0);
    const ends = executions.map((at) => run.index.entityEndMs[at] ?? 0);
    return (
      <i
        data-side={side}
        className={cn("absolute opacity-80", top, segmentLook(SEGMENT_KIND.running, side))}
        style={place(Math.min(...starts), Math.max(...ends))}
      />
    );
  }
  return (
    <>
      {executions.flatMap((at) =>
        segmentsIn(run.index, at, { fromMs: scale.range.fromMs - shiftMs, toMs: scale.range.toMs - shiftMs }).map(
          (segment) => (
            <i
              key={`${at} ${segment.startMs} ${segment.kind}`}
              data-side={side}
              className={cn("absolute", top, segmentLook(segment.kind, side))}
              style={place(segment.startMs, segment.endMs)}
            />
          ),
        ),
      )}
    </>
  );
}

function Row({ row, at, model, scale, isSelected, isStop, onSelect }: CompareRowProps): ReactElement {
  const { comparison, axis } = model;
  const pairs = row.pairIndexes.flatMap((index) => comparison.pairs[index] ?? []);
  const change = row.deltaMs === undefined ? CHANGE_WORD[row.change] : formatDurationDelta(row.deltaMs);
  const value = "nums text-right text-xs text-muted-foreground";
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      aria-selected={isSelected}
      tabIndex={isStop ? 0 : -1}
      data-row={row.id}
      data-change={row.change}
      onClick={() => onSelect(row)}
      className={cn(
        "group/row grid h-8 cursor-default grid-cols-[var(--names)_minmax(0,1fr)] -outline-offset-2 hover:bg-accent/70 aria-selected:bg-primary-soft max-sm:h-[52px] max-sm:grid-cols-1 max-sm:grid-rows-[26px_26px] max-sm:border-b max-sm:border-gridline",
        row.change === "added" && "bg-[color-mix(in_oklch,var(--add-bg)_55%,transparent)]",
        row.change === "removed" && "bg-[color-mix(in_oklch,var(--del-bg)_55%,transparent)]",
      )}
    >
      <div className="grid grid-cols-[minmax(0,1fr)_54px_54px_62px] items-center gap-1 border-border px-3 group-aria-selected/row:shadow-[inset_2px_0_var(--primary)] sm:border-r max-sm:grid-cols-[minmax(0,1fr)_54px_62px]">
        <span role="rowheader" className="min-w-0">
          <Name row={row} isDivergence={model.divergentRowId === row.id} />
        </span>
        <span role="gridcell" className={`${value} max-sm:hidden`}>
          {row.aMs === undefined ? "" : formatDuration(row.aMs)}
        </span>
        <span role="gridcell" className={value}>
          {row.bMs === undefined ? "" : formatDuration(row.bMs)}
        </span>
        <span role="gridcell" className="text-right">
          <Delta text={change} tone={row.change === "added" ? "worse" : deltaTone(row.deltaMs)} />
        </span>
      </div>
      <div role="gridcell" className="relative mr-4 overflow-clip max-sm:mx-3">
        <span className="sr-only">{rowSentence(row)}</span>
        <Side
          run={model.a}
          side="a"
          shiftMs={axis.shiftA}
          scale={scale}
          executions={pairs.flatMap((pair) => (pair.a < 0 ? [] : [pair.a]))}
        />
        <Side
          run={model.b}
          side="b"
          shiftMs={axis.shiftB}
          scale={scale}
          executions={pairs.flatMap((pair) => (pair.b < 0 ? [] : [pair.b]))}
        />
      </div>
    </div>
  );
}

/** The row. */
export const CompareRow = memo(
  Row,
  (before, after) =>
    before.row === after.row &&
    before.model === after.model &&
    before.scale === after.scale &&
    before.isSelected === after.isSelected &&
    before.isStop === after.isStop &&
    before.at === after.at,
);

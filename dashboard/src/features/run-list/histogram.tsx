// Runs over time: one bar per bucket, failures at its foot; drag to choose an interval.

"use client";

import { type PointerEvent, type ReactElement, useRef, useState } from "react";
import type { RunHistogram } from "stepscope/view";
import { formatCount, plural } from "#lib/format.ts";
import { formatRoundTick, formatTime } from "#lib/format-time.ts";
import { clockTicks } from "#lib/time-axis.ts";
import { useNow } from "#lib/use-now.ts";

export interface HistogramProps {
  readonly histogram: RunHistogram | undefined;
  /** The chosen interval, when one is. */
  readonly chosen: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly onChoose: (interval: { readonly fromMs: number; readonly toMs: number } | undefined) => void;
}

const PLOT_PX = 42;

function Bars({
  histogram,
  isInside,
}: {
  readonly histogram: RunHistogram;
  readonly isInside: (bucket: number) => boolean;
}): ReactElement {
  const most = Math.max(1, ...histogram.total);
  return (
    <svg
      viewBox={`0 0 ${histogram.buckets} ${PLOT_PX}`}
      preserveAspectRatio="none"
      aria-hidden
      className="absolute inset-x-0 top-1.5 h-[42px] w-full"
    >
      {histogram.total.map((count, bucket) => {
        if (count === 0) return null;
        const height = Math.max(2, (count / most) * (PLOT_PX - 2));
        const failures = histogram.failed[bucket] ?? 0;
        const red = failures === 0 ? 0 : Math.max(2, (failures / count) * height);
        return (
          <g key={bucket}>
            <rect
              x={bucket + 0.12}
              y={PLOT_PX - height}
              width={0.76}
              height={height - red}
              className={isInside(bucket) ? "fill-k-step" : "fill-border-strong"}
            />
            {red > 0 && <rect x={bucket + 0.12} y={PLOT_PX - red} width={0.76} height={red} className="fill-fail" />}
          </g>
        );
      })}
    </svg>
  );
}

interface Drag {
  readonly from: number;
  readonly to: number;
}

/** A drag over the plot, as shares of its width; a click without movement clears. */
function useBrush(onDone: (drag: Drag | undefined) => void): {
  readonly drag: Drag | undefined;
  readonly onPointerDown: (event: PointerEvent<HTMLDivElement>) => void;
} {
  const [drag, setDrag] = useState<Drag>();
  const current = useRef<Drag>(undefined);
  const update = (next: Drag | undefined): void => {
    current.current = next;
    setDrag(next);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const plot = event.currentTarget;
    const box = plot.getBoundingClientRect();
    const shareAt = (clientX: number): number => Math.min(1, Math.max(0, (clientX - box.left) / box.width));
    const from = shareAt(event.clientX);
    plot.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => update({ from, to: shareAt(moved.clientX) });
    const stop = (): void => {
      plot.removeEventListener("pointermove", move);
      plot.removeEventListener("pointerup", stop);
      plot.removeEventListener("pointercancel", stop);
      const done = current.current;
      update(undefined);
      onDone(
        done !== undefined && Math.abs(done.to - done.from) * box.width > 4
          ? { from: Math.min(done.from, done.to), to: Math.max(done.from, done.to) }
          : undefined,
      );
    };
    plot.addEventListener("pointermove", move);
    plot.addEventListener("pointerup", stop);
    plot.addEventListener("pointercancel", stop);
  };
  return { drag, onPointerDown };
}

function Ticks({ histogram }: { readonly histogram: RunHistogram }): ReactElement {
  const span = histogram.toMs - histogram.fromMs;
  const ticks = clockTicks(histogram.fromMs, histogram.toMs, 7);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-x-0 bottom-0 h-4 overflow-hidden text-[10.5px] leading-4 text-subtle-foreground"
    >
      {ticks.map((tick, index) => {
        const share = (tick - histogram.fromMs) / span;
        return (
          <span
            key={tick}
            className={`nums absolute -translate-x-1/2 ${index % 2 === 1 ? "max-sm:hidden" : ""} ${share < 0.03 || share > 0.97 ? "hidden" : ""}`}
            style={{ left: `${share * 100}%` }}
          >
            {formatRoundTick(tick, span / ticks.length)}
          </span>
        );
      })}
    </div>
  );
}

function Brush({
  from,
  to,
  label,
}: {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}): ReactElement {
  const handle = "absolute top-1/2 -mt-2 h-4 w-[5px] rounded-bar bg-primary";
  return (
    <>
      <span
        aria-hidden
        className="pointer-events-none absolute top-0 bottom-4 border-x border-primary bg-[color-mix(in_oklch,var(--primary)_9%,transparent)]"
        style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
      >
        <i className={`${handle} -left-[3px]`} />
        <i className={`${handle} -right-[3px]`} />
      </span>
      <span
        className="nums pointer-events-none absolute top-1 rounded-chip bg-card px-1 text-2xs font-medium text-link"
        style={from > 0.5 ? { right: `calc(${(1 - from) * 100}% + 6px)` } : { left: `calc(${to * 100}% + 6px)` }}
      >
        {label}
      </span>
    </>
  );
}

/** 64 px: plot 42, ticks 16. */
export function Histogram({ histogram, chosen, onChoose }: HistogramProps): ReactElement {
  const now = useNow("minute");
  const span = histogram === undefined ? 0 : histogram.toMs - histogram.fromMs;
  const { drag, onPointerDown } = useBrush((done) => {
    if (histogram === undefined) return;
    onChoose(
      done === undefined
        ? undefined
        : {
            fromMs: Math.round(histogram.fromMs + done.from * span),
            toMs: Math.round(histogram.fromMs + done.to * span),
          },
    );
  });
  if (histogram === undefined || now === undefined)
    return <div className="mx-3 h-16 shrink-0 rounded-card border border-border bg-card sm:mx-4" />;
  const bucketMs = span / histogram.buckets;
  const interval =
    drag === undefined
      ? chosen
      : {
          fromMs: histogram.fromMs + Math.min(drag.from, drag.to) * span,
          toMs: histogram.fromMs + Math.max(drag.from, drag.to) * span,
        };
  const isInside = (bucket: number): boolean => {
    const middle = histogram.fromMs + (bucket + 0.5) * bucketMs;
    return interval === undefined || (middle >= interval.fromMs && middle < interval.toMs);
  };
  const sum = (counts: readonly number[]): number =>
    counts.reduce((total, count, bucket) => total + (isInside(bucket) ? count : 0), 0);
  const failed = sum(histogram.failed);
  const summary = `${plural(sum(histogram.total), "run")}${failed === 0 ? "" : ` · ${formatCount(failed)} failed`}`;
  return (
    <div
      role="img"
      aria-label={`Runs over time: ${summary}`}
      onPointerDown={onPointerDown}
      className="relative mx-3 h-16 shrink-0 cursor-crosshair touch-none overflow-hidden rounded-card border border-border bg-card select-none sm:mx-4"
    >
      <Bars histogram={histogram} isInside={isInside} />
      <Ticks histogram={histogram} />
      {interval !== undefined && (
        <Brush
          from={(interval.fromMs - histogram.fromMs) / span}
          to={(interval.toMs - histogram.fromMs) / span}
          label={`${formatTime(interval.fromMs, now)} – ${formatTime(interval.toMs, now)} · ${summary}`}
        />
      )}
    </div>
  );
}

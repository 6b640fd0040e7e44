// The whole run in a strip: drag to choose what shows, drag the window's edges, click to centre.

"use client";

import { type KeyboardEvent, type PointerEvent, type ReactElement, type ReactNode, useMemo } from "react";
import { type SegmentKind, type TimelineRow, axisLengthMs, minimap } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatDuration } from "#lib/format.ts";
import { type TimeWindow, clampWindow, isWhole, panWindow, wholeWindow } from "#lib/run/time-window.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { SEGMENT_FILL } from "./segment-bar.tsx";
import { scaleOf } from "#lib/run/scale.ts";

export interface MinimapStripProps {
  readonly model: RunModel;
  readonly rows: readonly TimelineRow[];
  readonly widthPx: number;
  readonly window: TimeWindow;
  readonly onWindow: (window: TimeWindow) => void;
  /** Drawn over the strip: the playhead. */
  readonly children?: ReactNode;
}

const HEIGHT_PX = 40;

/** One path per kind, whatever the number of bars. */
function Shapes({ model, rows, widthPx }: Pick<MinimapStripProps, "model" | "rows" | "widthPx">): ReactElement {
  const paths = useMemo(() => {
    const columns = Math.max(
      1,
      Math.round(widthPx / (wholeWindow(axisLengthMs(model.map)).toMs / Math.max(1, axisLengthMs(model.map)))),
    );
    const drawn = minimap(model.index, { rows, map: model.map, columns });
    const pitch = Math.min(4, (HEIGHT_PX - 8) / Math.max(1, drawn.lanes));
    const thickness = Math.max(1, Math.min(2, pitch * 0.75));
    const byKind = new Map<number, string>();
    for (const [at, kind] of drawn.kind.entries()) {
      const y = (4 + (drawn.lane[at] ?? 0) * pitch).toFixed(1);
      const from = drawn.from[at] ?? 0;
      const width = Math.max(1, (drawn.to[at] ?? 0) - from);
      byKind.set(kind, `${byKind.get(kind) ?? ""}M${from} ${y}h${width}v${thickness}h-${width}Z`);
    }
    return [...byKind];
  }, [model, rows, widthPx]);
  return (
    <svg aria-hidden className="absolute inset-0 size-full">
      {paths.map(([kind, path]) => (
        <path key={kind} d={path} className={SEGMENT_FILL[kind as SegmentKind]} />
      ))}
    </svg>
  );
}

type Grip = "from" | "to" | "new";

/** What a drag does: moves an edge, or draws a new window. */
function startDrag(event: PointerEvent<HTMLDivElement>, props: MinimapStripProps): void {
  if (event.button !== 0) return;
  const strip = event.currentTarget;
  const box = strip.getBoundingClientRect();
  const lengthMs = axisLengthMs(props.model.map);
  const whole = wholeWindow(lengthMs).toMs;
  const msAt = (clientX: number): number => (Math.min(box.width, Math.max(0, clientX - box.left)) / box.width) * whole;
  const grip = event.target instanceof HTMLElement ? ((event.target.dataset["grip"] ?? "new") as Grip) : "new";
  const anchor = grip === "from" ? props.window.toMs : grip === "to" ? props.window.fromMs : msAt(event.clientX);
  const startX = event.clientX;
  strip.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent): void => {
    const other = msAt(moved.clientX);
    if (grip === "new" && Math.abs(moved.clientX - startX) < 4) return;
    props.onWindow(clampWindow({ fromMs: Math.min(anchor, other), toMs: Math.max(anchor, other) }, lengthMs));
  };
  const stop = (ended: globalThis.PointerEvent): void => {
    strip.removeEventListener("pointermove", move);
    strip.removeEventListener("pointerup", stop);
    strip.removeEventListener("pointercancel", stop);
    if (grip !== "new" || Math.abs(ended.clientX - startX) >= 4) return;
    const half = (props.window.toMs - props.window.fromMs) / 2;
    props.onWindow(clampWindow({ fromMs: anchor - half, toMs: anchor + half }, lengthMs));
  };
  strip.addEventListener("pointermove", move);
  strip.addEventListener("pointerup", stop);
  strip.addEventListener("pointercancel", stop);
}

/** Arrows move the window, with shift by its whole width; Home and End go to the ends. */
function onKey(event: KeyboardEvent, { window, model, onWindow }: MinimapStripProps): void {
  const lengthMs = axisLengthMs(model.map);
  const share = event.shiftKey ? 1 : 0.1;
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -share,
    ArrowRight: share,
    Home: -Infinity,
    End: Infinity,
  };
  const move = moves[event.key];
  if (move === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  onWindow(panWindow(window, Number.isFinite(move) ? move : Math.sign(move) * 1e9, lengthMs));
}

/** 40 px over the plot. */
export function MinimapStrip(props: MinimapStripProps): ReactElement {
  const { model, widthPx, window, children } = props;
  const lengthMs = axisLengthMs(model.map);
  const whole = wholeWindow(lengthMs);
  const shown = scaleOf(model.map, window, widthPx).range;
  const left = (window.fromMs / whole.toMs) * widthPx;
  const width = ((window.toMs - window.fromMs) / whole.toMs) * widthPx;
  const edge =
    "absolute top-1/2 -mt-2 h-4 w-[5px] cursor-ew-resize rounded-bar bg-primary before:absolute before:-inset-2";
  return (
    <div
      role="slider"
      aria-label="Part of the run that shows"
      aria-valuemin={0}
      aria-valuemax={Math.round(whole.toMs)}
      aria-valuenow={Math.round(window.fromMs)}
      aria-valuetext={
        isWhole(window, lengthMs) ? "the whole run" : `${formatDuration(shown.fromMs)} to ${formatDuration(shown.toMs)}`
      }
      tabIndex={0}
      onPointerDown={(event) => startDrag(event, props)}
      onKeyDown={(event) => onKey(event, props)}
      className="relative h-full cursor-crosshair touch-none overflow-visible select-none"
    >
      <Shapes model={model} rows={props.rows} widthPx={widthPx} />
      <span
        className={cn(
          "pointer-events-none absolute inset-y-0 border-x-[1.5px] border-primary bg-[color-mix(in_oklch,var(--primary)_5%,transparent)]",
        )}
        style={{ left, width }}
      >
        <i data-grip="from" className={`pointer-events-auto ${edge} -left-[3px]`} />
        <i data-grip="to" className={`pointer-events-auto ${edge} -right-[3px]`} />
      </span>
      {children}
    </div>
  );
}

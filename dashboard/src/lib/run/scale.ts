// From time to pixels, for one width and one window of the axis.

import { type TimeMap, axisTicks, toAxisMs, toRunMs } from "stepscope/view";
import { formatElapsedTick } from "../time-axis.ts";
import type { TimeWindow } from "./time-window.ts";

/** Places run time in px on the plot, and back. */
export interface Scale {
  readonly map: TimeMap;
  readonly window: TimeWindow;
  readonly widthPx: number;
  readonly x: (runMs: number) => number;
  readonly runMsAt: (px: number) => number;
  /** The run time that shows. */
  readonly range: { readonly fromMs: number; readonly toMs: number };
}

/** The scale of a plot. */
export function scaleOf(map: TimeMap, window: TimeWindow, widthPx: number): Scale {
  const perMs = widthPx / (window.toMs - window.fromMs);
  return {
    map,
    window,
    widthPx,
    x: (runMs) => (toAxisMs(map, runMs) - window.fromMs) * perMs,
    runMsAt: (px) => toRunMs(map, window.fromMs + px / perMs),
    range: { fromMs: toRunMs(map, window.fromMs), toMs: toRunMs(map, window.toMs) },
  };
}

/** A tick of an axis: where it stands, in px, and what it says. */
export interface PlacedTick {
  readonly x: number;
  readonly label: string;
}

/** The ticks of a scale. */
export function placedTicks({ map, window, widthPx }: Scale): readonly PlacedTick[] {
  const spacingPx = widthPx < 420 ? 52 : 72;
  const { stepMs, ticks } = axisTicks(map, { fromAxisMs: window.fromMs, toAxisMs: window.toMs, widthPx, spacingPx });
  const perMs = widthPx / (window.toMs - window.fromMs);
  return ticks.map((tick) => ({
    x: (tick.axisMs - window.fromMs) * perMs,
    label: formatElapsedTick(tick.ms, stepMs),
  }));
}

/** A folded gap of the axis: where it stands, in px, and how long it was. */
export interface PlacedBreak {
  readonly left: number;
  readonly width: number;
  readonly ms: number;
}

/** The folded gaps that show. */
export function placedBreaks({ map, window, widthPx }: Scale): readonly PlacedBreak[] {
  const perMs = widthPx / (window.toMs - window.fromMs);
  return map.breaks
    .filter((gap) => gap.axisToMs > window.fromMs && gap.axisFromMs < window.toMs)
    .slice(0, 60)
    .map((gap) => ({
      left: (gap.axisFromMs - window.fromMs) * perMs,
      width: (gap.axisToMs - gap.axisFromMs) * perMs,
      ms: gap.toMs - gap.fromMs,
    }));
}

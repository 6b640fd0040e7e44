// From time to pixels, for one width and one window of the axis.

import { type TimeMap, toAxisMs, toRunMs } from "stepscope/view";
import type { TimeWindow } from "#lib/run/time-window.ts";

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

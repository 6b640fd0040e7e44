// Round times for the ticks of an axis, also across folded gaps.

import { toAxisMs, toRunMs, type TimeMap } from "./time-map.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps between ticks that read well, below which decimals follow 1, 2, 5. */
const ROUND_STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR_MS),
];

/** Smallest round step that is at least this long. */
export function roundStepMs(atLeastMs: number): number {
  if (atLeastMs <= SECOND_MS) {
    const decade = 10 ** Math.floor(Math.log10(Math.max(atLeastMs, 1e-6)));
    return [1, 2, 5, 10].map((factor) => factor * decade).find((step) => step >= atLeastMs * (1 - 1e-9)) ?? SECOND_MS;
  }
  const round = ROUND_STEPS_MS.find((step) => step >= atLeastMs);
  if (round !== undefined) return round;
  const days = roundStepMs(Math.min(atLeastMs / DAY_MS, SECOND_MS));
  return Math.max(1, Math.ceil(days)) * DAY_MS;
}

/** One tick. */
export interface AxisTick {
  /** What it says: ms since the run's start. */
  readonly ms: number;
  /** Where it stands: axis ms. */
  readonly axisMs: number;
}

/** Which ticks are wanted. */
export interface AxisTicksOptions {
  /** The part of the axis that shows, in axis ms. */
  readonly fromAxisMs: number;
  readonly toAxisMs: number;
  readonly widthPx: number;
  /** Least distance between two ticks. @default 64 */
  readonly spacingPx?: number;
}

/** Ticks with the step between them, which tells how finely to label them. */
export interface AxisTicks {
  readonly stepMs: number;
  readonly ticks: readonly AxisTick[];
}

/**
 * Ticks at round times. None stands inside a folded gap; what resumes after one gets a tick of its own where there is room.
 *
 * @example
 * ```ts
 * import { axisTicks, plainTimeMap } from "stepscope/view";
 *
 * console.log(axisTicks(plainTimeMap(96_000), { fromAxisMs: 0, toAxisMs: 96_000, widthPx: 700 }).stepMs); // 10_000
 * ```
 */
export function axisTicks(map: TimeMap, options: AxisTicksOptions): AxisTicks {
  const { fromAxisMs, toAxisMs: lastAxisMs, widthPx, spacingPx = 64 } = options;
  const axisMsPerPx = (lastAxisMs - fromAxisMs) / Math.max(1, widthPx);
  const spacingMs = Math.max(axisMsPerPx * spacingPx, 1e-6);
  const stepMs = roundStepMs(spacingMs);
  const ticks: AxisTick[] = [];
  const add = (ms: number, axisMs: number): void => {
    const previous = ticks.at(-1);
    if (previous !== undefined && axisMs - previous.axisMs < spacingMs * (1 - 1e-9)) return;
    if (axisMs >= fromAxisMs - 1e-9 && axisMs <= lastAxisMs + 1e-9) ticks.push({ ms, axisMs });
  };
  const fill = (fromMs: number, toMs: number): void => {
    for (let at = Math.ceil(fromMs / stepMs - 1e-9) + 0; at * stepMs <= toMs + 1e-9; at++)
      add(at * stepMs, toAxisMs(map, at * stepMs));
  };
  let openFromMs = toRunMs(map, fromAxisMs);
  const endMs = toRunMs(map, lastAxisMs);
  for (const gap of map.breaks) {
    if (gap.axisToMs <= fromAxisMs || gap.axisFromMs >= lastAxisMs) continue;
    fill(openFromMs, Math.min(gap.fromMs, endMs));
    openFromMs = Math.max(openFromMs, gap.toMs);
    const resumesMs = Math.ceil(gap.toMs / SECOND_MS) * SECOND_MS;
    const ms = toAxisMs(map, resumesMs) - gap.axisToMs < spacingMs ? resumesMs : gap.toMs;
    add(ms, toAxisMs(map, ms));
  }
  fill(openFromMs, endMs);
  return { stepMs, ticks };
}

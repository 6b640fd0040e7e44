// The part of the axis that shows: zoomed, panned, fitted. Times are axis ms.

/** A stretch of the axis. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A little air at the right end, so the last bar does not touch the edge. */
export function wholeWindow(lengthMs: number): TimeWindow {
  return { fromMs: 0, toMs: Math.max(1, lengthMs) * 1.012 };
}

/** Keeps a window inside the axis, with a least length. */
export function clampWindow(window: TimeWindow, lengthMs: number): TimeWindow {
  const whole = wholeWindow(lengthMs);
  const least = Math.max(whole.toMs * 1e-6, 0.02);
  const length = Math.min(whole.toMs, Math.max(least, window.toMs - window.fromMs));
  const fromMs = Math.min(Math.max(0, window.fromMs), whole.toMs - length);
  return { fromMs, toMs: fromMs + length };
}

/** Zooms by `factor` (below 1: in) around a point given as a share of the width. */
export function zoomWindow(
  window: TimeWindow,
  factor: number,
  around: { readonly share: number; readonly lengthMs: number },
): TimeWindow {
  const length = window.toMs - window.fromMs;
  const pivot = window.fromMs + length * around.share;
  const next = length * factor;
  return clampWindow({ fromMs: pivot - next * around.share, toMs: pivot + next * (1 - around.share) }, around.lengthMs);
}

/** Moves by a share of its width. */
export function panWindow(window: TimeWindow, share: number, lengthMs: number): TimeWindow {
  const shift = (window.toMs - window.fromMs) * share;
  return clampWindow({ fromMs: window.fromMs + shift, toMs: window.toMs + shift }, lengthMs);
}

/** Whether the window shows everything. */
export function isWhole(window: TimeWindow, lengthMs: number): boolean {
  return window.fromMs <= 0 && window.toMs >= lengthMs;
}

// The legs of the critical path as bars in px: legs that would touch are one bar, however many thousand they are.

import type { CriticalLeg } from "stepscope/view";
import type { Scale } from "#lib/run/scale.ts";

/** One bar, in px from the left edge of the plot. */
export interface PlacedLeg {
  readonly left: number;
  readonly right: number;
}

/** A bar reaches at most so far beyond the plot. */
const BEYOND_PX = 20;

type LegScale = Pick<Scale, "x" | "runMsAt" | "widthPx" | "range">;

/** The first leg from `from` on that says yes; legs that say yes all stand behind those that say no. */
function firstLeg(legs: readonly CriticalLeg[], from: number, isBehind: (leg: CriticalLeg) => boolean): number {
  let low = from;
  let high = legs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const leg = legs[middle];
    if (leg !== undefined && isBehind(leg)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Places legs that are in order and do not overlap, as those of a path are; looks at a few legs per px, not at each. */
export function placeLegs(legs: readonly CriticalLeg[], scale: LegScale): readonly PlacedLeg[] {
  const { x, runMsAt, widthPx, range } = scale;
  const placed: PlacedLeg[] = [];
  for (let at = firstLeg(legs, 0, (leg) => leg.toMs >= range.fromMs); at < legs.length;) {
    const first = legs[at];
    if (first === undefined || x(first.fromMs) > widthPx) break;
    let right = x(first.toMs);
    for (let next = at + 1; ;) {
      const reachMs = runMsAt(Math.min(right, widthPx) + 1);
      const behind = firstLeg(legs, next, (leg) => leg.fromMs >= reachMs);
      at = behind;
      if (behind === next) break;
      right = Math.max(right, x(legs[behind - 1]?.toMs ?? 0));
      next = behind;
    }
    placed.push({ left: Math.max(-BEYOND_PX, x(first.fromMs)), right: Math.min(widthPx + BEYOND_PX, right) });
  }
  return placed;
}

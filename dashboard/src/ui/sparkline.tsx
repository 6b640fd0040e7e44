// A line of 72 × 24 px: the shape of a number over time.

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

/** The line; missing points are bridged. */
export function Sparkline({
  values,
  className,
}: {
  readonly values: readonly (number | undefined)[];
  readonly className?: string;
}): ReactElement | null {
  const known = values.flatMap((value, at) => (value === undefined ? [] : [{ at, value }]));
  if (known.length < 2) return null;
  const most = Math.max(...known.map((point) => point.value));
  const least = Math.min(...known.map((point) => point.value), 0);
  const span = Math.max(1e-12, most - least);
  const path = known
    .map(
      ({ at, value }, index) =>
        `${index === 0 ? "M" : "L"}${(1 + (at / Math.max(1, values.length - 1)) * 70).toFixed(1)} ${(23 - ((value - least) / span) * 22).toFixed(1)}`,
    )
    .join("");
  return (
    <svg viewBox="0 0 72 24" preserveAspectRatio="none" aria-hidden className={cn("h-6 w-[72px] fill-none", className)}>
      <path d={path} stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

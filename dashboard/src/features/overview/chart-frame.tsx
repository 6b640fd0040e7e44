// The frame of a chart: value ticks at the left, times below, the plot between them.

"use client";

import type { ReactElement, ReactNode } from "react";
import type { ValueScale } from "#lib/chart-scale.ts";
import { formatClockTick } from "#lib/format-time.ts";
import { useIsHydrated } from "#ui/time.tsx";

export interface ChartFrameProps {
  readonly label: string;
  readonly scale: ValueScale;
  readonly formatValue: (value: number) => string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly children: ReactNode;
}

const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** 168 px of plot. */
export function ChartFrame({ label, scale, formatValue, fromMs, toMs, children }: ChartFrameProps): ReactElement {
  const isHydrated = useIsHydrated();
  return (
    <div className="px-3 pb-2">
      <div role="group" aria-label={label} className="relative mt-1.5 ml-11 h-[168px]">
        {scale.ticks.map((tick) => (
          <span key={tick} aria-hidden>
            <i className="absolute inset-x-0 h-px bg-gridline" style={{ top: `${(1 - tick / scale.max) * 100}%` }} />
            <span
              className="nums absolute right-full mr-2 -translate-y-1/2 text-2xs leading-3 text-subtle-foreground"
              style={{ top: `${(1 - tick / scale.max) * 100}%` }}
            >
              {formatValue(tick)}
            </span>
          </span>
        ))}
        {children}
      </div>
      <div aria-hidden className="nums ml-11 flex justify-between pt-1 text-2xs text-subtle-foreground">
        {SHARES.map((share) => (
          <span key={share}>
            {isHydrated ? formatClockTick(fromMs + (toMs - fromMs) * share, toMs - fromMs) : "\u00A0"}
          </span>
        ))}
      </div>
    </div>
  );
}

/** A stack of values, bottom first. */
export interface BarStack {
  readonly key: number;
  readonly href: string;
  readonly title: string;
  readonly parts: readonly { readonly value: number; readonly className: string }[];
}

/** Bars that lead to the runs behind them. */
export function StackedBars({
  stacks,
  max,
}: {
  readonly stacks: readonly BarStack[];
  readonly max: number;
}): ReactElement {
  return (
    <svg
      viewBox={`0 0 ${stacks.length} 100`}
      preserveAspectRatio="none"
      className="absolute inset-0 size-full overflow-visible"
    >
      {stacks.map((stack, at) => {
        let top = 100;
        return (
          <a key={stack.key} href={stack.href} tabIndex={-1} className="group/bar">
            <title>{stack.title}</title>
            <rect x={at} y={0} width={1} height={100} className="fill-transparent group-hover/bar:fill-accent" />
            {stack.parts.map((part, index) => {
              const height = part.value <= 0 ? 0 : Math.max(0.9, (part.value / max) * 100);
              top -= height;
              return height === 0 ? null : (
                <rect key={index} x={at + 0.1} y={top} width={0.8} height={height} className={part.className} />
              );
            })}
          </a>
        );
      })}
    </svg>
  );
}

/** A line through the points that are there; a gap where one is missing. */
export function linePath(values: readonly (number | undefined)[], max: number): string {
  let path = "";
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    if (value === undefined) {
      isOpen = false;
      continue;
    }
    path += `${isOpen ? "L" : "M"}${at + 0.5} ${(100 - (value / max) * 100).toFixed(2)}`;
    isOpen = true;
  }
  return path;
}

/** Points that no line reaches, to be drawn with a round cap. */
export function dotPath(values: readonly (number | undefined)[], max: number): string {
  return values
    .map((value, at) => {
      const isAlone = value !== undefined && values[at - 1] === undefined && values[at + 1] === undefined;
      return isAlone ? `M${at + 0.5} ${(100 - (value / max) * 100).toFixed(2)}h.01` : "";
    })
    .join("");
}

// How long each folded gap of an axis was, written over it.

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";
import { formatDuration } from "#lib/format.ts";
import { type Scale, placedBreaks } from "#lib/run/scale.ts";

/** A pill per gap that is wide enough to see; `className` says how high it stands. */
export function IdleGaps({ scale, className }: { readonly scale: Scale; readonly className: string }): ReactElement {
  return (
    <>
      {placedBreaks(scale)
        .filter((gap) => gap.width > 20)
        .map((gap) => (
          <span
            key={gap.left}
            className={cn(
              "nums absolute h-[18px] -translate-x-1/2 rounded-full border border-border-strong bg-popover px-1.5 text-2xs leading-4 text-muted-foreground",
              className,
            )}
            style={{ left: Math.min(scale.widthPx - 38, Math.max(38, gap.left + gap.width / 2)) }}
          >
            {formatDuration(gap.ms)} idle
          </span>
        ))}
    </>
  );
}

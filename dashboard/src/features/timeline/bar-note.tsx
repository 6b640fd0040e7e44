// The words beside a bar.

import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";
import type { Scale } from "#lib/run/scale.ts";
import { visibleText } from "#lib/visible-text.ts";

/** What stands beside a bar, and where that bar is. */
export interface Note {
  readonly text: string;
  readonly tone: "retry" | "wait" | "fail" | "plain";
  readonly startMs: number;
  readonly endMs: number;
}

const TONE = {
  retry: "text-retry-fg",
  wait: "text-wait-fg",
  fail: "text-fail-fg",
  plain: "text-muted-foreground",
} as const;

/** Beside the bar, on the side that has room; nothing when neither has. */
export function BarNote({ note, scale }: { readonly note: Note; readonly scale: Scale }): ReactElement | null {
  const left = scale.x(note.startMs);
  const right = scale.x(note.endMs);
  const width = note.text.length * 6.4 + 12;
  if (right < 0 || left > scale.widthPx) return null;
  const fitsRight = right + width < scale.widthPx;
  if (!fitsRight && left < width) return null;
  return (
    <span
      className={cn("nums pointer-events-none absolute top-1.5 h-4 px-1 text-2xs max-sm:top-0.5", TONE[note.tone])}
      style={fitsRight ? { left: right + 3 } : { right: scale.widthPx - left + 3 }}
    >
      {visibleText(note.text)}
    </span>
  );
}

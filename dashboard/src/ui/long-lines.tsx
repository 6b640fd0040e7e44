// A text of megabytes, line by line: only the lines in sight exist.

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useRef } from "react";
import { visibleText } from "#lib/visible-text.ts";

const LINE_PX = 18;
const MOST_IN_LINE = 4000;

export interface LongLinesProps {
  readonly label: string;
  readonly text: string;
  /** Where each line begins; one more at the end. */
  readonly offsets: Uint32Array;
}

/** A box of 60 vh with its own scroll bar. */
export function LongLines({ label, text, offsets }: LongLinesProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const count = Math.max(0, offsets.length - 1);
  const lines = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      tabIndex={0}
      className="code max-h-[60vh] overflow-auto rounded-control border border-border bg-card p-2 leading-[18px]"
    >
      <div className="relative min-w-max" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => {
          const from = offsets[line.index] ?? 0;
          const to = Math.max(from, (offsets[line.index + 1] ?? 0) - 1);
          return (
            <div
              key={line.index}
              className="absolute inset-x-0 top-0 whitespace-pre"
              style={{ transform: `translateY(${line.start}px)` }}
            >
              {visibleText(text.slice(from, Math.min(to, from + MOST_IN_LINE)))}
              {to - from > MOST_IN_LINE && (
                <span className="text-muted-foreground">… {to - from - MOST_IN_LINE} more characters in this line</span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

// A point in time in the reader's own zone; the exact instant is in its title.

"use client";

import { type ReactElement, useSyncExternalStore } from "react";
import { formatIso, formatTime, formatTimeInWords } from "#lib/format-time.ts";
import { useNow } from "#lib/use-now.ts";

const never = (): (() => void) => () => undefined;

/** Whether the page runs in the browser by now. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

export interface TimeProps {
  readonly timeMs: number;
  /** Says `Today` too. */
  readonly inWords?: boolean;
  readonly className?: string;
}

/** `09:14:02`, `Yesterday 16:40`, … */
export function Time({ timeMs, inWords = false, className }: TimeProps): ReactElement {
  const nowMs = useNow("minute");
  const iso = new Date(timeMs).toISOString();
  if (nowMs === undefined) {
    return (
      <time dateTime={iso} className={className}>
        <span className="invisible">{iso.slice(11, 19)}</span>
      </time>
    );
  }
  return (
    <time dateTime={iso} title={formatIso(timeMs)} className={className}>
      {inWords ? formatTimeInWords(timeMs, nowMs) : formatTime(timeMs, nowMs)}
    </time>
  );
}

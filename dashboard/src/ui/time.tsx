// A point in time in the reader's own zone; the exact instant is in its title.

"use client";

import { type ReactElement, useSyncExternalStore } from "react";
import { formatIso, formatTime, formatTimeInWords } from "#lib/format-time.ts";

const never = (): (() => void) => () => undefined;

/** Whether the page runs in the browser by now: the server knows neither the zone nor the hour of its reader. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

/** `09:14:02`, `Yesterday 16:40`, … */
export function Time({
  timeMs,
  inWords = false,
  className,
}: {
  readonly timeMs: number;
  readonly inWords?: boolean;
  readonly className?: string;
}): ReactElement {
  const isHydrated = useIsHydrated();
  const iso = new Date(timeMs).toISOString();
  if (!isHydrated) {
    return (
      <time dateTime={iso} className={className}>
        <span className="invisible">{iso.slice(11, 19)}</span>
      </time>
    );
  }
  const text = inWords ? formatTimeInWords(timeMs, Date.now()) : formatTime(timeMs, Date.now());
  return (
    <time dateTime={iso} title={formatIso(timeMs)} className={className}>
      {text}
    </time>
  );
}

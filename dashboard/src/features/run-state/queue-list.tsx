// What the run holds at the playhead: queued, due, buffered and waiting events.

import { Hand, Inbox, Merge, Timer } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { QueueContents, QueueEntry } from "stepscope/view";
import { formatDuration } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";

interface Line {
  readonly key: string;
  readonly mark: ReactNode;
  readonly event: string;
  readonly to: string;
  readonly note: string;
  readonly tone: string;
}

const ICON = "size-3.5";

function lineOf(entry: QueueEntry, nowAtMs: number, at: number): Line {
  switch (entry.kind) {
    case "queued":
      return {
        key: `q ${entry.executionId}`,
        mark: <span className="nums text-subtle-foreground">{entry.position + 1}</span>,
        event: entry.eventTypes.join(", "),
        to: entry.step,
        note: `queued ${formatDuration(Math.max(0, nowAtMs - entry.sinceAtMs))}`,
        tone: "text-muted-foreground",
      };
    case "due":
      return {
        key: `d ${entry.executionId}`,
        mark: <Timer aria-hidden className={`${ICON} text-retry`} />,
        event: entry.eventTypes.join(", "),
        to: `${entry.step}, attempt ${entry.attempt + 1}`,
        note: `due in ${formatDuration(Math.max(0, entry.dueAtMs - nowAtMs))}`,
        tone: "text-retry-fg",
      };
    case "buffered":
      return {
        key: `b ${entry.step} ${entry.bufferId}`,
        mark: <Merge aria-hidden className={`${ICON} text-wait`} />,
        event: "collecting",
        to: entry.step,
        note: `${entry.have} of ${entry.need}`,
        tone: "text-wait-fg",
      };
    case "joining":
      return {
        key: `j ${entry.step} ${at}`,
        mark: <Merge aria-hidden className={`${ICON} text-wait`} />,
        event: "joining",
        to: entry.step,
        note: `${entry.eventIds.length} held`,
        tone: "text-wait-fg",
      };
    case "waiting":
      return {
        key: `w ${entry.executionId} ${at}`,
        mark: <Hand aria-hidden className={`${ICON} text-wait`} />,
        event: entry.eventType,
        to: entry.step,
        note: `waiting ${formatDuration(Math.max(0, nowAtMs - entry.sinceAtMs))}`,
        tone: "text-wait-fg",
      };
    case "kept":
      return {
        key: `k ${entry.eventId}`,
        mark: <Inbox aria-hidden className={`${ICON} text-idle`} />,
        event: entry.eventType,
        to: "nobody yet",
        note: "kept",
        tone: "text-muted-foreground",
      };
  }
}

/** The list; `nowAtMs` is the wall clock at the playhead. */
export function QueueList({
  contents,
  nowAtMs,
}: {
  readonly contents: QueueContents;
  readonly nowAtMs: number;
}): ReactElement {
  const { counts, entries } = contents;
  const parts = [
    [counts.queued, "queued"] as const,
    [counts.due, "due"] as const,
    [counts.buffered, "buffered"] as const,
    [counts.waiting, "waiting"] as const,
    [counts.running, "running"] as const,
  ].filter(([count]) => count > 0);
  return (
    <section aria-label="Event queue" className="shrink-0 border-t border-border">
      <header className="flex h-9 items-center gap-2 px-4">
        <h2 className="text-sm font-semibold">Event queue</h2>
        <span className="nums text-xs text-muted-foreground">
          {parts.length === 0 ? "empty" : parts.map(([count, word]) => `${count} ${word}`).join(", ")}
        </span>
      </header>
      <ul className="max-h-44 overflow-auto" tabIndex={entries.length > 6 ? 0 : -1}>
        {entries.map((entry, at) => {
          const line = lineOf(entry, nowAtMs, at);
          return (
            <li
              key={line.key}
              className="grid h-7 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-2 border-t border-gridline px-4 text-xs"
            >
              {line.mark}
              <span className="truncate">
                <span className="code">{visibleText(line.event)}</span> → {visibleText(line.to)}
              </span>
              <span className={`nums ${line.tone}`}>{line.note}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

// Lines of a log: time, level, words, attributes.

import type { ReactElement } from "react";
import type { LogView } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatDuration } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { ValueTree } from "./value-tree.tsx";

const LEVEL = {
  debug: "text-subtle-foreground",
  info: "text-muted-foreground",
  warn: "text-retry-fg",
  error: "text-fail-fg",
} as const;

/** The lines. */
export function LogLines({ logs }: { readonly logs: readonly LogView[] }): ReactElement {
  if (logs.length === 0) return <p className="text-xs text-muted-foreground">Nothing was logged.</p>;
  return (
    <ol className="text-xs">
      {logs.slice(0, 500).map((log) => (
        <li key={log.seq} className="grid grid-cols-[64px_44px_minmax(0,1fr)] gap-2 border-b border-gridline py-1">
          <span className="nums text-right text-muted-foreground">{formatDuration(log.atMs)}</span>
          <span className={cn("font-medium", LEVEL[log.level])}>{log.level}</span>
          <div className="min-w-0">
            <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{visibleText(log.message)}</p>
            {log.attributes !== undefined && log.attributes !== null && (
              <ValueTree value={log.attributes} label="Attributes of the line" />
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

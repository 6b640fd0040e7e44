// The pages of a run that need no timeline: input and output, logs, the row as it is stored.

"use client";

import { Download, ScrollText } from "lucide-react";
import { type ReactElement, useState } from "react";
import type { EncodedValue, RunDetail, RunView } from "stepscope/view";
import { plural } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { ErrorPanel, PairList } from "./facts.tsx";
import { LogLines } from "./log-lines.tsx";
import { ValuePanel } from "./value-panel.tsx";
import { ValueTree } from "./value-tree.tsx";

const PAGE = "min-h-0 flex-1 overflow-auto bg-background";

/** Input, result, error, what the stream carried. */
export function RunBodies({ run, view }: { readonly run: RunDetail; readonly view: RunView }): ReactElement {
  return (
    <div className={PAGE} tabIndex={0} role="region" aria-label="Input and output">
      <h2 className="sr-only">Input and output</h2>
      <div className="grid max-w-[1240px] gap-3 p-4 lg:grid-cols-2">
        <ValuePanel title="Input" value={view.input ?? run.input} />
        <div className="flex min-w-0 flex-col gap-3">
          {view.error !== undefined && <ErrorPanel error={view.error} />}
          <ValuePanel
            title="Result"
            value={view.result}
            whenEmpty={view.endedMs === undefined ? "The run is not over." : "There is none."}
          />
        </div>
        {view.published.length > 0 && (
          <section aria-label="Stream" className="flex min-w-0 flex-col gap-3 lg:col-span-2">
            <h2 className="text-sm font-semibold">Stream</h2>
            {view.published.slice(0, 200).map((item) => (
              <ValuePanel
                key={item.seq}
                title={visibleText(item.type)}
                note={`record ${item.seq}`}
                value={item.payload}
              />
            ))}
          </section>
        )}
      </div>
    </div>
  );
}

const LEVELS = ["all", "info", "warn", "error"] as const;
const RANK = { debug: 0, info: 1, warn: 2, error: 3 } as const;

/** The log of the run. */
export function RunLogs({ view }: { readonly view: RunView }): ReactElement {
  const [level, setLevel] = useState<(typeof LEVELS)[number]>("all");
  const least = level === "all" ? 0 : RANK[level];
  if (view.logs.length === 0) {
    return (
      <div className={PAGE} role="region" aria-label="Logs">
        <EmptyState icon={ScrollText} title="Nothing was logged">
          Steps write lines with <span className="code">ctx.log.info("…")</span>. They appear here with their step and
          time.
        </EmptyState>
      </div>
    );
  }
  const lines = view.logs.filter((log) => RANK[log.level] >= least);
  return (
    <div className={PAGE} tabIndex={0} role="region" aria-label="Logs">
      <div className="max-w-[1240px] p-4">
        <Segmented
          label="Least level"
          value={level}
          onChange={setLevel}
          options={LEVELS.map((value) => ({
            value,
            label: value === "all" ? "All" : `${value[0]?.toUpperCase()}${value.slice(1)}`,
          }))}
        />
        <div className="pt-3">
          {lines.length === 0 ? (
            <p className="text-xs text-muted-foreground">
              No line of this level among {plural(view.logs.length, "line")}.
            </p>
          ) : (
            <LogLines logs={lines} />
          )}
        </div>
      </div>
    </div>
  );
}

/** The row as it is stored, and the whole run as a file. */
export function RunRaw({ run, exportHref }: { readonly run: RunDetail; readonly exportHref: string }): ReactElement {
  const { input: _input, result: _result, error: _error, metadata, ...row } = run;
  return (
    <div className={PAGE} tabIndex={0} role="region" aria-label="Raw">
      <h2 className="sr-only">Raw</h2>
      <div className="flex max-w-[1240px] flex-col gap-3 p-4">
        <div className="flex items-center gap-3">
          <p className="text-muted-foreground">
            The row of this run as it is stored. The file has its records, one a line.
          </p>
          <Button asChild className="ml-auto">
            <a href={exportHref} download>
              <Download aria-hidden />
              Download records
            </a>
          </Button>
        </div>
        {metadata !== undefined && <ValuePanel title="Metadata" value={metadata} />}
        <PairList
          pairs={Object.entries(row).map(([name, value]) => ({
            name,
            value: visibleText(typeof value === "string" ? value : JSON.stringify(value)),
          }))}
        />
        <section aria-label="As JSON" className="rounded-control border border-border bg-card p-2.5">
          <ValueTree value={JSON.parse(JSON.stringify(run)) as EncodedValue} label="Run as JSON" />
        </section>
      </div>
    </div>
  );
}

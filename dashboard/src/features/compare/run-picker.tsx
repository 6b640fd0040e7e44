// Chooses a run for one side of a comparison.

"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type ReactElement, useDeferredValue, useState } from "react";
import type { RunPage, RunSummary } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatDuration, shortId } from "#lib/format.ts";
import { api } from "#lib/links.ts";
import { shownStatus } from "#lib/run-status.ts";
import { useNow } from "#lib/use-now.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Dialog } from "#ui/dialog.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { Status } from "#ui/status.tsx";
import { Time } from "#ui/time.tsx";

const MOST = 30;

const quoted = (text: string): string => `"${text.replaceAll('"', "")}"`;

function usePage(query: string, isEnabled: boolean) {
  return useQuery({
    queryKey: ["picker", query],
    queryFn: ({ signal }) =>
      fetchJson<RunPage>(api.runs(new URLSearchParams({ q: query, limit: String(MOST) }).toString()), signal),
    enabled: isEnabled,
  });
}

/** The latest runs, those of a workflow first; with a search, what it finds anywhere. */
function useChoices(search: string, workflow: string | undefined) {
  const wantsSame = search === "" && workflow !== undefined;
  const same = usePage(`workflow:${quoted(workflow ?? "")}`, wantsSame);
  const any = usePage(search === "" ? "" : quoted(search), true);
  const first = wantsSame ? (same.data?.runs ?? []) : [];
  const known = new Set(first.map((run) => run.runId));
  return {
    runs: [...first, ...(any.data?.runs ?? []).filter((run) => !known.has(run.runId))],
    isPending: any.isPending || (wantsSame && same.isPending),
    error: any.error ?? same.error,
  };
}

function Choice({
  run,
  onChoose,
}: {
  readonly run: RunSummary;
  readonly onChoose: (run: RunSummary) => void;
}): ReactElement {
  const nowMs = useNow("minute");
  return (
    <button
      type="button"
      onClick={() => onChoose(run)}
      className="grid w-full grid-cols-[116px_minmax(0,1fr)_auto_auto] items-center gap-x-3 rounded-control px-3 py-1.5 text-left -outline-offset-2 hover:bg-accent max-sm:grid-cols-[minmax(0,1fr)_auto]"
    >
      <Status {...shownStatus(run, nowMs)} />
      <span dir="auto" className="truncate text-left max-sm:col-span-2 max-sm:row-start-2">
        <b className="font-medium">{visibleText(run.workflow)}</b>{" "}
        <span className="text-muted-foreground">
          {visibleText(run.version ?? "")} {visibleText(run.inputPreview)}
        </span>
      </span>
      <span className="nums text-right text-muted-foreground max-sm:hidden">{formatDuration(run.durationMs)}</span>
      <span className="text-right text-xs text-muted-foreground">
        <Time timeMs={run.startedAtMs} /> <span className="code">{shortId(run.runId)}</span>
      </span>
    </button>
  );
}

export interface RunChoicesProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Runs of this workflow come first. */
  readonly workflow: string | undefined;
  /** A run that cannot be chosen. */
  readonly exclude: string | undefined;
  readonly onChoose: (run: RunSummary) => void;
  readonly className?: string;
}

/** A search field over the runs that can be chosen. */
export function RunChoices(props: RunChoicesProps): ReactElement {
  const { label, text, onText, workflow, exclude, onChoose, className } = props;
  const { runs, isPending, error } = useChoices(useDeferredValue(text.trim()), workflow);
  const shown = runs.filter((run) => run.runId !== exclude);
  return (
    <div className={cn("flex flex-col", className)}>
      <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3 sm:px-4">
        <Search aria-hidden className="size-4 text-subtle-foreground" />
        <input
          autoFocus
          aria-label={label}
          value={text}
          onChange={(event) => onText(event.target.value)}
          placeholder="Search input, result, error or id of all runs"
          className="min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-subtle-foreground"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-auto p-1">
        {isPending && <SkeletonRows count={6} />}
        {error !== null && (
          <p role="alert" className="px-3 py-6 text-center text-fail-fg">
            {error.message}
          </p>
        )}
        {!isPending && error === null && shown.length === 0 && (
          <p className="px-3 py-6 text-center text-muted-foreground">
            {text === "" ? "There is no other run yet. Runs appear here as they start." : "No run contains this."}
          </p>
        )}
        {shown.map((run) => (
          <Choice key={run.runId} run={run} onChoose={onChoose} />
        ))}
      </div>
    </div>
  );
}

export interface RunPickerProps extends Omit<RunChoicesProps, "label" | "text" | "onText" | "className"> {
  readonly title: string;
  readonly onClose: () => void;
}

/** The same in a dialog. */
export function RunPicker({ title, onClose, ...choices }: RunPickerProps): ReactElement {
  const [text, setText] = useState("");
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="w-[min(720px,calc(100vw-24px))]"
    >
      <RunChoices {...choices} label={title} text={text} onText={setText} className="max-h-[64vh]" />
    </Dialog>
  );
}

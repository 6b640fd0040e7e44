// Chooses a run for one side of a comparison.

"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type ReactElement, useDeferredValue, useState } from "react";
import type { RunPage, RunSummary } from "stepscope/view";
import { fetchJson } from "#lib/fetch-json.ts";
import { formatDuration, shortId } from "#lib/format.ts";
import { api } from "#lib/links.ts";
import { shownStatus } from "#lib/run-status.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Dialog } from "#ui/dialog.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { Status } from "#ui/status.tsx";
import { Time } from "#ui/time.tsx";

export interface RunPickerProps {
  readonly title: string;
  /** Runs of this workflow come first. */
  readonly workflow: string | undefined;
  readonly exclude: string | undefined;
  readonly onChoose: (run: RunSummary) => void;
  readonly onClose: () => void;
}

function queryOf(text: string, workflow: string | undefined): string {
  const quoted = workflow === undefined ? "" : `workflow:"${workflow}"`;
  return text === "" ? quoted : `"${text.replaceAll('"', "")}"`;
}

/** A dialog with a search and the latest runs. */
export function RunPicker({ title, workflow, exclude, onChoose, onClose }: RunPickerProps): ReactElement {
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["picker", search, workflow],
    queryFn: ({ signal }) =>
      fetchJson<RunPage>(
        api.runs(new URLSearchParams({ q: queryOf(search, workflow), limit: "30" }).toString()),
        signal,
      ),
  });
  const runs = (found.data?.runs ?? []).filter((run) => run.runId !== exclude);
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="w-[min(720px,calc(100vw-24px))]"
    >
      <div className="flex h-11 items-center gap-2 border-b border-border px-3">
        <Search aria-hidden className="size-4 text-subtle-foreground" />
        <input
          autoFocus
          aria-label={title}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={workflow === undefined ? `${title}: search` : `${title}: latest of ${workflow}, or search all`}
          className="min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-subtle-foreground"
        />
      </div>
      <div className="max-h-[56vh] overflow-auto p-1">
        {found.isPending && <SkeletonRows count={6} />}
        {!found.isPending && runs.length === 0 && (
          <p className="px-3 py-6 text-center text-muted-foreground">No run matches.</p>
        )}
        {runs.map((run) => (
          <button
            key={run.runId}
            type="button"
            onClick={() => onChoose(run)}
            className="grid w-full grid-cols-[100px_minmax(0,1fr)_auto_auto] items-center gap-x-3 rounded-control px-2 py-1.5 text-left hover:bg-accent max-sm:grid-cols-[minmax(0,1fr)_auto]"
          >
            <Status status={shownStatus(run)} />
            <span className="truncate max-sm:col-span-2 max-sm:row-start-2">
              <b className="font-medium">{visibleText(run.workflow)}</b>{" "}
              <span className="text-muted-foreground">{visibleText(run.inputPreview)}</span>
            </span>
            <span className="nums text-right text-muted-foreground max-sm:hidden">
              {formatDuration(run.durationMs)}
            </span>
            <span className="text-right text-xs text-muted-foreground">
              <Time timeMs={run.startedAtMs} /> <span className="code">{shortId(run.runId)}</span>
            </span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}

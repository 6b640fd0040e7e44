// What a search found in a run, by time: where, and the words around it.

"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import { type ReactElement, useEffect, useRef } from "react";
import type { RunMatch, RunView } from "stepscope/view";
import { formatCount, plural } from "#lib/format.ts";
import { runsHref } from "#lib/links.ts";
import type { FoundInRun } from "#lib/run/use-find.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Highlight } from "#ui/highlight.tsx";

export interface MatchListProps {
  readonly id: string;
  readonly model: RunModel;
  readonly found: FoundInRun;
  /** -1: none yet. */
  readonly current: number;
  readonly onChoose: (at: number) => void;
}

/** Matches drawn at once: those around the current one. */
const PAGE = 100;

/** What a match is in. */
function placeOf(view: RunView, match: RunMatch): string {
  const step = view.executions[match.executionIndex]?.step;
  switch (match.kind) {
    case "run":
      return "run";
    case "execution":
      return step ?? "step";
    case "event":
      return view.events[match.index]?.type ?? "event";
    case "span":
      return view.spans[match.index]?.name ?? "span";
    case "log":
      return step === undefined ? "log" : `${step} log`;
    case "state":
      return view.stateChanges[match.index]?.path.join(".") ?? "state";
    case "published":
      return view.published[match.index]?.type ?? "stream";
  }
}

const KIND_WORD: Readonly<Record<RunMatch["kind"], string>> = {
  run: "run",
  execution: "step",
  event: "event",
  span: "span",
  log: "log",
  state: "state",
  published: "stream",
};

function NothingFound({ model, found }: Pick<MatchListProps, "model" | "found">): ReactElement {
  return (
    <div className="grid justify-items-center gap-1 px-4 py-5 text-center">
      <SearchX aria-hidden className="size-5 text-subtle-foreground" />
      <p className="max-w-full truncate font-semibold">“{visibleText(found.text)}” not found</p>
      <p className="text-xs text-muted-foreground">
        {found.isComplete
          ? `Searched the names, payloads, errors and logs of ${plural(model.view.lastSeq, "record")}. Bodies that are stored apart are searched from the list.`
          : "This run is too large to search as a whole."}
      </p>
      <Link
        href={runsHref({ query: `"${found.text.replaceAll('"', "")}"` })}
        onMouseDown={(event) => event.preventDefault()}
        className="text-xs text-link underline underline-offset-2"
      >
        Search all runs
      </Link>
    </div>
  );
}

/** The list under the field; it never takes the focus. */
export function MatchList({ id, model, found, current, onChoose }: MatchListProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const { matches, text } = found;
  const from = Math.floor(Math.max(0, current) / PAGE) * PAGE;
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <div className="absolute top-full right-0 z-40 mt-1 w-[min(480px,calc(100vw-24px))] overflow-hidden rounded-card border border-border-strong bg-popover shadow-md">
      {matches.length === 0 && <NothingFound model={model} found={found} />}
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label="Matches"
        className={matches.length === 0 ? "hidden" : "max-h-[min(360px,50vh)] overflow-auto p-1"}
      >
        {matches.slice(from, from + PAGE).map((match, index) => (
          <div
            key={from + index}
            id={`${id}-${from + index}`}
            role="option"
            aria-selected={from + index === current}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(from + index)}
            className="grid cursor-default grid-cols-[44px_minmax(0,128px)_minmax(0,1fr)_auto] items-baseline gap-x-2 rounded-control px-2 py-1 text-xs hover:bg-accent aria-selected:bg-primary-soft"
          >
            <span className="text-2xs text-muted-foreground">{KIND_WORD[match.kind]}</span>
            <span className="truncate font-medium">{visibleText(placeOf(model.view, match))}</span>
            <span dir="auto" className="truncate text-left text-muted-foreground">
              <Highlight text={match.excerpt.replaceAll(/\s+/gu, " ")} terms={[text]} />
            </span>
            <span className="nums text-2xs text-subtle-foreground">
              {match.seq === undefined ? "" : formatCount(match.seq)}
            </span>
          </div>
        ))}
      </div>
      {!found.isComplete && matches.length > 0 && (
        <p className="border-t border-border px-3 py-1.5 text-2xs text-muted-foreground">
          The first {formatCount(matches.length)} matches. A longer text finds fewer.
        </p>
      )}
    </div>
  );
}

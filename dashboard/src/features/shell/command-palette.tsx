// The command palette: everything this page can do, every page, and a search over runs.

"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { ChevronRight, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactElement, useDeferredValue, useState } from "react";
import type { RunSummary } from "stepscope/view";
import { api, runHref, runsHref } from "#lib/links.ts";
import { fetchJson } from "#lib/fetch-json.ts";
import { shownStatus } from "#lib/run-status.ts";
import { useNow } from "#lib/use-now.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Dialog } from "#ui/dialog.tsx";
import { keyCaps, useCommands } from "#ui/hotkeys.ts";
import { Kbd } from "#ui/kbd.tsx";
import { Status } from "#ui/status.tsx";

const ITEM =
  "mx-1 flex h-8 cursor-default items-center gap-2 rounded-control px-2 data-[selected=true]:bg-primary-soft data-[selected=true]:[&>svg]:text-link [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted-foreground";
const HEADING =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-subtle-foreground";

function quoted(text: string): string {
  return `"${text.replaceAll('"', "")}"`;
}

/** Runs whose input, result, error or id contain the text. */
function useFoundRuns(text: string): readonly RunSummary[] {
  const { data } = useQuery({
    queryKey: ["palette", text],
    queryFn: ({ signal }) =>
      fetchJson<{ readonly runs: readonly RunSummary[] }>(
        api.runs(new URLSearchParams({ q: quoted(text), limit: "6" }).toString()),
        signal,
      ),
    enabled: text.length >= 3,
  });
  return data?.runs ?? [];
}

function Actions({ onClose }: { readonly onClose: () => void }): ReactElement {
  const groups = Map.groupBy(
    useCommands().filter((command) => command.isKeyOnly !== true),
    (command) => command.group,
  );
  return (
    <>
      {[...groups].map(([group, commands]) => (
        <Command.Group key={group} heading={group} className={HEADING}>
          {commands.map((command) => (
            <Command.Item
              key={command.id}
              value={`${command.group} ${command.label} ${command.id}`}
              className={ITEM}
              onSelect={() => {
                onClose();
                command.run();
              }}
            >
              <ChevronRight aria-hidden />
              <span className="truncate">{command.label}</span>
              <span className="ml-auto flex gap-0.5">
                {command.keys !== undefined && keyCaps(command.keys).map((cap, index) => <Kbd key={index}>{cap}</Kbd>)}
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      ))}
    </>
  );
}

interface FoundRunsProps {
  readonly search: string;
  readonly onGo: (href: string) => void;
}

function FoundRuns({ search, onGo }: FoundRunsProps): ReactElement {
  const runs = useFoundRuns(search);
  const nowMs = useNow("minute");
  return (
    <Command.Group heading="Runs" className={HEADING} forceMount>
      {runs.map((run) => (
        <Command.Item
          key={run.runId}
          forceMount
          value={`run ${run.runId} ${search}`}
          className={ITEM}
          onSelect={() => onGo(runHref(run.runId))}
        >
          <Status {...shownStatus(run, nowMs)} className="w-24" />
          <span className="font-medium">{visibleText(run.workflow)}</span>
          <span className="truncate text-muted-foreground">{visibleText(run.inputPreview)}</span>
        </Command.Item>
      ))}
      <Command.Item
        forceMount
        value={`search ${search}`}
        className={ITEM}
        onSelect={() => onGo(runsHref({ query: quoted(search) }))}
      >
        <Search aria-hidden />
        <span className="truncate">All runs that contain “{search}”</span>
      </Command.Item>
    </Command.Group>
  );
}

function Foot(): ReactElement {
  return (
    <footer className="flex h-8 shrink-0 items-center gap-3 border-t border-border px-3 text-2xs text-muted-foreground">
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
      </span>
      <span>
        <Kbd>↵</Kbd> run
      </span>
    </footer>
  );
}

/** Every word that was typed is in the entry; what begins with the first word comes first. */
function matchesWords(entry: string, typed: string): number {
  const text = entry.toLowerCase();
  const words = typed
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  if (!words.every((word) => text.includes(word))) return 0;
  return text.split(/\s+/u).some((part) => part.startsWith(words[0] ?? "")) ? 1 : 0.5;
}

/** The palette, open. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const router = useRouter();
  const [text, setText] = useState("");
  const search = useDeferredValue(text.trim());
  const go = (href: string): void => {
    onClose();
    router.push(href);
  };
  return (
    <Dialog title="Command palette" isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Command label="Command palette" loop filter={matchesWords} className="flex max-h-[70vh] flex-col">
        <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3">
          <Search aria-hidden className="size-4 text-subtle-foreground" />
          <Command.Input
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder="Search runs, pages and actions"
            className="min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-subtle-foreground"
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className="min-h-0 flex-1 overflow-auto pb-1">
          <Command.Empty className="px-3 py-6 text-center text-muted-foreground">Nothing matches.</Command.Empty>
          <Actions onClose={onClose} />
          {search !== "" && <FoundRuns search={search} onGo={go} />}
        </Command.List>
        <Foot />
      </Command>
    </Dialog>
  );
}

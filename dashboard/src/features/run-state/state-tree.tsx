// The state of a run as a tree: each key with its value, who wrote it, and whether it just changed.

"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactElement, useState } from "react";
import type { EncodedValue, RunView, StateHistory, StatePath } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { type ShownValue, previewOf, shownValue } from "#lib/encoded.ts";
import { visibleText } from "#lib/visible-text.ts";

export interface StateTreeProps {
  readonly view: RunView;
  readonly history: StateHistory;
  readonly store: EncodedValue;
  readonly seq: number;
  /** Paths that the last writer changed, as JSON. */
  readonly changed: ReadonlySet<string>;
  readonly selected: string | undefined;
  readonly onSelect: (path: StatePath) => void;
}

/** Who wrote a key, in few words: `summarise #1 · 1,036`. */
export function writerOf(
  view: RunView,
  history: StateHistory,
  at: { readonly path: StatePath; readonly seq: number },
): string {
  const write = history.lastWrite(at.path, at.seq);
  if (write === undefined) return "";
  const { change } = write;
  if (change === undefined) return "from the start";
  const execution = view.executions[change.executionIndex];
  return `${execution === undefined ? "outside" : `${execution.step} #${execution.ordinal}`} · ${change.seq.toLocaleString("en-US")}`;
}

const VALUE_COLOUR = {
  text: "text-ok-fg",
  plain: "text-run-fg",
  list: "text-muted-foreground",
  object: "text-muted-foreground",
  tagged: "text-k-tool-fg",
  reference: "text-muted-foreground",
  redacted: "text-muted-foreground",
} as const;

interface KeyRowProps {
  readonly tree: StateTreeProps;
  readonly path: StatePath;
  readonly value: EncodedValue;
}

const MOST_CHILDREN = 200;

type Child = readonly [key: string | number, value: EncodedValue];

function childrenOf(shown: ShownValue): readonly Child[] {
  if (shown.kind === "object") return shown.entries;
  return shown.kind === "list" ? shown.items.map((item, at) => [at, item] as const) : [];
}

interface FoldButtonProps {
  readonly name: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function FoldButton({ name, isOpen, onToggle }: FoldButtonProps): ReactElement {
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      aria-label={`${isOpen ? "Close" : "Open"} ${name}`}
      onClick={onToggle}
      className="hit-24 grid w-4 shrink-0 place-items-center text-subtle-foreground"
    >
      <Icon aria-hidden className="size-3" />
    </button>
  );
}

function KeyRow({ tree, path, value }: KeyRowProps): ReactElement {
  const depth = path.length - 1;
  const shown = shownValue(value);
  const children = childrenOf(shown);
  const [isOpen, setIsOpen] = useState(depth < 1 && children.length <= 20);
  const id = JSON.stringify(path);
  const isChanged = tree.changed.has(id);
  const name = String(path.at(-1));
  return (
    <>
      <div
        role="treeitem"
        aria-level={depth + 1}
        aria-selected={tree.selected === id}
        {...(children.length > 0 ? { "aria-expanded": isOpen } : {})}
        data-state-path={path.join(".")}
        className={cn(
          "grid h-6 grid-cols-[minmax(0,1fr)_auto] items-center gap-2 pr-2 hover:bg-accent",
          isChanged && "bg-wait-soft shadow-[inset_2px_0_var(--wait)]",
          tree.selected === id && "bg-primary-soft",
        )}
        style={{ paddingLeft: 12 + depth * 14 }}
      >
        <span className="flex min-w-0 items-center">
          {children.length > 0 ? (
            <FoldButton name={name} isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)} />
          ) : (
            <span className="w-4 shrink-0" />
          )}
          <button type="button" onClick={() => tree.onSelect(path)} className="min-w-0 truncate text-left">
            {visibleText(name)}
            <span className="mr-[1ch] text-muted-foreground">:</span>
            <span className={VALUE_COLOUR[shown.kind]}>{visibleText(previewOf(value, 80))}</span>
          </button>
        </span>
        <span className={cn("nums font-sans text-2xs", isChanged ? "text-wait-fg" : "text-subtle-foreground")}>
          {writerOf(tree.view, tree.history, { path, seq: tree.seq })}
        </span>
      </div>
      {isOpen && <KeyRows tree={tree} path={path} entries={children} />}
    </>
  );
}

interface KeyRowsProps {
  readonly tree: StateTreeProps;
  readonly path: StatePath;
  readonly entries: readonly Child[];
}

function KeyRows({ tree, path, entries }: KeyRowsProps): ReactElement {
  return (
    <>
      {entries.slice(0, MOST_CHILDREN).map(([key, child]) => (
        <KeyRow key={key} tree={tree} path={[...path, key]} value={child} />
      ))}
      {entries.length > MOST_CHILDREN && (
        <p className="pl-8 font-sans text-2xs text-muted-foreground">
          {entries.length - MOST_CHILDREN} more; select the key to see all.
        </p>
      )}
    </>
  );
}

/** The tree from its first keys. */
export function StateTree(tree: StateTreeProps): ReactElement {
  const shown = shownValue(tree.store);
  const entries = shown.kind === "object" ? shown.entries : [];
  if (entries.length === 0)
    return (
      <p className="px-4 py-3 text-xs text-muted-foreground">
        Nothing has been written to the run’s state at this record.
      </p>
    );
  return (
    <div role="tree" aria-label="State" className="code py-1">
      {entries.map(([key, value]) => (
        <KeyRow key={key} tree={tree} path={[key]} value={value} />
      ))}
    </div>
  );
}

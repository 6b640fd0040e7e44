// A value as a tree: keys, types by colour, long parts folded, bodies stored apart fetched on demand.

"use client";

import { ChevronDown, ChevronRight, EyeOff } from "lucide-react";
import { type ReactElement, type ReactNode, useState } from "react";
import type { EncodedValue } from "stepscope/view";
import { previewOf, shownValue } from "#lib/encoded.ts";
import { plural } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { ExpandableText } from "#ui/expandable-text.tsx";
import { StoredBody } from "./stored-body.tsx";

const MOST_ENTRIES = 100;
const OPEN_DEPTH = 2;

interface NodeProps {
  readonly name?: string;
  readonly value: EncodedValue;
  readonly depth: number;
}

function Key({ name }: { readonly name: string | undefined }): ReactElement | null {
  if (name === undefined) return null;
  return (
    <>
      <span className="text-foreground">{visibleText(name)}</span>
      <span className="mr-[1ch] text-muted-foreground">:</span>
    </>
  );
}

function Leaf({
  name,
  depth,
  children,
}: {
  readonly name: string | undefined;
  readonly depth: number;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div role="treeitem" aria-level={depth + 1} className="flex min-w-0 py-px" style={{ paddingLeft: depth * 14 + 14 }}>
      <span className="shrink-0">
        <Key name={name} />
      </span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

function Branch({
  name,
  depth,
  preview,
  entries,
}: {
  readonly name: string | undefined;
  readonly depth: number;
  readonly preview: string;
  readonly entries: readonly (readonly [string, EncodedValue])[];
}): ReactElement {
  const [isOpen, setIsOpen] = useState(depth < OPEN_DEPTH && entries.length <= 40);
  const [shown, setShown] = useState(MOST_ENTRIES);
  return (
    <div role="treeitem" aria-level={depth + 1} aria-expanded={isOpen}>
      <button
        type="button"
        onClick={() => setIsOpen(!isOpen)}
        className="flex w-full min-w-0 items-center rounded-chip py-px text-left hover:bg-accent"
        style={{ paddingLeft: depth * 14 }}
      >
        {isOpen ? (
          <ChevronDown aria-hidden className="size-3 shrink-0 text-subtle-foreground" />
        ) : (
          <ChevronRight aria-hidden className="size-3 shrink-0 text-subtle-foreground" />
        )}
        <span className="ml-0.5 truncate">
          <Key name={name} />
          <span className="text-muted-foreground">
            {isOpen ? shapeOf(entries.length, preview) : visibleText(preview)}
          </span>
        </span>
      </button>
      {isOpen && (
        <div role="group">
          {entries.slice(0, shown).map(([key, value]) => (
            <ValueNode key={key} name={key} value={value} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <button
              type="button"
              onClick={() => setShown(shown + 1000)}
              className="font-sans text-xs text-link underline underline-offset-2"
              style={{ marginLeft: depth * 14 + 28 }}
            >
              Show {Math.min(1000, entries.length - shown)} more of {entries.length}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** What an open branch says in place of its values, which stand below it. */
function shapeOf(count: number, preview: string): string {
  return preview.startsWith("{ ") ? `{ ${plural(count, "key")} }` : visibleText(preview);
}

function ValueNode({ name, value, depth }: NodeProps): ReactElement {
  const shown = shownValue(value);
  switch (shown.kind) {
    case "text":
      return (
        <Leaf name={name} depth={depth}>
          <ExpandableText text={JSON.stringify(shown.text).replaceAll("\\n", "\n")} most={400} className="text-ok-fg" />
        </Leaf>
      );
    case "plain":
      return (
        <Leaf name={name} depth={depth}>
          <span className="text-run-fg">{shown.text}</span>
        </Leaf>
      );
    case "list":
    case "object": {
      const entries =
        shown.kind === "list" ? shown.items.map((item, at) => [String(at), item] as const) : shown.entries;
      if (entries.length > 0) return <Branch name={name} depth={depth} preview={previewOf(value)} entries={entries} />;
      return (
        <Leaf name={name} depth={depth}>
          <span className="text-muted-foreground">{shown.kind === "list" ? "[ ]" : "{ }"}</span>
        </Leaf>
      );
    }
    case "tagged":
      if (shown.inner !== undefined)
        return <Branch name={name} depth={depth} preview={shown.tag} entries={[["value", shown.inner]]} />;
      return (
        <Leaf name={name} depth={depth}>
          <span className="text-k-tool-fg">{shown.tag}</span>{" "}
          <span className="text-run-fg">{visibleText(shown.text)}</span>
        </Leaf>
      );
    case "reference":
      return (
        <Leaf name={name} depth={depth}>
          <StoredBody reference={shown.reference} render={(body) => <ValueNode value={body} depth={0} />} />
        </Leaf>
      );
    case "redacted":
      return (
        <Leaf name={name} depth={depth}>
          <span className="inline-flex items-center gap-1 text-muted-foreground">
            <EyeOff aria-hidden className="size-3" />
            redacted{shown.why === "" ? "" : ` (${visibleText(shown.why)})`}
          </span>
        </Leaf>
      );
  }
}

/** The tree of one value. */
export function ValueTree({ value, label }: { readonly value: EncodedValue; readonly label: string }): ReactElement {
  return (
    <div role="tree" aria-label={label} className="code leading-[18px]">
      <ValueNode value={value} depth={0} />
    </div>
  );
}

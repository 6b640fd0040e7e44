// One value under a title: as prose when it is only text, else as a tree; copy, download.

"use client";

import { Download } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import type { EncodedValue } from "stepscope/view";
import { encodedText, proseOf } from "#lib/encoded.ts";
import { CopyButton } from "#ui/copy-button.tsx";
import { ExpandableText } from "#ui/expandable-text.tsx";
import { IconButton } from "#ui/icon-button.tsx";
import { ValueTree } from "./value-tree.tsx";

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export interface ValuePanelProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly value: EncodedValue | undefined;
  /** What to say when there is none. */
  readonly whenEmpty?: string;
}

/** A bordered block with its title line. */
export function ValuePanel({ title, note, value, whenEmpty = "None." }: ValuePanelProps): ReactElement {
  const prose = proseOf(value);
  return (
    <section aria-label={title} className="shrink-0 overflow-hidden rounded-control border border-border bg-card">
      <header className="flex h-7 items-center gap-1.5 pr-1 pl-2.5 text-xs font-medium">
        <h3 className="shrink-0">{title}</h3>
        {note !== undefined && <span className="min-w-0 truncate font-normal text-muted-foreground">{note}</span>}
        {value !== undefined && (
          <span className="ml-auto flex">
            <IconButton
              size="sm"
              label={`Download ${title.toLowerCase()}`}
              onClick={() => download(`${title.toLowerCase().replaceAll(/\W+/gu, "-")}.json`, encodedText(value))}
            >
              <Download aria-hidden />
            </IconButton>
            <CopyButton label={`Copy ${title.toLowerCase()}`} text={() => prose ?? encodedText(value)} />
          </span>
        )}
      </header>
      <div className="px-2.5 pb-2 text-xs leading-[18px]">
        {value === undefined ? (
          <p className="text-muted-foreground">{whenEmpty}</p>
        ) : prose === undefined ? (
          <ValueTree value={value} label={title} />
        ) : prose === "" ? (
          <p className="text-muted-foreground">Empty text.</p>
        ) : (
          <ExpandableText text={prose} />
        )}
      </div>
    </section>
  );
}

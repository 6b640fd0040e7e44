// Text of any length: the beginning, and the rest on demand. Hidden characters are made visible.

"use client";

import { type ReactElement, useState } from "react";
import { cn } from "#lib/cn.ts";
import { formatBytes } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";

export interface ExpandableTextProps {
  readonly text: string;
  /** Characters shown at first. @default 600 */
  readonly most?: number;
  readonly className?: string;
}

/** Growing by this much at each step keeps a click cheap, however long the text is. */
const STEP = 20_000;

/** A paragraph that keeps its line breaks. */
export function ExpandableText({ text, most = 600, className }: ExpandableTextProps): ReactElement {
  const [shown, setShown] = useState(most);
  const isCut = text.length > shown * 1.2;
  return (
    <div dir="auto" className={cn("text-left break-words whitespace-pre-wrap [overflow-wrap:anywhere]", className)}>
      {visibleText(isCut ? text.slice(0, shown) : text)}
      {isCut && (
        <>
          {"… "}
          <button
            type="button"
            onClick={() => setShown(text.length <= STEP ? text.length : shown + STEP)}
            className="font-sans whitespace-nowrap text-link underline underline-offset-2"
          >
            {text.length <= STEP ? `Show all ${formatBytes(text.length)}` : `Show more of ${formatBytes(text.length)}`}
          </button>
        </>
      )}
    </div>
  );
}

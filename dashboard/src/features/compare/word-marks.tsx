// A text against its counterpart, the words that differ marked.

import { diffWordsWithSpace } from "diff";
import { type ReactElement, useMemo } from "react";
import { cn } from "#lib/cn.ts";
import { visibleText } from "#lib/visible-text.ts";

/** Beyond this many characters of both, comparing words would hold the page up. */
const MOST_CHARACTERS = 6000;

/** `text` with what `other` does not have marked. */
export function WordMarks({
  text,
  other,
  side,
}: {
  readonly text: string;
  readonly other: string;
  readonly side: "added" | "removed";
}): ReactElement {
  const parts = useMemo(() => {
    if (text.length + other.length > MOST_CHARACTERS) return undefined;
    const [before, after] = side === "added" ? [other, text] : [text, other];
    return diffWordsWithSpace(before, after).filter((part) => !part[side === "added" ? "removed" : "added"]);
  }, [text, other, side]);
  if (parts === undefined) return <>{visibleText(text)}</>;
  return (
    <>
      {parts.map((part, at) =>
        part[side] ? (
          <mark key={at} className={cn("rounded-[2px] text-inherit", side === "added" ? "bg-add-mark" : "bg-del-mark")}>
            {visibleText(part.value)}
          </mark>
        ) : (
          <span key={at}>{visibleText(part.value)}</span>
        ),
      )}
    </>
  );
}

// What differs between two values: each place once, text word by word.

"use client";

import { diffWordsWithSpace } from "diff";
import { type ReactElement, useMemo, useState } from "react";
import { type EncodedValue, type ValueDifference, diffValues } from "stepscope/view";
import { previewOf } from "#lib/encoded.ts";
import { plural } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";

export interface ValueDiffPanelProps {
  readonly title: string;
  readonly before: EncodedValue | undefined;
  readonly after: EncodedValue | undefined;
  readonly ignoredKeys: ReadonlySet<string>;
}

const MOST_WORDS = 4000;
const STEP = 60;

/** A path as it would be written in code. */
function pathText(path: ValueDifference["path"]): string {
  return path.map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)).join("") || "value";
}

function Line({
  sign,
  children,
}: {
  readonly sign: "+" | "−";
  readonly children: ReactElement | string;
}): ReactElement {
  const isAdded = sign === "+";
  return (
    <div className={`grid grid-cols-[20px_minmax(0,1fr)] pr-2 ${isAdded ? "bg-add" : "bg-del"}`}>
      <span className="text-center text-muted-foreground">{sign}</span>
      <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">{children}</span>
    </div>
  );
}

/** The words of one side, those that differ marked. */
function Words({
  parts,
  side,
}: {
  readonly parts: ReturnType<typeof diffWordsWithSpace>;
  readonly side: "added" | "removed";
}): ReactElement {
  const other = side === "added" ? "removed" : "added";
  return (
    <>
      {parts
        .filter((part) => !part[other])
        .map((part, at) =>
          part[side] ? (
            <mark key={at} className={`rounded-[2px] text-inherit ${side === "added" ? "bg-add-mark" : "bg-del-mark"}`}>
              {visibleText(part.value)}
            </mark>
          ) : (
            <span key={at}>{visibleText(part.value)}</span>
          ),
        )}
    </>
  );
}

function Difference({ difference }: { readonly difference: ValueDifference }): ReactElement {
  const { before, after } = difference;
  const parts = useMemo(
    () =>
      typeof before === "string" && typeof after === "string" && before.length + after.length < MOST_WORDS
        ? diffWordsWithSpace(before, after)
        : undefined,
    [before, after],
  );
  return (
    <div data-difference={difference.kind} className="border-t border-gridline first:border-t-0">
      <div className="truncate px-2 text-muted-foreground">{visibleText(pathText(difference.path))}</div>
      {before !== undefined && (
        <Line sign="−">
          {parts === undefined ? visibleText(previewOf(before, 600)) : <Words parts={parts} side="removed" />}
        </Line>
      )}
      {after !== undefined && (
        <Line sign="+">
          {parts === undefined ? visibleText(previewOf(after, 600)) : <Words parts={parts} side="added" />}
        </Line>
      )}
    </div>
  );
}

/** A titled list of differences; it says so when there is none. */
export function ValueDiffPanel({ title, before, after, ignoredKeys }: ValueDiffPanelProps): ReactElement {
  const differences = useMemo(() => diffValues(before, after, { ignoredKeys }), [before, after, ignoredKeys]);
  const [shown, setShown] = useState(STEP);
  return (
    <section aria-label={title} className="shrink-0">
      <h3 className="flex justify-between gap-2 pb-1.5 text-xs font-semibold">
        {title}
        <span className="font-normal text-muted-foreground">
          {differences.length === 0
            ? "no difference"
            : `${plural(differences.length, "value")} ${differences.length === 1 ? "differs" : "differ"}`}
        </span>
      </h3>
      {differences.length > 0 && (
        <div className="code overflow-hidden rounded-control border border-border bg-card text-[11.5px] leading-5">
          {differences.slice(0, shown).map((difference) => (
            <Difference key={`${difference.kind} ${difference.path.join("\u0000")}`} difference={difference} />
          ))}
          {differences.length > shown && (
            <button
              type="button"
              onClick={() => setShown(shown + STEP)}
              className="w-full bg-sunken px-2 text-left font-sans text-2xs leading-5 text-link hover:underline"
            >
              {differences.length - shown} more
            </button>
          )}
        </div>
      )}
    </section>
  );
}

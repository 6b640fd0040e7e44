// The keys of two states that differ, a line each; a click shows a long value whole.

"use client";

import { type ReactElement, useMemo, useState } from "react";
import { type EncodedValue, type ValueDifference, diffValues } from "stepscope/view";
import { previewOf } from "#lib/encoded.ts";
import { formatCount, plural } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { DiffSection } from "./value-diff-panel.tsx";
import { WordMarks } from "./word-marks.tsx";

const STEP = 60;
const SHORT = 24;

const SIGN = { changed: "≠", added: "+", removed: "−" } as const;
const ROW = { changed: "", added: "bg-add", removed: "bg-del" } as const;

/** A path as it would be written in code. */
function pathText(path: ValueDifference["path"]): string {
  return path.map((key, at) => (typeof key === "number" ? `[${key}]` : at === 0 ? key : `.${key}`)).join("") || "state";
}

function Whole({ difference }: { readonly difference: ValueDifference }): ReactElement {
  const { before, after } = difference;
  const texts = [before, after].map((value) =>
    value === undefined ? undefined : typeof value === "string" ? value : JSON.stringify(value, null, 1),
  );
  const [one, other] = texts;
  return (
    <div className="border-t border-gridline pl-7 whitespace-pre-wrap [overflow-wrap:anywhere]">
      {one !== undefined && (
        <div className="bg-del px-1">
          <WordMarks text={one.slice(0, 4000)} other={other?.slice(0, 4000) ?? ""} side="removed" />
        </div>
      )}
      {other !== undefined && (
        <div className="bg-add px-1">
          <WordMarks text={other.slice(0, 4000)} other={one?.slice(0, 4000) ?? ""} side="added" />
        </div>
      )}
    </div>
  );
}

function Key({ difference }: { readonly difference: ValueDifference }): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const { kind, before, after } = difference;
  const short = [before, after].flatMap((value) => (value === undefined ? [] : [previewOf(value, 60)]));
  const values = kind === "changed" && short.some((text) => text.length > SHORT) ? "" : short.join(" → ");
  return (
    <div data-difference={kind} className={ROW[kind]}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="grid w-full grid-cols-[28px_minmax(0,1fr)] pr-2 text-left hover:bg-accent/60"
      >
        <span className="text-center text-muted-foreground">{SIGN[kind]}</span>
        <span dir="auto" className="truncate">
          {visibleText(pathText(difference.path))} <span className="text-muted-foreground">{visibleText(values)}</span>
        </span>
      </button>
      {isOpen && <Whole difference={difference} />}
    </div>
  );
}

export interface StateDiffProps {
  readonly title: string;
  readonly before: EncodedValue | undefined;
  readonly after: EncodedValue | undefined;
  readonly ignoredKeys: ReadonlySet<string>;
}

/** The section. */
export function StateDiff({ title, before, after, ignoredKeys }: StateDiffProps): ReactElement {
  const differences = useMemo(() => diffValues(before, after, { ignoredKeys }), [before, after, ignoredKeys]);
  const [shown, setShown] = useState(STEP);
  const count = differences.length;
  return (
    <DiffSection
      title={title}
      note={count === 0 ? "no difference" : `${plural(count, "key")} ${count === 1 ? "differs" : "differ"}`}
    >
      {count > 0 && (
        <div className="overflow-hidden rounded-control border border-border bg-card font-mono text-[11.5px] leading-5">
          {differences.slice(0, shown).map((difference) => (
            <Key key={JSON.stringify(difference.path)} difference={difference} />
          ))}
          {count > shown && (
            <button
              type="button"
              onClick={() => setShown(shown + STEP)}
              className="block w-full bg-sunken px-2 text-left font-sans text-2xs leading-5 text-link hover:underline"
            >
              {formatCount(count - shown)} more
            </button>
          )}
        </div>
      )}
    </DiffSection>
  );
}

// What differs between two values, as lines of a diff; what is equal is folded.

"use client";

import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { type EncodedValue, diffValues } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatCount, plural } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { type DiffLine, type FoldedLines, diffLines, foldLines } from "./diff-lines.ts";
import { WordMarks } from "./word-marks.tsx";

export interface ValueDiffPanelProps {
  readonly title: string;
  readonly before: EncodedValue | undefined;
  readonly after: EncodedValue | undefined;
  readonly ignoredKeys: ReadonlySet<string>;
}

/** Lines shown at first, and with each click on what follows. */
const STEP = 200;

const LOOK = {
  equal: { sign: "", row: "" },
  removed: { sign: "−", row: "bg-del" },
  added: { sign: "+", row: "bg-add" },
} as const;

function Line({ line }: { readonly line: DiffLine }): ReactElement {
  const { sign, row } = LOOK[line.kind];
  const { kind, other } = line;
  return (
    <div data-line={kind} className={cn("grid grid-cols-[28px_16px_minmax(0,1fr)] pr-2", row)}>
      <span aria-hidden className="nums pr-1.5 text-right text-subtle-foreground">
        {line.number}
      </span>
      <span className="text-center text-muted-foreground">
        {sign}
        {kind !== "equal" && <span className="sr-only">{kind}</span>}
      </span>
      <span
        dir="auto"
        className="text-left whitespace-pre-wrap [overflow-wrap:anywhere]"
        style={{ paddingLeft: line.depth * 10 }}
      >
        {line.name !== undefined && <span className="text-muted-foreground">{visibleText(line.name)}: </span>}
        {other === undefined || kind === "equal" ? (
          visibleText(line.text)
        ) : (
          <WordMarks text={line.text} other={other} side={kind} />
        )}
      </span>
    </div>
  );
}

function Fold({ fold }: { readonly fold: FoldedLines }): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  if (isOpen)
    return (
      <>
        {fold.lines.map((line, at) => (
          <Line key={at} line={line} />
        ))}
      </>
    );
  return (
    <button
      type="button"
      onClick={() => setIsOpen(true)}
      className="block w-full bg-sunken px-2 text-left font-sans text-2xs leading-5 text-subtle-foreground hover:text-foreground"
    >
      {plural(fold.lines.length, "equal line")}
    </button>
  );
}

/** The note beside the title. */
function summaryOf(differences: number, ignored: number): string {
  const found =
    differences === 0 ? "no difference" : `${plural(differences, "value")} ${differences === 1 ? "differs" : "differ"}`;
  return ignored === 0 ? found : `${found}, ${plural(ignored, "noise key")} ignored`;
}

/** A section of an inspector with its title. */
export function DiffSection({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note: ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <section aria-label={title} className="shrink-0">
      <h3 className="flex flex-wrap items-baseline gap-x-2 pb-1.5 text-xs font-semibold">
        {title}
        <span className="nums font-normal text-muted-foreground">{note}</span>
      </h3>
      {children}
    </section>
  );
}

/** The section; without a difference only its title says so. */
export function ValueDiffPanel({ title, before, after, ignoredKeys }: ValueDiffPanelProps): ReactElement {
  const count = useMemo(() => diffValues(before, after, { ignoredKeys }).length, [before, after, ignoredKeys]);
  const { lines, ignoredCount, isCut } = useMemo(
    () => diffLines(before, after, ignoredKeys),
    [before, after, ignoredKeys],
  );
  const folded = useMemo(() => (count === 0 ? [] : foldLines(lines)), [count, lines]);
  const [shown, setShown] = useState(STEP);
  return (
    <DiffSection title={title} note={summaryOf(count, ignoredCount)}>
      {folded.length > 0 && (
        <div
          role="region"
          aria-label={`${title}, line by line`}
          tabIndex={0}
          className="max-h-[60vh] overflow-auto rounded-control border border-border bg-card font-mono text-[11.5px] leading-5"
        >
          {folded
            .slice(0, shown)
            .map((line, at) => (line.kind === "fold" ? <Fold key={at} fold={line} /> : <Line key={at} line={line} />))}
          {folded.length > shown && (
            <button
              type="button"
              onClick={() => setShown(shown + STEP)}
              className="block w-full bg-sunken px-2 text-left font-sans text-2xs leading-5 text-link hover:underline"
            >
              {formatCount(folded.length - shown)} more lines
            </button>
          )}
          {isCut && folded.length <= shown && (
            <p className="bg-sunken px-2 font-sans text-2xs leading-5 text-subtle-foreground">
              What follows is too much to list. Open the runs to see it all.
            </p>
          )}
        </div>
      )}
    </DiffSection>
  );
}

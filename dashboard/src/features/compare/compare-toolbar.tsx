// How the comparison is drawn: alignment, first divergence, only what differs, noise.

"use client";

import { EyeOff, Flag, ListFilter } from "lucide-react";
import type { ReactElement } from "react";
import type { Comparison } from "stepscope/view";
import type { ALIGNMENTS } from "#lib/compare-params.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { Kbd } from "#ui/kbd.tsx";
import { Segmented } from "#ui/segmented.tsx";

type Align = (typeof ALIGNMENTS)[number];

export interface CompareToolbarProps {
  readonly comparison: Comparison;
  readonly align: Align;
  readonly onAlign: (align: Align) => void;
  readonly onlyDifferences: boolean;
  readonly onOnlyDifferences: (only: boolean) => void;
  readonly ignoresNoise: boolean;
  readonly onIgnoresNoise: (ignores: boolean) => void;
  /** Goes to the first divergence. */
  readonly onDivergence: () => void;
}

const OPTIONS = [
  { value: "start", label: "Start" },
  { value: "step", label: "Step" },
  { value: "divergence", label: "Divergence" },
] as const;

function Legend(): ReactElement {
  const sign = "inline-grid size-4 place-items-center rounded-bar font-mono text-xs font-semibold";
  return (
    <span className="ml-auto hidden items-center gap-3 text-xs text-muted-foreground xl:flex lg:flex">
      <span className="inline-flex items-center gap-1.5">
        <i className="size-2 rounded-[2px] bg-a" /> A
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className="size-2 rounded-[2px] bg-b" /> B
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className={`${sign} bg-add-mark text-ok-fg not-italic`}>+</i> added
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className={`${sign} bg-del-mark text-fail-fg not-italic`}>−</i> removed
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className={`${sign} bg-muted not-italic`}>≠</i> differs
      </span>
    </span>
  );
}

/** 40 px. */
export function CompareToolbar(props: CompareToolbarProps): ReactElement {
  const { comparison, align, onlyDifferences, ignoresNoise, onDivergence } = props;
  const { counts, firstDivergence } = comparison;
  useCommand({ keys: "d", label: "First divergence", group: "Compare" }, onDivergence, firstDivergence !== undefined);
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-y border-border px-3 py-1.5 sm:px-4">
      <span className="text-xs text-muted-foreground">Align</span>
      <Segmented label="Align by" value={align} options={OPTIONS} onChange={props.onAlign} />
      <Button size="sm" onClick={onDivergence} disabled={firstDivergence === undefined}>
        <Flag aria-hidden />
        First divergence
        <Kbd className="max-sm:hidden">D</Kbd>
      </Button>
      <Button size="sm" pressed={onlyDifferences} onClick={() => props.onOnlyDifferences(!onlyDifferences)}>
        <ListFilter aria-hidden />
        Differences only
      </Button>
      <Button size="sm" pressed={ignoresNoise} onClick={() => props.onIgnoresNoise(!ignoresNoise)}>
        <EyeOff aria-hidden />
        Ignore noise keys
      </Button>
      <span className="nums text-xs text-muted-foreground" data-counts>
        {counts.paired} paired, {counts.different} differ, {counts.added} added, {counts.removed} removed
      </span>
      <Legend />
    </div>
  );
}

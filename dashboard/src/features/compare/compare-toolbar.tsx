// How the comparison is drawn: alignment, first divergence, only what differs, noise.

"use client";

import { EyeOff, Flag, ListFilter } from "lucide-react";
import type { ReactElement } from "react";
import type { Comparison } from "stepscope/view";
import type { ALIGNMENTS, COMPARE_VIEWS } from "#lib/compare-params.ts";
import { Button } from "#ui/button.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { Kbd } from "#ui/kbd.tsx";
import { Segmented } from "#ui/segmented.tsx";
import { countsSentence } from "./difference-words.ts";

interface ToolbarAddress {
  readonly align: (typeof ALIGNMENTS)[number];
  readonly view: (typeof COMPARE_VIEWS)[number];
  readonly only: boolean;
}

export interface CompareToolbarProps {
  readonly comparison: Comparison;
  readonly address: ToolbarAddress;
  readonly onAddress: (change: Partial<ToolbarAddress>) => void;
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

const VIEWS = [
  { value: "timeline", label: "Timeline" },
  { value: "graph", label: "Graph" },
] as const;

function Legend(): ReactElement {
  const sign = "inline-grid size-4 place-items-center rounded-bar font-mono text-xs font-semibold";
  return (
    <span className="ml-auto hidden items-center gap-3 text-xs text-muted-foreground lg:flex">
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
  const { comparison, address, onAddress, ignoresNoise, onDivergence } = props;
  const { align, view, only } = address;
  const hasDivergence = comparison.firstDivergence !== undefined;
  useCommand({ keys: "d", label: "First divergence", group: "Compare" }, onDivergence, hasDivergence);
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-2 border-y border-border px-3 py-1.5 sm:px-4 lg:py-0">
      <Segmented label="Show as" value={view} options={VIEWS} onChange={(next) => onAddress({ view: next })} />
      {view === "timeline" && (
        <>
          <span className="ml-1 text-xs text-muted-foreground">Align</span>
          <Segmented label="Align at" value={align} options={OPTIONS} onChange={(next) => onAddress({ align: next })} />
        </>
      )}
      {hasDivergence && (
        <Button size="sm" onClick={onDivergence}>
          <Flag aria-hidden className="text-link!" />
          First divergence
          <Kbd className="max-sm:hidden">D</Kbd>
        </Button>
      )}
      {view === "timeline" && hasDivergence && (
        <Button size="sm" pressed={only} onClick={() => onAddress({ only: !only })}>
          <ListFilter aria-hidden />
          Differences only
        </Button>
      )}
      <Button size="sm" pressed={ignoresNoise} onClick={() => props.onIgnoresNoise(!ignoresNoise)}>
        <EyeOff aria-hidden />
        Ignore noise keys
      </Button>
      <span role="status" className="nums text-xs text-muted-foreground" data-counts>
        {countsSentence(comparison)}
      </span>
      <Legend />
    </div>
  );
}

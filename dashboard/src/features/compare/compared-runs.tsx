// Two chosen runs, loaded and compared: tool bar, rows or graph, inspector, replay of both.

"use client";

import { TriangleAlert } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type CSSProperties, type ReactElement, useCallback, useDeferredValue, useMemo, useState } from "react";
import type { ComparisonRow, RunDetail } from "stepscope/view";
import { useStore } from "zustand";
import { compareParsers } from "#lib/compare-params.ts";
import { acceptBoolean, acceptNumber, usePreference } from "#lib/preferences.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { ResizeHandle } from "#ui/resize-handle.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { useElementWidth } from "#ui/use-element-width.ts";
import { type CompareModel, compareModel, rowById } from "./compare-model.ts";
import { CompareRows } from "./compare-rows.tsx";
import { CompareSide } from "./compare-side.tsx";
import { CompareToolbar } from "./compare-toolbar.tsx";
import { type DrawnComparison, ComparedSteps, useDrawnComparison } from "./compared-steps.tsx";
import { LockStepBar } from "./lock-step-bar.tsx";
import { StepList } from "./step-list.tsx";
import { type TwinPlayhead, leaderOf, moveTwinToSeq, twinPoint } from "./twin-playhead.ts";
import { NOISE_KEYS, useComparison } from "./use-comparison.ts";
import { useTwinPlayhead } from "./use-twin-playhead.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** Loads both, compares them, and keeps the choices of the page. */
function useCompared(a: RunDetail, b: RunDetail) {
  const [address, setAddress] = useQueryStates(compareParsers, { shallow: true, history: "replace" });
  const [ignoresNoise, setIgnoresNoise] = usePreference("ignoresNoise", true, acceptBoolean);
  const [foldsIdle] = usePreference("foldsIdle", true, acceptBoolean);
  const compared = useComparison(a, b, ignoresNoise);
  const { comparison, views, message } = compared;
  const { align, sel } = address;
  const rowId = align === "step" ? (sel ?? undefined) : undefined;
  const model = useMemo(
    () =>
      comparison === undefined || views === undefined
        ? undefined
        : compareModel(views, comparison, { align, rowId, foldsIdle }),
    [comparison, views, align, rowId, foldsIdle],
  );
  const failed = [compared.a, compared.b].filter((journal) => journal.error !== undefined);
  return { model, address, setAddress, ignoresNoise, setIgnoresNoise, failed, message };
}

/** What differs most in time stands first; what only one run has counts with all its time. */
function byChange(one: ComparisonRow, other: ComparisonRow): number {
  const weight = (row: ComparisonRow): number => Math.abs(row.deltaMs ?? row.bMs ?? row.aMs ?? 0);
  return weight(other) - weight(one);
}

function useRows(model: CompareModel | undefined, only: boolean, isSorted: boolean): readonly ComparisonRow[] {
  const all = model?.comparison.rows;
  return useMemo(() => {
    const shown = only ? (all ?? []).filter((row) => row.change !== "same") : (all ?? []);
    return isSorted ? shown.toSorted(byChange) : shown;
  }, [all, only, isSorted]);
}

/** The page below its cards. */
export function ComparedRuns({ a, b }: { readonly a: RunDetail; readonly b: RunDetail }): ReactElement {
  const compared = useCompared(a, b);
  const { model, failed, message } = compared;
  if (model === undefined && (failed.length > 0 || message !== undefined)) {
    return (
      <EmptyState
        icon={TriangleAlert}
        title="The runs could not be compared"
        className="m-auto"
        actions={
          <Button
            onClick={() => {
              if (message !== undefined) window.location.reload();
              for (const journal of failed) journal.retry();
            }}
          >
            Try again
          </Button>
        }
      >
        {failed[0]?.error?.message ?? message}
      </EmptyState>
    );
  }
  return model === undefined ? <SkeletonRows count={12} /> : <Comparing {...compared} model={model} />;
}

interface ComparingProps extends Omit<ReturnType<typeof useCompared>, "model"> {
  readonly model: CompareModel;
}

const TAB_OF_DIVERGENCE: Readonly<Record<string, string>> = {
  runInput: "input",
  input: "input",
  state: "state",
  runResult: "result",
};

/** Moves to the row that differs next; undefined when none does. */
function nextDifference(
  rows: readonly ComparisonRow[],
  selection: string | undefined,
  by: 1 | -1,
): ComparisonRow | undefined {
  const at = rows.findIndex((row) => row.id === selection);
  const start = at === -1 && by === -1 ? 0 : at;
  for (let step = 1; step <= rows.length; step++) {
    const row = rows[(start + by * step + rows.length * 2) % rows.length];
    if (row !== undefined && row.change !== "same") return row;
  }
  return undefined;
}

function useDifferenceCommands({ model, setAddress, address }: ComparingProps, rows: readonly ComparisonRow[]) {
  const hasDifference = rows.some((row) => row.change !== "same");
  const go = (by: 1 | -1): void => {
    const row = nextDifference(rows, address.sel ?? undefined, by);
    if (row !== undefined) void setAddress({ sel: row.id });
  };
  useCommand({ keys: "n", label: "Next difference", group: "Compare" }, () => go(1), hasDifference);
  useCommand({ keys: "shift+n", label: "Previous difference", group: "Compare" }, () => go(-1), hasDifference);
  useCommand(
    { keys: "Escape", label: "Clear selection", group: "Compare", isKeyOnly: true },
    () => void setAddress({ sel: null }),
    address.sel !== null,
  );
  useCommand({ keys: "g t", label: "Timeline", group: "Views" }, () => void setAddress({ view: "timeline" }));
  useCommand({ keys: "g g", label: "Graph", group: "Views" }, () => void setAddress({ view: "graph" }));
  const isAlone = rowById(model.comparison, address.sel ?? undefined) === undefined;
  return hasDifference && !isAlone ? () => go(1) : undefined;
}

function Comparing(props: ComparingProps): ReactElement {
  const { model, address, setAddress, ignoresNoise, setIgnoresNoise } = props;
  const [tab, setTab] = useState("output");
  const playhead = useTwinPlayhead(
    address.at,
    useCallback((at) => void setAddress({ at }), [setAddress]),
  );
  const rows = useRows(model, address.only, address.sort === "delta");
  const goNext = useDifferenceCommands(props, rows);
  const drawn = useDrawnComparison(model);
  const select = useCallback((sel: string | undefined) => void setAddress({ sel: sel ?? null }), [setAddress]);
  const showDivergence = (): void => {
    const first = model.comparison.firstDivergence;
    if (first === undefined) return;
    setTab(TAB_OF_DIVERGENCE[first.kind] ?? "output");
    select(model.divergentRowId);
    moveTwinToSeq(playhead, model, leaderOf(model) === "a" ? first.aSeq : first.bSeq);
  };
  return (
    <>
      <CompareToolbar
        comparison={model.comparison}
        address={address}
        onAddress={(change) => void setAddress(change)}
        ignoresNoise={ignoresNoise}
        onIgnoresNoise={setIgnoresNoise}
        onDivergence={showDivergence}
      />
      <Panels
        {...props}
        rows={rows}
        playhead={playhead}
        drawn={drawn}
        tab={tab}
        onTab={setTab}
        onSelect={select}
        onNext={goNext}
        ignoredKeys={ignoresNoise ? NOISE_KEYS : NOTHING}
      />
    </>
  );
}

interface PanelsProps extends ComparingProps {
  readonly rows: readonly ComparisonRow[];
  readonly playhead: TwinPlayhead;
  readonly drawn: DrawnComparison;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onSelect: (rowId: string | undefined) => void;
  readonly onNext: (() => void) | undefined;
  readonly ignoredKeys: ReadonlySet<string>;
}

/** The graph of both runs in place of the rows; a list where it cannot be drawn. */
function GraphPanel({
  drawn,
  onSelect,
}: {
  readonly drawn: DrawnComparison;
  readonly onSelect: (step: string) => void;
}): ReactElement {
  const [ref, widthPx] = useElementWidth<HTMLDivElement>();
  return (
    <section
      aria-label="Graph of both runs"
      className="canvas-dots flex min-h-0 min-w-0 flex-1 flex-col overflow-auto"
      tabIndex={-1}
    >
      <div ref={ref} className="m-6">
        {drawn.layout === undefined ? (
          <StepList drawn={drawn} onSelect={onSelect} />
        ) : (
          <ComparedSteps drawn={drawn} widthPx={widthPx} id="steps" onSelect={onSelect} />
        )}
      </div>
    </section>
  );
}

/** Rows or graph, inspector, and the bar that replays both runs. */
function Panels(props: PanelsProps): ReactElement {
  const { model, address, setAddress, playhead, drawn, onSelect } = props;
  const [namesPx, setNamesPx] = usePreference("compareNamesPx", 352, acceptNumber(240, 640));
  const [inspectorPx, setInspectorPx] = usePreference("inspectorPx", 392, acceptNumber(280, 900));
  const state = useDeferredValue(useStore(playhead));
  const point = useMemo(() => twinPoint(state, model), [state, model]);
  const style = { "--names": `${namesPx}px`, "--inspector": `${inspectorPx}px` } as CSSProperties;
  const names = { value: namesPx, min: 240, max: 640, onChange: setNamesPx };
  const inspector = { value: inspectorPx, min: 280, max: 900, onChange: setInspectorPx };
  const selectStep = useCallback(
    (step: string) => {
      const ofStep = model.comparison.rows.filter((row) => row.step === step);
      onSelect((ofStep.find((row) => row.change !== "same") ?? ofStep[0])?.id);
    },
    [model, onSelect],
  );
  const isGraph = address.view === "graph";
  return (
    <div className="flex min-h-0 flex-1 flex-col" style={style}>
      <div className="relative grid min-h-0 flex-1 lg:grid-cols-[minmax(0,1fr)_var(--inspector)]">
        {isGraph ? (
          <GraphPanel drawn={drawn} onSelect={selectStep} />
        ) : (
          <CompareRows
            model={model}
            rows={props.rows}
            selection={address.sel ?? undefined}
            onSelect={onSelect}
            playhead={playhead}
            isSorted={address.sort === "delta"}
            onSorted={(isSorted) => void setAddress({ sort: isSorted ? "delta" : "time" })}
          />
        )}
        <aside
          aria-label="Inspector"
          className="relative flex min-h-0 min-w-0 flex-col border-border bg-background max-lg:border-t lg:overflow-hidden lg:border-l"
        >
          <ResizeHandle label="Width of the inspector" {...inspector} panel="right" className="-left-[4px]" />
          <CompareSide
            {...props}
            selection={address.sel ?? undefined}
            seqs={{ a: point.a.seq, b: point.b.seq }}
            onSelectStep={selectStep}
            showsGraph={!isGraph}
          />
        </aside>
        {!isGraph && (
          <ResizeHandle label="Width of the names" {...names} panel="left" className="left-[calc(var(--names)-4px)]" />
        )}
      </div>
      <LockStepBar model={model} playhead={playhead} />
    </div>
  );
}

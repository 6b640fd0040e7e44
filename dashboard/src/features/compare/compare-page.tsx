// Two runs side by side.

"use client";

import { ArrowLeftRight, GitCompare, Link as LinkIcon, TriangleAlert } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type CSSProperties, type ReactElement, useCallback, useMemo, useState } from "react";
import { type ComparedPair, type RunDetail, matchingSeq } from "stepscope/view";
import { compareParsers } from "#lib/compare-params.ts";
import { runsHref } from "#lib/links.ts";
import { acceptBoolean, acceptNumber, usePreference } from "#lib/preferences.ts";
import { useJournal } from "#lib/run/use-journal.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { Kbd } from "#ui/kbd.tsx";
import { ResizeHandle } from "#ui/resize-handle.tsx";
import { SkeletonRows } from "#ui/skeleton.tsx";
import { showToast } from "#ui/toast.tsx";
import { Crumbs, TopBar } from "#ui/top-bar.tsx";
import { CompareHeader } from "./compare-header.tsx";
import { type CompareModel, compareModel, rowById } from "./compare-model.ts";
import { CompareRows } from "./compare-rows.tsx";
import { CompareToolbar } from "./compare-toolbar.tsx";
import { LockStepBar } from "./lock-step-bar.tsx";
import { PairInspector } from "./pair-inspector.tsx";
import { RunsInspector } from "./runs-inspector.tsx";
import { NOISE_KEYS, useComparison } from "./use-comparison.ts";

export interface ComparePageProps {
  readonly a: RunDetail | undefined;
  readonly b: RunDetail | undefined;
}

function copyLink(): void {
  navigator.clipboard.writeText(window.location.href).then(
    () => showToast({ title: "Link copied", tone: "done" }),
    () =>
      showToast({
        title: "The link could not be copied",
        detail: "The browser refused access to the clipboard.",
        tone: "failed",
      }),
  );
}

/** Bar, cards; the comparison itself once both runs are chosen. */
export function ComparePage({ a, b }: ComparePageProps): ReactElement {
  const [, setAddress] = useQueryStates(compareParsers, { shallow: false, history: "push" });
  const swap = useCallback(
    () => void setAddress({ a: b?.runId ?? null, b: a?.runId ?? null, sel: null }),
    [setAddress, a, b],
  );
  useCommand({ keys: "s", label: "Swap A and B", group: "Compare" }, swap, a !== undefined && b !== undefined);
  useCommand({ keys: "y", label: "Copy link", group: "Compare" }, copyLink);
  return (
    <div className="flex min-h-full flex-1 flex-col lg:h-full lg:min-h-0">
      <TopBar>
        <Crumbs trail={[{ href: runsHref(), label: "Runs" }]}>
          <h1 className="font-semibold text-foreground">Compare</h1>
        </Crumbs>
        <span dir="auto" className="min-w-0 truncate text-muted-foreground max-sm:hidden">
          {visibleText((b ?? a)?.inputPreview ?? "")}
        </span>
        <div className="ml-auto flex items-center gap-2">
          <Button variant="ghost" onClick={swap} disabled={a === undefined || b === undefined}>
            <ArrowLeftRight aria-hidden />
            Swap
          </Button>
          <Button onClick={copyLink}>
            <LinkIcon aria-hidden />
            Copy link
            <Kbd className="max-sm:hidden">Y</Kbd>
          </Button>
        </div>
      </TopBar>
      <CompareHeader a={a} b={b} onChoose={(side, runId) => void setAddress({ [side]: runId, sel: null })} />
      {a === undefined || b === undefined ? (
        <EmptyState icon={GitCompare} title="Choose two runs" className="m-auto">
          A is usually the earlier or the good one, B the one in question. They are also chosen in the list of runs,
          with X and C.
        </EmptyState>
      ) : (
        <ComparedRuns key={`${a.runId} ${b.runId}`} a={a} b={b} />
      )}
    </div>
  );
}

/** Loads both, compares them, and keeps the choices of the page. */
function useCompared(a: RunDetail, b: RunDetail) {
  const journalA = useJournal(a.runId);
  const journalB = useJournal(b.runId);
  const [address, setAddress] = useQueryStates(compareParsers, { shallow: true, history: "replace" });
  const [ignoresNoise, setIgnoresNoise] = usePreference("ignoresNoise", true, acceptBoolean);
  const [foldsIdle] = usePreference("foldsIdle", true, acceptBoolean);
  const comparison = useComparison(journalA.view, journalB.view, ignoresNoise);
  const { align, sel } = address;
  const rowId = align === "step" ? (sel ?? undefined) : undefined;
  const model = useMemo(
    () =>
      comparison === undefined || journalA.view === undefined || journalB.view === undefined
        ? undefined
        : compareModel({ a: journalA.view, b: journalB.view }, comparison, { align, rowId, foldsIdle }),
    [comparison, journalA.view, journalB.view, align, rowId, foldsIdle],
  );
  return { model, address, setAddress, ignoresNoise, setIgnoresNoise, error: journalA.error ?? journalB.error };
}

function ComparedRuns({ a, b }: { readonly a: RunDetail; readonly b: RunDetail }): ReactElement {
  const { model, address, setAddress, ignoresNoise, setIgnoresNoise, error } = useCompared(a, b);
  const select = useCallback((sel: string | undefined) => void setAddress({ sel: sel ?? null }), [setAddress]);
  const [tab, setTab] = useState("output");
  if (model === undefined) {
    return error === undefined ? (
      <SkeletonRows count={12} />
    ) : (
      <EmptyState icon={TriangleAlert} title="The runs could not be compared">
        {error.message}
      </EmptyState>
    );
  }
  const showDivergence = (): void => {
    const kind = model.comparison.firstDivergence?.kind;
    setTab(
      kind === "runInput" || kind === "input"
        ? "input"
        : kind === "state"
          ? "state"
          : kind === "runResult"
            ? "result"
            : "output",
    );
    select(model.divergentRowId);
  };
  return (
    <>
      <CompareToolbar
        comparison={model.comparison}
        align={address.align}
        onAlign={(align) => void setAddress({ align })}
        onlyDifferences={address.only}
        onOnlyDifferences={(only) => void setAddress({ only })}
        ignoresNoise={ignoresNoise}
        onIgnoresNoise={setIgnoresNoise}
        onDivergence={showDivergence}
      />
      <Panels
        model={model}
        selection={address.sel ?? undefined}
        onSelect={select}
        onlyDifferences={address.only}
        ignoredKeys={ignoresNoise ? NOISE_KEYS : NOTHING}
        tab={tab}
        onTab={setTab}
      />
    </>
  );
}

const NOTHING: ReadonlySet<string> = new Set();

interface PanelsProps {
  readonly model: CompareModel;
  readonly selection: string | undefined;
  readonly onSelect: (rowId: string | undefined) => void;
  readonly onlyDifferences: boolean;
  readonly ignoredKeys: ReadonlySet<string>;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
}

/** What a row is inspected by: its first pair that differs. */
function pairOf({ comparison }: CompareModel, selection: string | undefined): ComparedPair | undefined {
  const pairs = rowById(comparison, selection)?.pairIndexes.flatMap((index) => comparison.pairs[index] ?? []) ?? [];
  return pairs.find((pair) => pair.change !== "same") ?? pairs[0];
}

/** The inspector of the selected row, or of both runs. */
function Side({
  panels,
  seqs,
}: {
  readonly panels: PanelsProps;
  readonly seqs: { readonly a: number; readonly b: number };
}): ReactElement {
  const { model, selection, onSelect, ignoredKeys, tab, onTab } = panels;
  const pair = pairOf(model, selection);
  if (pair === undefined) {
    return <RunsInspector model={model} ignoredKeys={ignoredKeys} seqs={seqs} tab={tab} onTab={onTab} />;
  }
  return (
    <PairInspector
      model={model}
      pair={pair}
      ignoredKeys={ignoredKeys}
      tab={tab === "input" || tab === "state" ? tab : "output"}
      onTab={onTab}
      onClose={() => onSelect(undefined)}
    />
  );
}

/** Rows, inspector, and the bar that scrubs both runs. */
function Panels(props: PanelsProps): ReactElement {
  const { model, selection, onSelect, onlyDifferences } = props;
  const [namesPx, setNamesPx] = usePreference("compareNamesPx", 352, acceptNumber(240, 640));
  const [inspectorPx, setInspectorPx] = usePreference("inspectorPx", 392, acceptNumber(280, 900));
  const [seq, setSeq] = useState<number>();
  const all = model.comparison.rows;
  const rows = useMemo(
    () => (onlyDifferences ? all.filter((row) => row.change !== "same") : all),
    [all, onlyDifferences],
  );
  const seqs =
    seq === undefined
      ? { a: model.a.view.lastSeq, b: model.b.view.lastSeq }
      : { a: seq, b: matchingSeq(model.steps, "a", seq) };
  useCommand(
    { keys: "Escape", label: "Clear selection", group: "Compare", isKeyOnly: true },
    () => onSelect(undefined),
    selection !== undefined,
  );
  const style = { "--names": `${namesPx}px`, "--inspector": `${inspectorPx}px` } as CSSProperties;
  const names = { value: namesPx, min: 240, max: 640, onChange: setNamesPx };
  const inspector = { value: inspectorPx, min: 280, max: 900, onChange: setInspectorPx };
  return (
    <div className="flex min-h-0 flex-1 flex-col" style={style}>
      <div className="relative grid min-h-0 flex-1 lg:grid-cols-[minmax(0,1fr)_var(--inspector)]">
        <CompareRows model={model} rows={rows} selection={selection} onSelect={onSelect} />
        <aside
          aria-label="Inspector"
          className="relative flex min-h-0 min-w-0 flex-col border-border bg-background max-lg:border-t lg:overflow-hidden lg:border-l"
        >
          <ResizeHandle label="Width of the inspector" {...inspector} panel="right" className="-left-[4px]" />
          <Side panels={props} seqs={seqs} />
        </aside>
        <ResizeHandle label="Width of the names" {...names} panel="left" className="left-[calc(var(--names)-4px)]" />
      </div>
      <LockStepBar model={model} seqs={seqs} onSeek={setSeq} />
    </div>
  );
}

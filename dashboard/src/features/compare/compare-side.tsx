// What stands beside the comparison: the inspector of the selected row, or of both runs.

"use client";

import { Maximize2 } from "lucide-react";
import type { ReactElement } from "react";
import type { ComparedPair } from "stepscope/view";
import { useQueryStates } from "nuqs";
import { compareParsers } from "#lib/compare-params.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { useElementWidth } from "#ui/use-element-width.ts";
import { type CompareModel, rowById } from "./compare-model.ts";
import { ComparedSteps, type DrawnComparison, graphSentence } from "./compared-steps.tsx";
import { PairInspector } from "./pair-inspector.tsx";
import { RunsInspector } from "./runs-inspector.tsx";
import { StepList } from "./step-list.tsx";
import { DiffSection } from "./value-diff-panel.tsx";

export interface CompareSideProps {
  readonly model: CompareModel;
  readonly drawn: DrawnComparison;
  readonly selection: string | undefined;
  readonly seqs: { readonly a: number; readonly b: number };
  readonly ignoredKeys: ReadonlySet<string>;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onSelect: (rowId: string | undefined) => void;
  readonly onSelectStep: (step: string) => void;
  readonly onNext: (() => void) | undefined;
  /** False while the graph has the place of the rows. */
  readonly showsGraph: boolean;
}

/** What a row is inspected by: its first pair that differs. */
function pairOf({ comparison }: CompareModel, selection: string | undefined): ComparedPair | undefined {
  const pairs = rowById(comparison, selection)?.pairIndexes.flatMap((index) => comparison.pairs[index] ?? []) ?? [];
  return pairs.find((pair) => pair.change !== "same") ?? pairs[0];
}

/** The graph as a section of an inspector. */
function SmallGraph({ drawn, onSelectStep }: Pick<CompareSideProps, "drawn" | "onSelectStep">): ReactElement | null {
  const [ref, widthPx] = useElementWidth<HTMLDivElement>();
  const [, setAddress] = useQueryStates(compareParsers, { shallow: true, history: "push" });
  if (drawn.layout === undefined) return null;
  return (
    <DiffSection
      title="Graph"
      note={
        <span className="inline-flex items-center gap-1">
          {graphSentence(drawn.graph)}
          <IconButton size="sm" label="Open graph" keys="G G" onClick={() => void setAddress({ view: "graph" })}>
            <Maximize2 aria-hidden />
          </IconButton>
        </span>
      }
    >
      <div className="canvas-dots max-h-[420px] overflow-auto rounded-control border border-border p-3" tabIndex={-1}>
        <div ref={ref} className="mx-auto">
          <ComparedSteps drawn={drawn} widthPx={widthPx} mostScale={0.75} id="small" onSelect={onSelectStep} />
        </div>
      </div>
    </DiffSection>
  );
}

/** The inspector. */
export function CompareSide(props: CompareSideProps): ReactElement {
  const { model, drawn, selection, seqs, ignoredKeys, tab, onTab, onSelect, onSelectStep, onNext } = props;
  const graph = props.showsGraph ? <SmallGraph drawn={drawn} onSelectStep={onSelectStep} /> : null;
  const pair = pairOf(model, selection);
  if (pair === undefined) {
    return (
      <RunsInspector
        model={model}
        ignoredKeys={ignoredKeys}
        seqs={seqs}
        tab={tab}
        onTab={onTab}
        graph={graph}
        steps={<StepList drawn={drawn} onSelect={onSelectStep} />}
      />
    );
  }
  return (
    <PairInspector
      model={model}
      pair={pair}
      ignoredKeys={ignoredKeys}
      tab={tab}
      onTab={onTab}
      onNext={onNext}
      onClose={() => onSelect(undefined)}
      graph={graph}
    />
  );
}

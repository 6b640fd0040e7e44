// The two runs as wholes: result, input, state where both replays stand, their steps as a graph and as a list.

"use client";

import { type ReactElement, type ReactNode, useMemo } from "react";
import { StateHistory } from "stepscope/view";
import { formatCount } from "#lib/format.ts";
import { TabPanel, Tabs } from "#ui/tabs.tsx";
import type { CompareModel } from "./compare-model.ts";
import { divergenceSentence } from "./difference-words.ts";
import { StateDiff } from "./state-diff.tsx";
import { ValueDiffPanel } from "./value-diff-panel.tsx";

export interface RunsInspectorProps {
  readonly model: CompareModel;
  readonly ignoredKeys: ReadonlySet<string>;
  /** Records at which both replays stand. */
  readonly seqs: { readonly a: number; readonly b: number };
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  /** The graph of both runs, small. */
  readonly graph: ReactNode;
  /** Their steps as a list. */
  readonly steps: ReactNode;
}

const TABS = [
  { value: "result", label: "Result" },
  { value: "input", label: "Input" },
  { value: "state", label: "State" },
  { value: "steps", label: "Steps" },
];

const PANEL = "flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden";

/** The inspector when no row is selected. */
export function RunsInspector(props: RunsInspectorProps): ReactElement {
  const { model, ignoredKeys, seqs, tab, onTab, graph, steps } = props;
  const { a, b, comparison } = model;
  const histories = useMemo(() => ({ a: new StateHistory(a.view), b: new StateHistory(b.view) }), [a.view, b.view]);
  const open = TABS.some((one) => one.value === tab) ? tab : "result";
  const isAtEnd = seqs.a >= a.view.lastSeq && seqs.b >= b.view.lastSeq;
  const divergence = comparison.firstDivergence;
  const state = (
    <StateDiff
      title={isAtEnd ? "State at the end" : `State at A ${formatCount(seqs.a)}, B ${formatCount(seqs.b)}`}
      before={histories.a.valueAt([], seqs.a)}
      after={histories.b.valueAt([], seqs.b)}
      ignoredKeys={ignoredKeys}
    />
  );
  return (
    <>
      <div className="shrink-0 px-4 pt-2.5 pb-2">
        <h2 className="text-md font-semibold">Both runs</h2>
        <p className="mt-1 text-xs text-muted-foreground" data-runs-sentence>
          {divergence === undefined
            ? "No difference: the same steps, events, outcomes and writes. Times are not looked at."
            : `They first part here: ${divergenceSentence(divergence)}.`}
        </p>
      </div>
      <Tabs label="Differences of the runs" value={open} onChange={onTab} tabs={TABS}>
        <TabPanel value="result" className={PANEL}>
          <ValueDiffPanel title="Result" before={a.view.result} after={b.view.result} ignoredKeys={ignoredKeys} />
          {state}
          {graph}
        </TabPanel>
        <TabPanel value="input" className={PANEL}>
          <ValueDiffPanel title="Input" before={a.view.input} after={b.view.input} ignoredKeys={ignoredKeys} />
        </TabPanel>
        <TabPanel value="state" className={PANEL}>
          {state}
        </TabPanel>
        <TabPanel value="steps" className={PANEL}>
          {steps}
        </TabPanel>
      </Tabs>
    </>
  );
}

// The two runs as wholes: result, input, state at the point where both replays stand, the steps of both as one list.

"use client";

import { type ReactElement, useMemo } from "react";
import { StateHistory, comparedGraph } from "stepscope/view";
import { formatCount, formatDurationDelta } from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { TabPanel, Tabs } from "#ui/tabs.tsx";
import { type CompareModel, deltaTone } from "./compare-model.ts";
import { ValueDiffPanel } from "./value-diff-panel.tsx";

export interface RunsInspectorProps {
  readonly model: CompareModel;
  readonly ignoredKeys: ReadonlySet<string>;
  /** Records at which both replays stand. */
  readonly seqs: { readonly a: number; readonly b: number };
  readonly tab: string;
  readonly onTab: (tab: string) => void;
}

const TABS = [
  { value: "result", label: "Result" },
  { value: "input", label: "Input" },
  { value: "state", label: "State" },
  { value: "steps", label: "Steps" },
];

function StepList({ model }: { readonly model: CompareModel }): ReactElement {
  const graph = useMemo(() => comparedGraph(model.a.view, model.b.view), [model]);
  const steps = [...graph.steps.values()].toSorted((one, other) => Math.abs(other.deltaMs) - Math.abs(one.deltaMs));
  return (
    <ul className="text-xs">
      {steps.map((step) => (
        <li
          key={step.step}
          className="grid h-7 grid-cols-[minmax(0,1fr)_48px_48px_72px] items-center gap-2 border-b border-gridline"
        >
          <span className="truncate font-medium">{visibleText(step.step)}</span>
          <span className="nums text-right text-muted-foreground">
            {step.a === undefined ? "–" : formatCount(step.a.executions)}
          </span>
          <span className="nums text-right text-muted-foreground">
            {step.b === undefined ? "–" : formatCount(step.b.executions)}
          </span>
          <span className="text-right">
            <Delta
              text={step.change === "same" ? formatDurationDelta(step.deltaMs) : step.change}
              tone={step.change === "same" ? deltaTone(step.deltaMs) : step.change === "added" ? "worse" : "flat"}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The inspector when no row is selected. */
export function RunsInspector({ model, ignoredKeys, seqs, tab, onTab }: RunsInspectorProps): ReactElement {
  const { a, b } = model;
  const histories = useMemo(() => ({ a: new StateHistory(a.view), b: new StateHistory(b.view) }), [a.view, b.view]);
  const open = TABS.some((one) => one.value === tab) ? tab : "result";
  const isAtEnd = seqs.a >= a.view.lastSeq && seqs.b >= b.view.lastSeq;
  return (
    <>
      <div className="shrink-0 px-4 pt-2.5 pb-2">
        <h2 className="text-md font-semibold">Both runs</h2>
        <p className="mt-1 text-xs text-muted-foreground">Select a row to see what differs in it.</p>
      </div>
      <Tabs label="Differences of the runs" value={open} onChange={onTab} tabs={TABS}>
        <TabPanel value="result" className="flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden">
          <ValueDiffPanel title="Result" before={a.view.result} after={b.view.result} ignoredKeys={ignoredKeys} />
        </TabPanel>
        <TabPanel value="input" className="flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden">
          <ValueDiffPanel title="Input" before={a.view.input} after={b.view.input} ignoredKeys={ignoredKeys} />
        </TabPanel>
        <TabPanel value="state" className="flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden">
          <ValueDiffPanel
            title={isAtEnd ? "State at the end" : `State at A ${formatCount(seqs.a)}, B ${formatCount(seqs.b)}`}
            before={histories.a.valueAt([], seqs.a)}
            after={histories.b.valueAt([], seqs.b)}
            ignoredKeys={ignoredKeys}
          />
        </TabPanel>
        <TabPanel value="steps" className="px-4 pt-3 pb-4 data-[state=inactive]:hidden">
          <StepList model={model} />
        </TabPanel>
      </Tabs>
    </>
  );
}

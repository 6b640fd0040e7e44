// What differs between the two executions of a row: outputs, inputs, state.

"use client";

import { ExternalLink, X } from "lucide-react";
import Link from "next/link";
import { type ReactElement, useMemo } from "react";
import {
  type ComparedPair,
  type EncodedValue,
  type ExecutionView,
  type RunView,
  StateHistory,
  eventOf,
} from "stepscope/view";
import { formatCostDelta, formatCountDelta, formatDuration, formatDurationDelta, formatOrdinal } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { IconButton } from "#ui/icon-button.tsx";
import { TabPanel, Tabs } from "#ui/tabs.tsx";
import { ChangeMark } from "./compare-row.tsx";
import { type CompareModel, deltaTone } from "./compare-model.ts";
import { ValueDiffPanel } from "./value-diff-panel.tsx";

export interface PairInspectorProps {
  readonly model: CompareModel;
  readonly pair: ComparedPair;
  readonly ignoredKeys: ReadonlySet<string>;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onClose: () => void;
}

/** The events of an execution as one value, type by type. */
function eventsValue(view: RunView, ids: readonly string[]): EncodedValue {
  return ids.flatMap((id) => {
    const event = eventOf(view, id);
    return event === undefined ? [] : [{ type: event.type, payload: event.payload }];
  });
}

/** What an execution wrote to the run's state, path by path. */
function writesValue(view: RunView, execution: ExecutionView | undefined): EncodedValue {
  if (execution === undefined) return {};
  const writes = view.stateChanges.filter((change) => change.executionIndex === execution.index);
  return Object.fromEntries(
    writes.map((change) => [
      change.path.join("."),
      change.operation === "set" ? (change.value ?? null) : change.operation,
    ]),
  );
}

function Facts({
  a,
  b,
  pair,
}: {
  readonly a: ExecutionView | undefined;
  readonly b: ExecutionView | undefined;
  readonly pair: ComparedPair;
}): ReactElement {
  const change = (pick: (execution: ExecutionView) => number): number =>
    (b === undefined ? 0 : pick(b)) - (a === undefined ? 0 : pick(a));
  const cells = [
    {
      label: "Duration",
      text: pair.deltaMs === undefined ? formatDuration(pair.aMs ?? pair.bMs) : formatDurationDelta(pair.deltaMs),
      tone: deltaTone(pair.deltaMs),
    },
    { label: "Attempts", text: formatCountDelta(change((one) => one.attempts.length)), tone: "flat" as const },
    { label: "Tokens", text: formatCountDelta(change((one) => one.llm.totalTokens)), tone: "flat" as const },
    { label: "Cost", text: formatCostDelta(change((one) => one.llm.costUsd)), tone: "flat" as const },
  ];
  return (
    <dl className="grid shrink-0 grid-cols-2 overflow-hidden rounded-control border border-border bg-card sm:grid-cols-4">
      {cells.map((cell) => (
        <div key={cell.label} className="min-w-0 border-l border-border px-2 pt-1.5 pb-[7px] first:border-l-0">
          <dt className="text-2xs text-muted-foreground">{cell.label}</dt>
          <dd>
            <Delta text={cell.text} tone={cell.tone} className="text-sm font-semibold" />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const DIFFERENCE_WORDS = {
  input: "its input",
  output: "its events",
  outcome: "how it ended",
  attempts: "its attempts",
  state: "what it wrote",
} as const;

function sentence(pair: ComparedPair): string {
  if (pair.change === "added") return "Only B has it.";
  if (pair.change === "removed") return "Only A has it.";
  const parts = (Object.keys(DIFFERENCE_WORDS) as (keyof typeof DIFFERENCE_WORDS)[])
    .filter((key) => pair.differences[key])
    .map((key) => DIFFERENCE_WORDS[key]);
  return parts.length === 0 ? "Both did the same." : `Differs in ${parts.join(", ")}.`;
}

const TABS = [
  { value: "output", label: "Output" },
  { value: "input", label: "Input" },
  { value: "state", label: "State" },
];

interface HeadProps {
  readonly model: CompareModel;
  readonly pair: ComparedPair;
  readonly onClose: () => void;
}

function Head({ model, pair, onClose }: HeadProps): ReactElement {
  const sides = [
    { name: "A", run: model.a.view, execution: model.a.view.executions[pair.a], ms: pair.aMs },
    { name: "B", run: model.b.view, execution: model.b.view.executions[pair.b], ms: pair.bMs },
  ].flatMap(({ execution, ...side }) => (execution === undefined ? [] : [{ ...side, execution }]));
  const ordinal = Math.max(...sides.map((side) => side.execution.ordinal));
  return (
    <div className="shrink-0 pt-2.5 pr-3 pb-2 pl-4">
      <div className="flex items-center gap-2">
        <ChangeMark change={pair.change} />
        <h2 className="truncate text-md font-semibold">
          {visibleText(pair.step)}{" "}
          <span className="nums font-normal text-muted-foreground">{formatOrdinal(ordinal)}</span>
        </h2>
        <span className="ml-auto flex">
          {sides.map((side) => (
            <IconButton key={side.name} size="sm" label={`Open in ${side.name}`} asChild>
              <Link href={runHref(side.run.runId, { selection: side.execution.id })}>
                <ExternalLink aria-hidden className={side.name === "B" ? "text-b-fg" : ""} />
              </Link>
            </IconButton>
          ))}
          <IconButton size="sm" label="Close" keys="Esc" onClick={onClose}>
            <X aria-hidden />
          </IconButton>
        </span>
      </div>
      <p className="mt-1 text-xs text-muted-foreground">
        {sentence(pair)} {sides.map((side) => `${side.name} ${formatDuration(side.ms)}`).join(", ")}
      </p>
    </div>
  );
}

/** The values of both executions, side against side. */
function useSides({ a, b }: CompareModel, pair: ComparedPair) {
  const histories = useMemo(() => ({ a: new StateHistory(a.view), b: new StateHistory(b.view) }), [a.view, b.view]);
  return useMemo(() => {
    const side = (view: RunView, execution: ExecutionView | undefined, history: StateHistory) => ({
      execution,
      inputs: eventsValue(view, execution?.inputEventIds ?? []),
      outputs: eventsValue(view, execution?.outputEventIds ?? []),
      error: errorValue(execution),
      writes: writesValue(view, execution),
      state: execution === undefined ? undefined : history.valueAt([], execution.endedSeq ?? execution.lastSeq),
    });
    return {
      before: side(a.view, a.view.executions[pair.a], histories.a),
      after: side(b.view, b.view.executions[pair.b], histories.b),
    };
  }, [a.view, b.view, pair, histories]);
}

const PANEL = "flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden";

/** The inspector. */
export function PairInspector({ model, pair, ignoredKeys, tab, onTab, onClose }: PairInspectorProps): ReactElement {
  const { before, after } = useSides(model, pair);
  const diff = (title: string, key: "inputs" | "outputs" | "error" | "writes" | "state"): ReactElement => (
    <ValueDiffPanel title={title} before={before[key]} after={after[key]} ignoredKeys={ignoredKeys} />
  );
  return (
    <>
      <Head model={model} pair={pair} onClose={onClose} />
      <Tabs label="Differences" value={tab} onChange={onTab} tabs={TABS}>
        <TabPanel value="output" className={PANEL}>
          <Facts a={before.execution} b={after.execution} pair={pair} />
          {diff("Events it sent", "outputs")}
          {(before.error !== undefined || after.error !== undefined) && diff("Error", "error")}
        </TabPanel>
        <TabPanel value="input" className={PANEL}>
          {diff("Events it took", "inputs")}
        </TabPanel>
        <TabPanel value="state" className={PANEL}>
          {diff("What it wrote", "writes")}
          {diff("State after it", "state")}
        </TabPanel>
      </Tabs>
    </>
  );
}

function errorValue(execution: ExecutionView | undefined): EncodedValue | undefined {
  return execution?.error === undefined ? undefined : { name: execution.error.name, message: execution.error.message };
}

// What differs between the two executions of a row: outputs, inputs, state, messages, facts.

"use client";

import { ArrowDown, ExternalLink, Flag, Link as LinkIcon, X } from "lucide-react";
import Link from "next/link";
import { type ReactElement, type ReactNode, useMemo } from "react";
import {
  type ComparedPair,
  type EncodedValue,
  type ExecutionView,
  type RunView,
  StateHistory,
  eventOf,
} from "stepscope/view";
import { formatOrdinal } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { KindIcon } from "#ui/kind-icon.tsx";
import { TabPanel, Tabs } from "#ui/tabs.tsx";
import { ChangeMark } from "./compare-row.tsx";
import type { CompareModel } from "./compare-model.ts";
import { copyLink } from "#ui/copy-link.ts";
import { divergenceSentence, pairSentence } from "./difference-words.ts";
import { PairAttributes, PairFacts } from "./pair-facts.tsx";
import { PairMessages, llmSpans } from "./pair-messages.tsx";
import { StateDiff } from "./state-diff.tsx";
import { ValueDiffPanel } from "./value-diff-panel.tsx";

export interface PairInspectorProps {
  readonly model: CompareModel;
  readonly pair: ComparedPair;
  readonly ignoredKeys: ReadonlySet<string>;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onNext: (() => void) | undefined;
  readonly onClose: () => void;
  /** The graph of both runs, small. */
  readonly graph: ReactNode;
}

/** The events of an execution as one value. */
function eventsValue(view: RunView, ids: readonly string[]): EncodedValue {
  return ids.flatMap((id) => {
    const event = eventOf(view, id);
    return event === undefined ? [] : [{ [event.type]: event.payload }];
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

function errorValue(execution: ExecutionView | undefined): EncodedValue | undefined {
  const error = execution?.error ?? execution?.attempts.findLast((attempt) => attempt.error !== undefined)?.error;
  return error === undefined ? undefined : { name: error.name, message: error.message };
}

function OpenSide({
  side,
  view,
  execution,
}: {
  readonly side: "A" | "B";
  readonly view: RunView;
  readonly execution: ExecutionView | undefined;
}): ReactElement | null {
  if (execution === undefined) return null;
  return (
    <IconButton size="sm" label={`Open in ${side}`} asChild>
      <Link href={runHref(view.runId, { selection: execution.id })}>
        <ExternalLink aria-hidden className={side === "A" ? "text-a-fg" : "text-b-fg"} />
      </Link>
    </IconButton>
  );
}

function Header({ model, pair, onNext, onClose }: PairInspectorProps): ReactElement {
  const { a, b, comparison } = model;
  const one = a.view.executions[pair.a];
  const other = b.view.executions[pair.b];
  const divergence = comparison.firstDivergence;
  const isDivergence = divergence?.pairIndex === pair.index;
  const ordinal = Math.max(one?.ordinal ?? 0, other?.ordinal ?? 0);
  return (
    <div className="shrink-0 pt-2.5 pr-3 pb-2 pl-4">
      <div className="flex items-center gap-2">
        {pair.change === "same" ? <KindIcon kind="step" /> : <ChangeMark change={pair.change} />}
        <h2 className="truncate text-md font-semibold">
          {visibleText(pair.step)}{" "}
          {ordinal > 1 && <span className="nums font-normal text-muted-foreground">{formatOrdinal(ordinal)}</span>}
        </h2>
        {isDivergence && (
          <span className="inline-flex h-[18px] shrink-0 items-center gap-1 rounded-chip bg-primary pr-1.5 pl-1 text-2xs font-semibold text-primary-foreground">
            <Flag aria-hidden className="size-3" />
            first divergence
          </span>
        )}
        <span className="ml-auto flex">
          {onNext !== undefined && (
            <IconButton size="sm" label="Next difference" keys="N" onClick={onNext}>
              <ArrowDown aria-hidden />
            </IconButton>
          )}
          <OpenSide side="A" view={a.view} execution={one} />
          <OpenSide side="B" view={b.view} execution={other} />
          <IconButton size="sm" label="Copy link" keys="Y" onClick={copyLink}>
            <LinkIcon aria-hidden />
          </IconButton>
          <IconButton size="sm" label="Close" keys="Esc" onClick={onClose}>
            <X aria-hidden />
          </IconButton>
        </span>
      </div>
      <p className="mt-1 text-xs text-muted-foreground" data-pair-sentence>
        {isDivergence ? divergenceSentence(divergence) : pairSentence(pair)}
      </p>
    </div>
  );
}

const PANEL = "flex flex-col gap-3 px-4 pt-3 pb-4 data-[state=inactive]:hidden";

interface Sides {
  readonly one: ExecutionView | undefined;
  readonly other: ExecutionView | undefined;
}

function OutputPanel({ model, pair, ignoredKeys, graph, one, other }: PairInspectorProps & Sides): ReactElement {
  const { a, b } = model;
  const errors = { before: errorValue(one), after: errorValue(other) };
  const histories = useMemo(() => [new StateHistory(a.view), new StateHistory(b.view)] as const, [a.view, b.view]);
  return (
    <>
      <PairFacts a={one} b={other} pair={pair} />
      <ValueDiffPanel
        title="Output"
        before={one === undefined ? undefined : eventsValue(a.view, one.outputEventIds)}
        after={other === undefined ? undefined : eventsValue(b.view, other.outputEventIds)}
        ignoredKeys={ignoredKeys}
      />
      {(errors.before !== undefined || errors.after !== undefined) && (
        <ValueDiffPanel title="Error" {...errors} ignoredKeys={ignoredKeys} />
      )}
      <StateDiff
        title="State at the end"
        before={histories[0].valueAt([], a.view.lastSeq)}
        after={histories[1].valueAt([], b.view.lastSeq)}
        ignoredKeys={ignoredKeys}
      />
      {graph}
    </>
  );
}

function StatePanel({ model, ignoredKeys, one, other }: PairInspectorProps & Sides): ReactElement {
  const { a, b } = model;
  const histories = useMemo(() => [new StateHistory(a.view), new StateHistory(b.view)] as const, [a.view, b.view]);
  const stateAfter = (history: StateHistory, execution: ExecutionView | undefined): EncodedValue | undefined =>
    execution === undefined ? undefined : history.valueAt([], execution.endedSeq ?? execution.lastSeq);
  return (
    <>
      <ValueDiffPanel
        title="What it wrote"
        before={writesValue(a.view, one)}
        after={writesValue(b.view, other)}
        ignoredKeys={ignoredKeys}
      />
      <StateDiff
        title="State after it"
        before={stateAfter(histories[0], one)}
        after={stateAfter(histories[1], other)}
        ignoredKeys={ignoredKeys}
      />
    </>
  );
}

/** The inspector. */
export function PairInspector(props: PairInspectorProps): ReactElement {
  const { model, pair, ignoredKeys, tab, onTab } = props;
  const { a, b } = model;
  const sides = { one: a.view.executions[pair.a], other: b.view.executions[pair.b] };
  const spans = { a: llmSpans(a.view, sides.one), b: llmSpans(b.view, sides.other) };
  const hasMessages = spans.a.length + spans.b.length > 0;
  const tabs = [
    { value: "output", label: "Output" },
    { value: "input", label: "Input" },
    { value: "state", label: "State" },
    ...(hasMessages ? [{ value: "messages", label: "Messages" }] : []),
    { value: "attributes", label: "Attributes" },
  ];
  const open = tabs.find((one) => one.value === tab)?.value ?? "output";
  const input = (view: RunView, execution: ExecutionView | undefined): EncodedValue | undefined =>
    execution === undefined ? undefined : eventsValue(view, execution.inputEventIds);
  return (
    <>
      <Header {...props} />
      <Tabs label="Differences" value={open} onChange={onTab} tabs={tabs}>
        <TabPanel value="output" className={PANEL}>
          <OutputPanel {...props} {...sides} />
        </TabPanel>
        <TabPanel value="input" className={PANEL}>
          <ValueDiffPanel
            title="Input"
            before={input(a.view, sides.one)}
            after={input(b.view, sides.other)}
            ignoredKeys={ignoredKeys}
          />
        </TabPanel>
        <TabPanel value="state" className={PANEL}>
          <StatePanel {...props} {...sides} />
        </TabPanel>
        {hasMessages && (
          <TabPanel value="messages" className={PANEL}>
            <PairMessages
              a={{ view: a.view, spans: spans.a }}
              b={{ view: b.view, spans: spans.b }}
              ignoredKeys={ignoredKeys}
            />
          </TabPanel>
        )}
        <TabPanel value="attributes" className={PANEL}>
          <PairAttributes a={sides.one} b={sides.other} />
        </TabPanel>
      </Tabs>
    </>
  );
}

// The numbers of a pair: how they changed, and both sides next to each other.

import type { ReactElement } from "react";
import type { ComparedPair, ExecutionView } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import {
  formatCost,
  formatCostDelta,
  formatCount,
  formatCountDelta,
  formatDuration,
  formatDurationDelta,
} from "#lib/format.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Delta } from "#ui/delta.tsx";
import { deltaTone } from "./compare-model.ts";

export interface PairFactsProps {
  readonly a: ExecutionView | undefined;
  readonly b: ExecutionView | undefined;
  readonly pair: ComparedPair;
}

/** Four changes side by side. */
export function PairFacts({ a, b, pair }: PairFactsProps): ReactElement {
  const change = (pick: (execution: ExecutionView) => number): number =>
    (b === undefined ? 0 : pick(b)) - (a === undefined ? 0 : pick(a));
  const duration =
    pair.deltaMs === undefined ? formatDuration(pair.aMs ?? pair.bMs) : formatDurationDelta(pair.deltaMs);
  const cells = [
    { label: "Duration", text: duration, tone: deltaTone(pair.deltaMs) },
    { label: "Prompt", text: formatCountDelta(change((one) => one.llm.promptTokens)), tone: "plain" },
    { label: "Completion", text: formatCountDelta(change((one) => one.llm.completionTokens)), tone: "plain" },
    { label: "Cost", text: formatCostDelta(change((one) => one.llm.costUsd)), tone: "plain" },
  ] as const;
  return (
    <dl className="grid shrink-0 grid-cols-2 overflow-hidden rounded-control border border-border bg-card sm:grid-cols-4">
      {cells.map((cell) => (
        <div
          key={cell.label}
          className="min-w-0 border-l border-border px-2 pt-1.5 pb-[7px] first:border-l-0 max-sm:odd:border-l-0 max-sm:[&:nth-child(n+3)]:border-t"
        >
          <dt className="text-2xs text-muted-foreground">{cell.label}</dt>
          <dd className={cn("nums truncate font-semibold")}>
            {cell.tone === "plain" || cell.tone === "flat" ? (
              cell.text
            ) : (
              <Delta text={cell.text} tone={cell.tone} className="text-sm" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(execution: ExecutionView | undefined): Readonly<Record<string, string>> {
  if (execution === undefined) return {};
  const { llm } = execution;
  return {
    execution: execution.id,
    input: visibleText(execution.eventType),
    outcome: execution.outcome,
    attempts: formatCount(execution.attempts.length),
    records: `${execution.firstSeq} – ${execution.lastSeq}`,
    "queued at": formatDuration(execution.queuedMs),
    "started at": formatDuration(execution.startedMs),
    "ended at": formatDuration(execution.endedMs),
    "events sent": formatCount(execution.outputEventIds.length),
    "state writes": formatCount(execution.stateChangeCount),
    "LLM calls": formatCount(llm.calls),
    tokens: formatCount(llm.promptTokens + llm.completionTokens),
    cost: formatCost(llm.costUsd),
  };
}

/** Every fact, A beside B. */
export function PairAttributes({ a, b }: Omit<PairFactsProps, "pair">): ReactElement {
  const [ofA, ofB] = [factsOf(a), factsOf(b)];
  const names = [...new Set([...Object.keys(ofA), ...Object.keys(ofB)])];
  return (
    <table className="w-full table-fixed text-xs">
      <thead>
        <tr className="h-6 text-2xs text-subtle-foreground [&>th]:font-normal">
          <th scope="col" className="text-left">
            Fact
          </th>
          <th scope="col" className="text-right">
            A
          </th>
          <th scope="col" className="text-right">
            B
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="h-6 border-t border-gridline">
            <th scope="row" className="text-left font-normal text-muted-foreground">
              {name}
            </th>
            {[ofA[name], ofB[name]].map((value, at) => (
              <td key={at} className="code nums truncate pl-2 text-right">
                {value ?? "–"}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// The inspector: what is selected in the timeline or the graph, or the run itself.

"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import type { RunView } from "stepscope/view";
import { failuresFirst, groupCounts, groupRowId } from "stepscope/view";
import { formatCount, formatDuration, formatTimes } from "#lib/format.ts";
import { phoenixSpanHref, runHref } from "#lib/links.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Status } from "#ui/status.tsx";
import { executionStatus } from "./execution-status.ts";
import { executionDetails, executionName, executionTabs } from "./execution-tabs.tsx";
import { ErrorPanel, FactRow } from "./facts.tsx";
import { InspectorFrame } from "./inspector-frame.tsx";
import { SpanInspector } from "./span-inspector.tsx";
import { ValuePanel } from "./value-panel.tsx";

export interface InspectorProps {
  readonly model: RunModel;
  readonly selection: string | undefined;
  /** Phoenix's address, when spans of this run are there. */
  readonly phoenix: string | undefined;
  readonly onSelect: (selection: string | undefined) => void;
}

function RunPanel({ view }: { readonly view: RunView }): ReactElement {
  return (
    <InspectorFrame
      kind="childRun"
      title={view.workflow}
      status={view.status}
      details={[`${formatCount(view.executions.length)} ${view.executions.length === 1 ? "execution" : "executions"}`, `${formatCount(view.lastSeq)} records`]}
      tabs={[
        {
          value: "io",
          label: "I/O",
          content: (
            <>
              {view.error !== undefined && <ErrorPanel error={view.error} />}
              <ValuePanel title="Input" value={view.input} />
              <ValuePanel
                title="Result"
                value={view.result}
                whenEmpty={view.endedMs === undefined ? "The run goes on." : "There is none."}
              />
            </>
          ),
        },
      ]}
    />
  );
}

function GroupPanel({
  model,
  groupIndex,
  onSelect,
}: {
  readonly model: RunModel;
  readonly groupIndex: number;
  readonly onSelect: InspectorProps["onSelect"];
}): ReactElement | null {
  const group = model.groups.groups[groupIndex];
  if (group === undefined) return null;
  const { view } = model;
  const counts = groupCounts(view, group.memberIndexes);
  const members = failuresFirst(view, group.memberIndexes).slice(0, 300);
  const durations = group.memberIndexes
    .flatMap((at) =>
      view.executions[at]?.endedMs === undefined
        ? []
        : [(view.executions[at]?.endedMs ?? 0) - (view.executions[at]?.startedMs ?? 0)],
    )
    .toSorted((a, b) => a - b);
  const at = (share: number): number | undefined =>
    durations[Math.min(durations.length - 1, Math.floor(durations.length * share))];
  return (
    <InspectorFrame
      kind="group"
      title={`${group.step} ${formatTimes(counts.total)}`}
      status={
        counts.failed > 0 ? "failed" : counts.active > 0 ? "running" : counts.waiting > 0 ? "waiting" : "completed"
      }
      details={[
        `${formatCount(counts.completed)} completed`,
        `${formatCount(counts.failed)} failed`,
        `${formatCount(counts.retried)} retried`,
      ]}
      onClose={() => onSelect(undefined)}
      tabs={[
        {
          value: "members",
          label: "Executions",
          count: counts.total,
          content: (
            <>
              <FactRow
                facts={[
                  { label: "p50", value: formatDuration(at(0.5)) },
                  { label: "p95", value: formatDuration(at(0.95)) },
                  { label: "Longest", value: formatDuration(durations.at(-1)) },
                  { label: "Failed", value: formatCount(counts.failed) },
                ]}
              />
              <ul>
                {members.map((index) => {
                  const execution = view.executions[index];
                  return execution === undefined ? null : (
                    <li key={index}>
                      <button
                        type="button"
                        onClick={() => onSelect(execution.id)}
                        className="flex h-7 w-full items-center gap-2 border-b border-gridline text-left text-xs hover:bg-accent"
                      >
                        <Status status={executionStatus(execution.outcome)} className="w-24 text-xs" />
                        <span className="min-w-0 flex-1 truncate">
                          {execution.error?.message ?? executionName(view, index)}
                        </span>
                        <span className="nums text-muted-foreground">
                          {formatDuration((execution.endedMs ?? view.lastMs) - execution.queuedMs)}
                        </span>
                      </button>
                    </li>
                  );
                })}
              </ul>
            </>
          ),
        },
      ]}
    />
  );
}

/** What a selection stands for, drawn. */
export function Inspector({ model, selection, phoenix, onSelect }: InspectorProps): ReactElement {
  const { view } = model;
  if (selection === undefined) return <RunPanel view={view} />;
  const close = (): void => onSelect(undefined);
  if (selection.startsWith("span:")) {
    const span = view.spans[view.spanIndexById.get(selection.slice(5)) ?? -1];
    if (span !== undefined)
      return <SpanInspector view={view} span={span} phoenix={phoenix} onSelect={onSelect} onClose={close} />;
  }
  if (selection.startsWith("group:")) {
    const group = model.groups.groups.find((one) => groupRowId(one.id) === selection);
    if (group !== undefined) return <GroupPanel model={model} groupIndex={group.index} onSelect={onSelect} />;
  }
  if (selection.startsWith("run:")) {
    const child = view.childRuns.find((one) => one.childRunId === selection.slice(4));
    if (child !== undefined) {
      return (
        <InspectorFrame
          kind="childRun"
          title={child.workflow}
          status={child.outcome ?? "running"}
          details={["child run"]}
          onClose={close}
          tabs={[
            {
              value: "io",
              label: "Run",
              content: (
                <Link href={runHref(child.childRunId)} className="text-link underline underline-offset-2">
                  Open the run of {visibleText(child.workflow)}
                </Link>
              ),
            },
          ]}
        />
      );
    }
  }
  const execution = view.executions[view.executionIndexById.get(selection.replace(/@\d+$/u, "")) ?? -1];
  if (execution === undefined) return <RunPanel view={view} />;
  const options = { view, execution, onSelect };
  const spanId = execution.attempts.at(-1)?.spanId;
  return (
    <InspectorFrame
      key={execution.id}
      kind="step"
      title={(model.stepCounts.get(execution.step) ?? 0) > 1 ? executionName(view, execution.index) : execution.step}
      status={executionStatus(execution.outcome)}
      details={executionDetails(options)}
      tabs={executionTabs(options)}
      phoenixHref={phoenix === undefined || spanId === undefined ? undefined : phoenixSpanHref(phoenix, spanId)}
      onClose={close}
    />
  );
}

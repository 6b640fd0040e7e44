// The inspector: what is selected in the timeline or the graph, or the run itself.

"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import type { RunView } from "stepscope/view";
import { groupRowId } from "stepscope/view";
import { formatCount } from "#lib/format.ts";
import { phoenixSpanHref, runHref } from "#lib/links.ts";
import { silentStatus } from "#lib/run-status.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { executionStatus } from "./execution-status.ts";
import { GroupPanel } from "./group-panel.tsx";
import { executionDetails, executionName, executionTabs } from "./execution-tabs.tsx";
import { ErrorPanel } from "./facts.tsx";
import { InspectorFrame } from "./inspector-frame.tsx";
import { SpanInspector } from "./span-inspector.tsx";
import { ValuePanel } from "./value-panel.tsx";

export interface InspectorProps {
  readonly model: RunModel;
  readonly selection: string | undefined;
  /** For how long the run has written nothing although it should be at work, in ms. */
  readonly silentMs: number | undefined;
  /** Phoenix's address, when spans of this run are there. */
  readonly phoenix: string | undefined;
  readonly onSelect: (selection: string | undefined) => void;
}

function RunPanel({ view, silentMs }: { readonly view: RunView; readonly silentMs: number | undefined }): ReactElement {
  return (
    <InspectorFrame
      kind="childRun"
      title={view.workflow}
      {...(silentMs === undefined ? { status: view.status } : silentStatus(silentMs))}
      details={[
        `${formatCount(view.executions.length)} ${view.executions.length === 1 ? "execution" : "executions"}`,
        `${formatCount(view.lastSeq)} records`,
      ]}
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
                whenEmpty={view.endedMs === undefined ? "The run is not over." : "There is none."}
              />
            </>
          ),
        },
      ]}
    />
  );
}

/** What a selection stands for, drawn. */
export function Inspector({ model, selection, silentMs, phoenix, onSelect }: InspectorProps): ReactElement {
  const { view } = model;
  if (selection === undefined) return <RunPanel view={view} silentMs={silentMs} />;
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
  if (execution === undefined) return <RunPanel view={view} silentMs={silentMs} />;
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

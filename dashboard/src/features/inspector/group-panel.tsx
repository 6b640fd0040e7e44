// Many executions of one step: their counts, their times, those that failed first.

import type { ReactElement } from "react";
import { type GroupCounts, type RunView, failuresFirst, groupCounts } from "stepscope/view";
import type { StatusName } from "#lib/run-status.ts";
import { formatCount, formatDuration, formatTimes } from "#lib/format.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Status } from "#ui/status.tsx";
import { executionStatus } from "./execution-status.ts";
import { executionName } from "./execution-tabs.tsx";
import { FactRow } from "./facts.tsx";
import { InspectorFrame } from "./inspector-frame.tsx";

const MOST_MEMBERS = 300;

interface MembersProps {
  readonly view: RunView;
  readonly memberIndexes: readonly number[];
  readonly failed: number;
  readonly onSelect: (selection: string) => void;
}

function statusOf(counts: GroupCounts): StatusName {
  if (counts.failed > 0) return "failed";
  if (counts.active > 0) return "running";
  return counts.waiting > 0 ? "waiting" : "completed";
}

/** Times on a worker of those that ended, ascending. */
function durationsOf(view: RunView, memberIndexes: readonly number[]): readonly number[] {
  return memberIndexes
    .flatMap((at) => {
      const execution = view.executions[at];
      return execution?.endedMs === undefined ? [] : [execution.endedMs - (execution.startedMs ?? execution.queuedMs)];
    })
    .toSorted((one, other) => one - other);
}

function Members({ view, memberIndexes, failed, onSelect }: MembersProps): ReactElement {
  const durations = durationsOf(view, memberIndexes);
  const at = (share: number): number | undefined =>
    durations[Math.min(durations.length - 1, Math.floor(durations.length * share))];
  return (
    <>
      <FactRow
        facts={[
          { label: "p50", value: formatDuration(at(0.5)) },
          { label: "p95", value: formatDuration(at(0.95)) },
          { label: "Longest", value: formatDuration(durations.at(-1)) },
          { label: "Failed", value: formatCount(failed) },
        ]}
      />
      <ul>
        {failuresFirst(view, memberIndexes)
          .slice(0, MOST_MEMBERS)
          .flatMap((index) => view.executions[index] ?? [])
          .map((execution) => (
            <li key={execution.id}>
              <button
                type="button"
                onClick={() => onSelect(execution.id)}
                className="flex h-7 w-full items-center gap-2 border-b border-gridline text-left text-xs hover:bg-accent"
              >
                <Status status={executionStatus(execution.outcome)} className="w-24 text-xs" />
                <span className="min-w-0 flex-1 truncate">
                  {visibleText(execution.error?.message ?? executionName(view, execution.index))}
                </span>
                <span className="nums text-muted-foreground">
                  {formatDuration((execution.endedMs ?? view.lastMs) - execution.queuedMs)}
                </span>
              </button>
            </li>
          ))}
      </ul>
      {memberIndexes.length > MOST_MEMBERS && (
        <p className="text-xs text-muted-foreground">
          {formatCount(memberIndexes.length - MOST_MEMBERS)} more are in the timeline: open the group there.
        </p>
      )}
    </>
  );
}

export interface GroupPanelProps {
  readonly model: RunModel;
  readonly groupIndex: number;
  readonly onSelect: (selection: string | undefined) => void;
}

/** The panel. */
export function GroupPanel({ model, groupIndex, onSelect }: GroupPanelProps): ReactElement | null {
  const group = model.groups.groups[groupIndex];
  if (group === undefined) return null;
  const { view } = model;
  const { step, memberIndexes } = group;
  const counts = groupCounts(view, memberIndexes);
  const members = <Members view={view} memberIndexes={memberIndexes} failed={counts.failed} onSelect={onSelect} />;
  return (
    <InspectorFrame
      kind="group"
      title={`${step} ${formatTimes(counts.total)}`}
      status={statusOf(counts)}
      details={[
        `${formatCount(counts.completed)} completed`,
        `${formatCount(counts.failed)} failed`,
        `${formatCount(counts.retried)} retried`,
      ]}
      onClose={() => onSelect(undefined)}
      tabs={[{ value: "members", label: "Executions", count: counts.total, content: members }]}
    />
  );
}

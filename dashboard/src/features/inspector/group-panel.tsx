// Many executions of one step: their counts, their times, those that failed first.

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useMemo, useRef } from "react";
import { type ExecutionView, type GroupCounts, type RunView, failuresFirst, groupCounts } from "stepscope/view";
import type { StatusName } from "#lib/run-status.ts";
import { formatCount, formatDuration, formatTimes } from "#lib/format.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Status } from "#ui/status.tsx";
import { executionStatus } from "./execution-status.ts";
import { executionName } from "./execution-tabs.tsx";
import { FactRow } from "./facts.tsx";
import { InspectorFrame } from "./inspector-frame.tsx";

const ROW_PX = 28;

interface MemberListProps {
  readonly view: RunView;
  readonly memberIndexes: readonly number[];
  readonly onSelect: (selection: string) => void;
}

interface MembersProps extends MemberListProps {
  readonly failed: number;
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

function Member({
  view,
  execution,
  onSelect,
}: Pick<MemberListProps, "view" | "onSelect"> & { readonly execution: ExecutionView }): ReactElement {
  return (
    <button
      type="button"
      onClick={() => onSelect(execution.id)}
      className="flex h-full w-full items-center gap-2 border-b border-gridline text-left text-xs -outline-offset-2 hover:bg-accent"
    >
      <Status status={executionStatus(execution.outcome)} className="w-24 text-xs" />
      <span className="min-w-0 flex-1 truncate">
        {visibleText(execution.error?.message ?? executionName(view, execution.index))}
      </span>
      <span className="nums text-muted-foreground">
        {formatDuration((execution.endedMs ?? view.lastMs) - execution.queuedMs)}
      </span>
    </button>
  );
}

/** All of them in a box with its own scroll bar; only those in sight exist. */
function MemberList({ view, memberIndexes, onSelect }: MemberListProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = useMemo(() => failuresFirst(view, memberIndexes), [view, memberIndexes]);
  const rows = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  return (
    <div ref={scroller} className="max-h-[60vh] overflow-auto">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const execution = view.executions[ordered[row.index] ?? -1];
          return (
            <li
              key={row.index}
              aria-posinset={row.index + 1}
              aria-setsize={ordered.length}
              className="absolute inset-x-0 top-0 h-7"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {execution !== undefined && <Member view={view} execution={execution} onSelect={onSelect} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Members({ view, memberIndexes, failed, onSelect }: MembersProps): ReactElement {
  const durations = useMemo(() => durationsOf(view, memberIndexes), [view, memberIndexes]);
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
      <MemberList view={view} memberIndexes={memberIndexes} onSelect={onSelect} />
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

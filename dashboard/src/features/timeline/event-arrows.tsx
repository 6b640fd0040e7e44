// The events of the selected execution: where its input came from, where its outputs went.

import type { ReactElement } from "react";
import { type RunView, type TimelineRow, eventOf } from "stepscope/view";
import { visibleText } from "#lib/visible-text.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import type { Scale } from "#lib/run/scale.ts";

interface Arrow {
  readonly label: string;
  readonly from: { readonly x: number; readonly row: number };
  readonly to: { readonly x: number; readonly row: number };
}

export interface EventArrowsProps {
  readonly model: RunModel;
  readonly rows: readonly TimelineRow[];
  readonly executionIndex: number;
  readonly scale: Scale;
  readonly rowPx: number;
}

const MOST_OUT = 12;

/** Which row stands for an execution: its own, or its group's. */
function rowFinder(rows: readonly TimelineRow[]): (executionIndex: number) => number {
  const own = new Map<number, number>();
  const grouped = new Map<number, number>();
  for (const [at, row] of rows.entries()) {
    if (row.kind === "execution") own.set(row.executionIndex, at);
    else if (row.kind === "group" && !row.isExpanded) for (const member of row.memberIndexes) grouped.set(member, at);
  }
  return (executionIndex) => own.get(executionIndex) ?? grouped.get(executionIndex) ?? -1;
}

function startOf(view: RunView, executionIndex: number): number {
  const execution = view.executions[executionIndex];
  return execution?.startedMs ?? execution?.queuedMs ?? 0;
}

function arrowsOf({ model, rows, executionIndex, scale }: EventArrowsProps): readonly Arrow[] {
  const { view } = model;
  const execution = view.executions[executionIndex];
  const rowOf = rowFinder(rows);
  const here = rowOf(executionIndex);
  if (execution === undefined || here < 0) return [];
  const arrows: Arrow[] = [];
  const input = eventOf(view, execution.inputEventIds.at(-1) ?? "");
  const causeRow = execution.causeIndex < 0 ? -1 : rowOf(execution.causeIndex);
  if (input !== undefined && causeRow >= 0 && causeRow !== here)
    arrows.push({
      label: input.type,
      from: { x: scale.x(input.atMs), row: causeRow },
      to: { x: scale.x(startOf(view, executionIndex)), row: here },
    });
  const reached = new Set<number>();
  for (const id of execution.outputEventIds) {
    const event = eventOf(view, id);
    for (const receiver of event?.receiverIndexes ?? []) {
      const row = rowOf(receiver);
      if (event === undefined || row < 0 || row === here || reached.has(row) || reached.size >= MOST_OUT) continue;
      reached.add(row);
      arrows.push({
        label: event.type,
        from: { x: scale.x(event.atMs), row: here },
        to: { x: scale.x(startOf(view, receiver)), row },
      });
    }
  }
  return arrows.filter((arrow) => arrow.from.x > -200 && arrow.to.x < scale.widthPx + 200);
}

/** Arrows over the rows; the first of each event name is labelled. */
export function EventArrows(props: EventArrowsProps): ReactElement {
  const { rowPx, scale } = props;
  const middle = rowPx === 28 ? 14 : 36;
  const labelled = new Set<string>();
  const arrows = arrowsOf(props);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 max-sm:hidden" data-event-arrows>
      <svg className="absolute inset-0 size-full overflow-visible">
        {arrows.map((arrow) => {
          const y1 = arrow.from.row * rowPx + middle;
          const y2 = arrow.to.row * rowPx + middle;
          const bend = Math.min(26, Math.max(8, Math.abs(y2 - y1) / 4));
          const isForward = arrow.to.x >= arrow.from.x - 2;
          const x2 = arrow.to.x - 6;
          const path = `M${arrow.from.x} ${y1}C${arrow.from.x + (isForward ? bend : -bend)} ${y1},${x2 - bend} ${y2},${x2} ${y2}`;
          return (
            <g key={`${arrow.label} ${y1} ${y2}`} className="fill-none stroke-foreground">
              <path d={path} strokeWidth={1.25} />
              <path d={`M${x2} ${y2 - 4}l6 4l-6 4Z`} className="fill-foreground stroke-none" />
            </g>
          );
        })}
      </svg>
      {arrows.map((arrow) => {
        if (labelled.has(arrow.label)) return null;
        labelled.add(arrow.label);
        const top = ((arrow.from.row + arrow.to.row + 1) / 2) * rowPx - 9;
        const x = Math.min(scale.widthPx - 40, Math.max(4, (arrow.from.x + arrow.to.x) / 2));
        return (
          <span
            key={arrow.label}
            className="code absolute h-[18px] max-w-48 -translate-x-1/2 truncate rounded-chip bg-foreground px-1.5 text-2xs leading-[18px] text-background"
            style={{ left: x, top }}
          >
            {visibleText(arrow.label)}
          </span>
        );
      })}
    </div>
  );
}

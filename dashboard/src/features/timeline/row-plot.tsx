// The bars of one row.

import { memo, type ReactElement } from "react";
import {
  SEGMENT_KIND,
  type TimelineRow,
  type TimelineSegment,
  childRunEntity,
  segmentsIn,
  spanEntity,
} from "stepscope/view";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { formatDuration } from "#lib/format.ts";
import { type Note, BarNote } from "./bar-note.tsx";
import { CriticalLegs } from "./critical-legs.tsx";
import { GroupShape } from "./group-shape.tsx";
import type { Scale } from "#lib/run/scale.ts";
import { SegmentBar } from "./segment-bar.tsx";

export interface RowPlotProps {
  readonly row: TimelineRow;
  readonly model: RunModel;
  readonly scale: Scale;
  readonly showsCritical: boolean;
}

/** Drops what would be drawn on a pixel that is already taken by the same kind. */
function thin(
  segments: readonly TimelineSegment[],
  scale: Scale,
): readonly { readonly segment: TimelineSegment; readonly left: number; readonly width: number }[] {
  const shown: { segment: TimelineSegment; left: number; width: number }[] = [];
  for (const segment of segments) {
    const left = Math.max(-20, scale.x(segment.startMs));
    const width = Math.min(scale.widthPx + 20, scale.x(segment.endMs)) - left;
    const previous = shown.at(-1);
    if (
      previous !== undefined &&
      width < 0.7 &&
      previous.segment.kind === segment.kind &&
      left - (previous.left + previous.width) < 0.7
    )
      previous.width = Math.max(previous.width, left + width - previous.left);
    else shown.push({ segment, left, width });
  }
  return shown;
}

function segmentsOf({ row, model, scale }: RowPlotProps): readonly TimelineSegment[] {
  const { index, view } = model;
  const { range } = scale;
  switch (row.kind) {
    case "execution":
      return segmentsIn(index, row.executionIndex, range);
    case "span":
      return segmentsIn(index, spanEntity(index, row.spanIndex), range);
    case "childRun":
      return segmentsIn(index, childRunEntity(index, row.childRunIndex), range);
    case "attempt":
      return segmentsIn(index, row.executionIndex, range).filter(
        (segment) => segment.attempt === row.attempt && segment.kind !== SEGMENT_KIND.backOff,
      );
    case "group":
      return row.memberIndexes.length === 0 || view.executions.length === 0 ? [] : [];
  }
}

/** LLM calls of a step as a violet foot under its bar. */
function Feet({ row, model, scale }: RowPlotProps): ReactElement | null {
  if (row.kind !== "execution") return null;
  const execution = model.view.executions[row.executionIndex];
  if (execution === undefined || execution.llm.calls === 0) return null;
  const spans = execution.spanIndexes
    .flatMap((at) => model.view.spans[at] ?? [])
    .filter((span) => span.kind === "LLM" && span.endMs >= scale.range.fromMs && span.startMs <= scale.range.toMs);
  return (
    <>
      {spans.slice(0, 60).map((span) => {
        const left = Math.max(-20, scale.x(span.startMs));
        const width = Math.min(scale.widthPx + 20, scale.x(span.endMs)) - left;
        return (
          <i
            key={span.index}
            className="absolute top-4 h-1 min-w-0.5 rounded-b-bar bg-k-llm max-sm:top-3"
            style={{ left, width }}
          />
        );
      })}
    </>
  );
}

function AttemptTicks({ row, model, scale }: RowPlotProps): ReactElement | null {
  const execution = row.kind === "execution" ? model.view.executions[row.executionIndex] : undefined;
  if (execution === undefined || execution.attempts.length < 2) return null;
  return (
    <>
      {execution.attempts.slice(0, 200).map((attempt) => {
        const left = scale.x(attempt.startedMs);
        return left < 0 || left > scale.widthPx ? null : (
          <i
            key={attempt.number}
            className="absolute top-[5px] h-[18px] w-[1.5px] rounded-[1px] bg-foreground max-sm:top-px"
            style={{ left }}
          />
        );
      })}
    </>
  );
}

const sumOf = (segments: readonly TimelineSegment[], kind: number): number =>
  segments.reduce((sum, segment) => sum + (segment.kind === kind ? segment.endMs - segment.startMs : 0), 0);

/** The words beside a bar: why it took so long, what it waits for, what went wrong. */
function noteOf({ row, model }: RowPlotProps, segments: readonly TimelineSegment[]): Note | undefined {
  if (row.kind === "span") {
    const span = model.view.spans[row.spanIndex];
    return span?.status === "error" && span.data?.error !== undefined
      ? { text: span.data.error.message.slice(0, 80), tone: "fail", startMs: span.startMs, endMs: span.endMs }
      : undefined;
  }
  if (row.kind !== "execution") return undefined;
  const execution = model.view.executions[row.executionIndex];
  if (execution === undefined) return undefined;
  const place = { startMs: execution.queuedMs, endMs: execution.endedMs ?? model.index.endMs };
  const wait = execution.waits.at(-1);
  if (execution.outcome === "failed")
    return { text: execution.error?.message.slice(0, 80) ?? "failed", tone: "fail", ...place };
  if (wait !== undefined)
    return { text: `${wait.outcome === "open" ? "waiting" : "waited"} for ${wait.eventType}`, tone: "wait", ...place };
  if (execution.collecting !== undefined && execution.outcome !== "completed")
    return { text: `holds ${execution.collecting.have} of ${execution.collecting.need}`, tone: "wait", ...place };
  if (execution.attempts.length < 2) return undefined;
  const backOffMs = sumOf(segments, SEGMENT_KIND.backOff);
  const queuedMs = sumOf(segments, SEGMENT_KIND.queued);
  return {
    text: `${formatDuration(backOffMs)} back-off${queuedMs >= 100 ? `, ${formatDuration(queuedMs)} queued` : ""}`,
    tone: "retry",
    ...place,
  };
}

function Plot(props: RowPlotProps): ReactElement {
  const { row, model, scale, showsCritical } = props;
  if (row.kind === "group") {
    return (
      <>
        <GroupShape row={row} model={model} scale={scale} />
        {showsCritical && <CriticalLegs row={row} model={model} scale={scale} />}
      </>
    );
  }
  const segments = segmentsOf(props);
  const note = noteOf(props, segments);
  return (
    <>
      {thin(segments, scale).map(({ segment, left, width }) => (
        <SegmentBar key={`${segment.kind} ${segment.startMs}`} kind={segment.kind} left={left} width={width} />
      ))}
      <Feet {...props} />
      {note !== undefined && <BarNote note={note} scale={scale} />}
      <AttemptTicks {...props} />
      {showsCritical && <CriticalLegs row={row} model={model} scale={scale} />}
    </>
  );
}

/** The plot of a row; drawn again only when the row, the run or the scale changes. */
export const RowPlot = memo(
  Plot,
  (before, after) =>
    before.scale === after.scale &&
    before.model === after.model &&
    before.showsCritical === after.showsCritical &&
    before.row.id === after.row.id &&
    before.row.kind === after.row.kind,
);

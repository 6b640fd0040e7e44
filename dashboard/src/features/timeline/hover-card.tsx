// What lies under the pointer: a small card with the numbers of a bar.

"use client";

import { type ReactElement, useState } from "react";
import { type TimelineRow, type TimelineSegment, childRunEntity, segmentAt, spanEntity } from "stepscope/view";
import { formatDuration } from "#lib/format.ts";
import { formatTime } from "#lib/format-time.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { rowSentence } from "./row-name.tsx";
import type { Scale } from "#lib/run/scale.ts";
import { SEGMENT_WORD } from "./segment-bar.tsx";

/** What is shown, and where on the page. */
export interface Hovered {
  readonly row: TimelineRow;
  readonly segment: TimelineSegment | undefined;
  readonly x: number;
  readonly y: number;
}

function entityOf(model: RunModel, row: TimelineRow): number | undefined {
  switch (row.kind) {
    case "execution":
    case "attempt":
      return row.executionIndex;
    case "span":
      return spanEntity(model.index, row.spanIndex);
    case "childRun":
      return childRunEntity(model.index, row.childRunIndex);
    case "group":
      return undefined;
  }
}

/** The segment at a px of a row, with 4 px to spare. */
export function segmentUnder(
  model: RunModel,
  row: TimelineRow,
  point: { readonly px: number; readonly scale: Scale },
): TimelineSegment | undefined {
  const entity = entityOf(model, row);
  if (entity === undefined) return undefined;
  const { px, scale } = point;
  const ms = scale.runMsAt(px);
  return segmentAt(model.index, entity, { ms, toleranceMs: scale.runMsAt(px + 4) - ms });
}

/** Follows the pointer over the rows. */
export function useHovered(): readonly [Hovered | undefined, (hovered: Hovered | undefined) => void] {
  return useState<Hovered>();
}

/** The card; it never takes the pointer. */
export function HoverCard({ hovered, model }: { readonly hovered: Hovered; readonly model: RunModel }): ReactElement {
  const { row, segment, x, y } = hovered;
  const isLow = y > window.innerHeight - 180;
  const isRight = x > window.innerWidth - 280;
  return (
    <div
      aria-hidden
      className="pointer-events-none fixed z-40 max-w-64 rounded-control bg-foreground px-2.5 py-1.5 text-xs text-background shadow-md max-sm:hidden"
      style={{
        left: isRight ? x - 12 : x + 12,
        top: isLow ? y - 12 : y + 18,
        transform: `translate(${isRight ? "-100%" : "0"}, ${isLow ? "-100%" : "0"})`,
      }}
    >
      <b className="block font-semibold">{visibleText(rowSentence(row, model))}</b>
      {segment !== undefined && (
        <dl className="grid grid-cols-[auto_auto] gap-x-4">
          <dt>
            {SEGMENT_WORD[segment.kind]}
            {segment.attempt > 0 ? `, attempt ${segment.attempt + 1}` : ""}
          </dt>
          <dd className="nums text-right">{formatDuration(segment.endMs - segment.startMs)}</dd>
          <dt>From</dt>
          <dd className="nums text-right">{formatDuration(segment.startMs)}</dd>
          <dt>At</dt>
          <dd className="nums text-right">
            {formatTime(model.view.startedAtMs + segment.startMs, model.view.startedAtMs + segment.startMs)}
          </dd>
        </dl>
      )}
    </div>
  );
}

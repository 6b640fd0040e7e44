// The rows that are in sight, over the grid of the axis.

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type ReactElement, type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import type { TimelineRow } from "stepscope/view";
import { formatDuration } from "#lib/format.ts";
import type { Playhead } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { GridLines } from "./axis-row.tsx";
import { EventArrows } from "./event-arrows.tsx";
import { HoverCard, segmentUnder, useHovered } from "./hover-card.tsx";
import { PlayheadLine } from "./playhead-line.tsx";
import { type Scale, placedBreaks } from "#lib/run/scale.ts";
import { TimelineRowView } from "./timeline-row.tsx";
import { useRowKeys } from "./use-row-keys.ts";
import type { TimelineRowsState } from "./use-timeline-rows.ts";

export interface TimelineBodyProps {
  readonly model: RunModel;
  readonly state: TimelineRowsState;
  readonly scale: Scale;
  readonly playhead: Playhead;
  readonly selection: string | undefined;
  readonly showsCritical: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onSelect: (row: TimelineRow) => void;
}

/** Which execution a selection is about; -1: none. */
export function executionOfSelection(model: RunModel, selection: string | undefined): number {
  if (selection === undefined) return -1;
  const own = model.view.executionIndexById.get(selection.replace(/@\d+$/u, ""));
  if (own !== undefined) return own;
  if (selection.startsWith("span:"))
    return model.view.spans[model.view.spanIndexById.get(selection.slice(5)) ?? -1]?.executionIndex ?? -1;
  return -1;
}

/** Opens what hides the selected row, and scrolls to it when the selection came from elsewhere. */
function useRevealSelection({ model, state, selection }: TimelineBodyProps, scrollTo: (at: number) => void): void {
  const { rows, reveal } = state;
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (selection === undefined || shown.current === selection) return;
    const at = rows.findIndex((row) => row.id === selection);
    if (at >= 0) {
      shown.current = selection;
      scrollTo(at);
      return;
    }
    const spanIndex = selection.startsWith("span:") ? model.view.spanIndexById.get(selection.slice(5)) : undefined;
    const executionIndex = executionOfSelection(model, selection);
    if (executionIndex >= 0) reveal({ executionIndex, ...(spanIndex === undefined ? {} : { spanIndex }) });
  }, [selection, rows, model, reveal, scrollTo]);
}

function Overlay({ scale }: { readonly scale: Scale }): ReactElement {
  return (
    <>
      {placedBreaks(scale)
        .filter((gap) => gap.width > 20)
        .map((gap) => (
          <span
            key={gap.left}
            className="nums absolute top-[5px] z-3 h-[18px] -translate-x-1/2 rounded-full border border-border-strong bg-popover px-1.5 text-2xs leading-4 text-muted-foreground"
            style={{ left: Math.min(scale.widthPx - 38, Math.max(38, gap.left + gap.width / 2)) }}
          >
            {formatDuration(gap.ms)} idle
          </span>
        ))}
    </>
  );
}

const PLOT = "pointer-events-none absolute inset-y-0 right-4 left-[var(--names)] overflow-clip max-sm:inset-x-3";

/** Rows, grid, arrows, playhead. */
export function TimelineBody(props: TimelineBodyProps): ReactElement {
  const { model, state, scale, playhead, selection, showsCritical, scroller, onSelect } = props;
  const { rows } = state;
  const rowPx = useIsNarrow() ? 52 : 28;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialRect: { width: 900, height: 800 },
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  const scrollTo = useCallback((at: number) => virtual.scrollToIndex(at, { align: "auto" }), [virtual]);
  useRevealSelection(props, scrollTo);
  const focusRow = useCallback(
    (at: number) => {
      scrollTo(at);
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${at + 1}"]`)?.focus({ preventScroll: true }),
      );
    },
    [scrollTo, scroller],
  );
  const onKeyDown = useRowKeys({ state, onSelect, focusRow });
  const [hovered, setHovered] = useHovered();
  const onPoint = useCallback(
    (event: MouseEvent, row: TimelineRow) => {
      const { left } = event.currentTarget.getBoundingClientRect();
      const segment = segmentUnder(model, row, { px: event.clientX - left, scale });
      setHovered(
        segment === undefined && row.kind !== "group"
          ? undefined
          : { row, segment, x: event.clientX, y: event.clientY },
      );
    },
    [model, scale, setHovered],
  );
  const executionIndex = useMemo(() => executionOfSelection(model, selection), [model, selection]);
  const selectedAt = rows.findIndex((row) => row.id === selection);
  const height = virtual.getTotalSize();
  return (
    <div
      role="treegrid"
      aria-label="Step executions"
      aria-rowcount={rows.length}
      className="relative min-h-full"
      style={{ height }}
      onMouseLeave={() => setHovered(undefined)}
    >
      <div aria-hidden className={PLOT}>
        <GridLines scale={scale} />
      </div>
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        return row === undefined ? null : (
          <div
            key={row.id}
            role="presentation"
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <TimelineRowView
              row={row}
              at={item.index}
              model={model}
              scale={scale}
              showsCritical={showsCritical}
              isSelected={row.id === selection}
              isStop={selectedAt === -1 ? item.index === 0 : item.index === selectedAt}
              onSelect={onSelect}
              onToggle={state.toggle}
              onKeyDown={onKeyDown}
              onPoint={onPoint}
            />
          </div>
        );
      })}
      <div aria-hidden className={PLOT} style={{ overflow: "visible" }}>
        {executionIndex >= 0 && (
          <EventArrows model={model} rows={rows} executionIndex={executionIndex} scale={scale} rowPx={rowPx} />
        )}
        <Overlay scale={scale} />
        <PlayheadLine playhead={playhead} model={model} scale={scale} fadesFuture />
      </div>
      {hovered !== undefined && <HoverCard hovered={hovered} model={model} />}
    </div>
  );
}

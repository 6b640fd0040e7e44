// The rows that are in sight, over the grid of the axis.

"use client";

import { type Virtualizer, useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, type ReactElement, type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import type { TimelineRow } from "stepscope/view";
import type { Playhead } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { IdleGaps } from "#ui/idle-gaps.tsx";
import { useIsNarrow } from "#ui/use-media-query.ts";
import { GridLines } from "./axis-row.tsx";
import { EventArrows } from "./event-arrows.tsx";
import { HoverCard, segmentUnder, useHovered } from "./hover-card.tsx";
import { PlayheadLine } from "./playhead-line.tsx";
import type { Scale } from "#lib/run/scale.ts";
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

const PLOT = "pointer-events-none absolute inset-y-0 right-4 left-[var(--names)] overflow-clip max-sm:inset-x-3";

type RowVirtualizer = Virtualizer<HTMLDivElement, Element>;

function useRows(count: number, rowPx: number, scroller: TimelineBodyProps["scroller"]): RowVirtualizer {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 4,
    initialRect: { width: 900, height: 800 },
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  return virtual;
}

/** Shows what the pointer is over. */
function usePointing(model: RunModel, scale: Scale) {
  const [hovered, setHovered] = useHovered();
  const onPoint = useCallback(
    (event: MouseEvent, row: TimelineRow) => {
      const { left } = event.currentTarget.getBoundingClientRect();
      const segment = segmentUnder(model, row, { px: event.clientX - left, scale });
      const isNothing = segment === undefined && row.kind !== "group";
      setHovered(isNothing ? undefined : { row, segment, x: event.clientX, y: event.clientY });
    },
    [model, scale, setHovered],
  );
  return { hovered, setHovered, onPoint };
}

/** The rows in sight, each where it belongs. */
function Rows({
  body,
  virtual,
  onPoint,
}: {
  readonly body: TimelineBodyProps;
  readonly virtual: RowVirtualizer;
  readonly onPoint: (event: MouseEvent, row: TimelineRow) => void;
}): ReactElement {
  const { model, state, scale, selection, showsCritical, scroller, onSelect } = body;
  const { rows } = state;
  const focusRow = useCallback(
    (at: number) => {
      virtual.scrollToIndex(at, { align: "auto" });
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${at + 1}"]`)?.focus({ preventScroll: true }),
      );
    },
    [virtual, scroller],
  );
  const onKeyDown = useRowKeys({ state, onSelect, focusRow });
  const stop = useMemo(
    () => Math.max(0, selection === undefined ? 0 : rows.findIndex((row) => row.id === selection)),
    [rows, selection],
  );
  const shared = { model, scale, showsCritical, onSelect, onToggle: state.toggle, onKeyDown, onPoint };
  return (
    <>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        const style = { transform: `translateY(${start}px)` };
        return (
          <div key={row.id} role="presentation" className="absolute inset-x-0 top-0" style={style}>
            <TimelineRowView
              {...shared}
              row={row}
              at={index}
              isSelected={row.id === selection}
              isStop={index === stop}
            />
          </div>
        );
      })}
    </>
  );
}

/** Rows, grid, arrows, playhead. */
export function TimelineBody(props: TimelineBodyProps): ReactElement {
  const { model, state, scale, playhead, selection, scroller } = props;
  const { rows } = state;
  const rowPx = useIsNarrow() ? 52 : 28;
  const virtual = useRows(rows.length, rowPx, scroller);
  const scrollTo = useCallback((at: number) => virtual.scrollToIndex(at, { align: "auto" }), [virtual]);
  useRevealSelection(props, scrollTo);
  const { hovered, setHovered, onPoint } = usePointing(model, scale);
  const executionIndex = useMemo(() => executionOfSelection(model, selection), [model, selection]);
  return (
    <div
      role="treegrid"
      aria-label="Step executions"
      aria-rowcount={rows.length}
      className="relative min-h-full"
      style={{ height: virtual.getTotalSize() }}
      onMouseLeave={() => setHovered(undefined)}
    >
      <div aria-hidden className={PLOT}>
        <GridLines scale={scale} />
      </div>
      <Rows body={props} virtual={virtual} onPoint={onPoint} />
      <div aria-hidden className={PLOT} style={{ overflow: "visible" }}>
        {executionIndex >= 0 && (
          <EventArrows model={model} rows={rows} executionIndex={executionIndex} scale={scale} rowPx={rowPx} />
        )}
        <IdleGaps scale={scale} className="top-[5px] z-3" />
        <PlayheadLine playhead={playhead} model={model} scale={scale} fadesFuture />
      </div>
      {hovered !== undefined && <HoverCard hovered={hovered} model={model} />}
    </div>
  );
}

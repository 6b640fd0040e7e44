// The rows of a comparison under their axis.

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Equal } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactElement,
  type RefCallback,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { type ComparisonRow, axisLengthMs } from "stepscope/view";
import { type Scale, placedBreaks, placedTicks, scaleOf } from "#lib/run/scale.ts";
import { wholeWindow } from "#lib/run/time-window.ts";
import { IdleGaps } from "#ui/idle-gaps.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { useElementWidth } from "#ui/use-element-width.ts";
import { useIsNarrow } from "#ui/use-media-query.ts";
import type { CompareModel } from "./compare-model.ts";
import { CompareRow } from "./compare-row.tsx";
import { TwinLines } from "./twin-lines.tsx";
import type { TwinPlayhead } from "./twin-playhead.ts";

export interface CompareRowsProps {
  readonly model: CompareModel;
  readonly rows: readonly ComparisonRow[];
  readonly selection: string | undefined;
  readonly onSelect: (rowId: string) => void;
  readonly playhead: TwinPlayhead;
  /** The largest change of time first, instead of the order in which things came. */
  readonly isSorted: boolean;
  readonly onSorted: (isSorted: boolean) => void;
}

function Grid({
  scale,
  divergenceMs,
}: {
  readonly scale: Scale;
  readonly divergenceMs: number | undefined;
}): ReactElement {
  return (
    <>
      {placedTicks(scale).map((tick) => (
        <i key={tick.x} className="absolute inset-y-0 w-px bg-gridline" style={{ left: tick.x }} />
      ))}
      {placedBreaks(scale).map((gap) => (
        <span
          key={gap.left}
          className="hatch-idle absolute inset-y-0 border-x border-dashed border-border-strong"
          style={{ left: gap.left, width: gap.width }}
        />
      ))}
      {divergenceMs !== undefined && (
        <i
          className="absolute inset-y-0 border-l-[1.5px] border-dashed border-primary"
          style={{ left: scale.x(divergenceMs) }}
        />
      )}
    </>
  );
}

function Axis({ scale }: { readonly scale: Scale }): ReactElement {
  return (
    <>
      {placedTicks(scale).map((tick) => (
        <span
          key={tick.x}
          className="nums absolute whitespace-nowrap"
          style={
            tick.x < 18
              ? { left: 4 }
              : tick.x > scale.widthPx - 18
                ? { right: 0 }
                : { left: tick.x, transform: "translateX(-50%)" }
          }
        >
          {tick.label}
        </span>
      ))}
    </>
  );
}

const PLOT = "pointer-events-none absolute inset-y-0 right-4 left-[var(--names)] overflow-clip max-sm:inset-x-3";

/** Moves the selection with the arrow keys. */
function onRowKey(event: KeyboardEvent, { rows, selection, onSelect }: CompareRowsProps): void {
  const at = rows.findIndex((row) => row.id === selection);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: rows.length - 1,
  };
  const target = targets[event.key];
  const row = target === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, target))];
  if (row === undefined) return;
  event.preventDefault();
  onSelect(row.id);
  const list = event.currentTarget;
  requestAnimationFrame(() =>
    list.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus({ preventScroll: true }),
  );
}

/** The columns' names, and the axis. */
function Head({
  scale,
  plotRef,
  widthPx,
  isSorted,
  onSorted,
}: Pick<CompareRowsProps, "isSorted" | "onSorted"> & {
  readonly scale: Scale;
  readonly plotRef: RefCallback<HTMLDivElement>;
  readonly widthPx: number;
}): ReactElement {
  return (
    <div className="grid h-6 shrink-0 border-b border-border text-2xs leading-6 text-subtle-foreground sm:grid-cols-[var(--names)_minmax(0,1fr)]">
      <div className="hidden grid-cols-[minmax(0,1fr)_54px_54px_62px] gap-1 border-r border-border px-3 sm:grid">
        <span>Step</span>
        <span className="text-right">A</span>
        <span className="text-right">B</span>
        <button
          type="button"
          aria-pressed={isSorted}
          aria-label="Change: sort the rows by it"
          onClick={() => onSorted(!isSorted)}
          className="-mr-1 rounded-chip px-1 text-right hover:bg-accent hover:text-foreground aria-pressed:text-foreground"
        >
          {isSorted && <span aria-hidden>↓ </span>}Change
        </button>
      </div>
      <div ref={plotRef} className="relative mr-4 max-sm:mx-3">
        {widthPx > 0 && <Axis scale={scale} />}
      </div>
    </div>
  );
}

/** How long each folded gap was. */
function Gaps({ scale }: { readonly scale: Scale }): ReactElement {
  return (
    <div aria-hidden className={PLOT}>
      <IdleGaps scale={scale} className="top-[7px]" />
    </div>
  );
}

/** When the runs part, on their common axis; undefined when they do not. */
function divergenceMsOf({ comparison, a, axis }: CompareModel): number | undefined {
  const first = comparison.firstDivergence;
  return first === undefined ? undefined : (a.view.recordMs[first.aSeq - 1] ?? 0) + axis.shiftA;
}

interface ListProps extends CompareRowsProps {
  readonly scale: Scale;
  readonly scroller: RefObject<HTMLDivElement | null>;
}

/** Rows in sight only. */
function List(props: ListProps): ReactElement {
  const { model, rows, selection, onSelect, scale, scroller, playhead } = props;
  const rowPx = useIsNarrow() ? 52 : 32;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialRect: { width: 900, height: 800 },
  });
  useEffect(() => virtual.measure(), [virtual, rowPx]);
  const selectedAt = rows.findIndex((row) => row.id === selection);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: "auto" });
  }, [virtual, selectedAt]);
  const select = useCallback((row: ComparisonRow) => onSelect(row.id), [onSelect]);
  return (
    <div
      role="grid"
      aria-label="Paired steps"
      aria-rowcount={rows.length + 1}
      className="relative min-h-full"
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={(event) => onRowKey(event, props)}
    >
      <div aria-hidden className={PLOT}>
        <Grid scale={scale} divergenceMs={divergenceMsOf(model)} />
      </div>
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        const shared = { row, model, scale, at: index, isSelected: row.id === selection, onSelect: select };
        return (
          <div
            key={row.id}
            role="presentation"
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)` }}
          >
            <CompareRow {...shared} isStop={index === Math.max(0, selectedAt)} />
          </div>
        );
      })}
      <Gaps scale={scale} />
      <div aria-hidden className={PLOT}>
        <TwinLines playhead={playhead} model={model} scale={scale} />
      </div>
    </div>
  );
}

/** Axis and rows. */
export function CompareRows(props: CompareRowsProps): ReactElement {
  const { model, rows } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [plotRef, widthPx] = useElementWidth<HTMLDivElement>();
  const { map } = model.axis;
  const scale = useMemo(() => scaleOf(map, wholeWindow(axisLengthMs(map)), Math.max(1, widthPx)), [map, widthPx]);
  return (
    <section aria-label="Both timelines" className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-card">
      <i aria-hidden className="absolute top-6 bottom-0 left-[calc(var(--names)-1px)] hidden w-px bg-border sm:block" />
      <Head {...props} scale={scale} plotRef={plotRef} widthPx={widthPx} />
      <div
        ref={scroller}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto max-sm:max-h-[70vh]"
        tabIndex={-1}
      >
        {rows.length === 0 ? (
          <EmptyState icon={Equal} title="No difference">
            A and B did the same steps, with the same events, outcomes and writes. Times are not looked at.
          </EmptyState>
        ) : (
          <List {...props} scale={scale} scroller={scroller} />
        )}
      </div>
    </section>
  );
}

// The timeline of a run: minimap, axis, rows. One axis, the same edges for all, to the pixel.

"use client";

import { SearchX } from "lucide-react";
import {
  type ReactElement,
  type ReactNode,
  type RefCallback,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
} from "react";
import { type TimelineRow, axisLengthMs } from "stepscope/view";
import { formatCount, formatDuration } from "#lib/format.ts";
import type { Playhead } from "#lib/run/playhead.ts";
import { type TimeWindow, clampWindow, panWindow, wholeWindow, zoomWindow } from "#lib/run/time-window.ts";
import type { FoundInRun } from "#lib/run/use-find.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { visibleText } from "#lib/visible-text.ts";
import { EmptyState } from "#ui/empty-state.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { useElementWidth } from "#ui/use-element-width.ts";
import { AxisRow } from "./axis-row.tsx";
import { MinimapStrip } from "./minimap-strip.tsx";
import { PlayheadLine } from "./playhead-line.tsx";
import { type Scale, scaleOf } from "#lib/run/scale.ts";
import { TimelineBody } from "./timeline-body.tsx";
import { type TimelineRowsState, useTimelineRows } from "./use-timeline-rows.ts";

export interface TimelineProps {
  readonly model: RunModel;
  readonly playhead: Playhead;
  readonly selection: string | undefined;
  readonly onSelect: (selection: string) => void;
  /** The part of the axis that shows; undefined: all of it. */
  readonly window: TimeWindow | undefined;
  readonly onWindow: (window: TimeWindow | undefined) => void;
  /** Only what has to do with this is shown. */
  readonly found: FoundInRun | undefined;
  readonly showsCritical: boolean;
  /** What stands over the edge between names and plot: the handle that moves it. */
  readonly namesHandle?: ReactNode;
}

/** Ctrl + wheel zooms at the pointer; wheel with shift, or sideways, pans. */
function useWheelZoom(
  plot: { readonly current: HTMLElement | null },
  options: { readonly window: TimeWindow; readonly lengthMs: number; readonly onWindow: (window: TimeWindow) => void },
): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const area = plot.current?.querySelector("[data-axis]")?.getBoundingClientRect();
    if (area === undefined || area.width === 0) return;
    const { window, lengthMs, onWindow } = options;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const share = Math.min(1, Math.max(0, (event.clientX - area.left) / area.width));
      onWindow(zoomWindow(window, Math.exp(Math.max(-80, Math.min(80, event.deltaY)) * 0.008), { share, lengthMs }));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      event.preventDefault();
      onWindow(
        panWindow(window, (event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX) / area.width, lengthMs),
      );
    }
  });
  useEffect(() => {
    const element = plot.current;
    if (element === null) return;
    const listener = (event: WheelEvent): void => onWheel(event);
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, [plot]);
}

function ZoomCommands({
  window,
  lengthMs,
  onWindow,
}: {
  readonly window: TimeWindow;
  readonly lengthMs: number;
  readonly onWindow: (window: TimeWindow | undefined) => void;
}): null {
  const zoom = (factor: number): void => onWindow(zoomWindow(window, factor, { share: 0.5, lengthMs }));
  useCommand({ keys: "0", label: "Fit timeline", group: "Timeline" }, () => onWindow(undefined));
  useCommand({ keys: "+", label: "Zoom in", group: "Timeline" }, () => zoom(0.6));
  useCommand({ keys: "=", label: "Zoom in", group: "Timeline", isKeyOnly: true }, () => zoom(0.6));
  useCommand({ keys: "-", label: "Zoom out", group: "Timeline" }, () => zoom(1 / 0.6));
  return null;
}

interface Axis {
  readonly window: TimeWindow;
  /** Of the part that shows. */
  readonly scale: Scale;
  /** Of the whole run. */
  readonly whole: Scale;
  readonly lengthMs: number;
}

function useAxis({ model, window: wanted }: TimelineProps, widthPx: number): Axis {
  const { map } = model;
  const lengthMs = axisLengthMs(map);
  const window = useMemo(
    () => (wanted === undefined ? wholeWindow(lengthMs) : clampWindow(wanted, lengthMs)),
    [wanted, lengthMs],
  );
  const scale = useMemo(() => scaleOf(map, window, Math.max(1, widthPx)), [map, window, widthPx]);
  const whole = useMemo(() => scaleOf(map, wholeWindow(lengthMs), Math.max(1, widthPx)), [map, lengthMs, widthPx]);
  return { window, scale, whole, lengthMs };
}

const GRID = "grid shrink-0 border-b border-border sm:grid-cols-[var(--names)_minmax(0,1fr)]";

interface HeadProps {
  readonly timeline: TimelineProps;
  readonly axis: Axis;
  readonly state: TimelineRowsState;
  readonly plotRef: RefCallback<HTMLDivElement>;
  readonly widthPx: number;
}

/** The minimap with what it shows. */
function Overview({ timeline, axis, state, plotRef, widthPx }: HeadProps): ReactElement {
  const { model, playhead, onWindow } = timeline;
  const { range } = axis.scale;
  const total = model.view.executions.length + model.view.spans.length;
  const rowText = `${formatCount(state.rows.length)} of ${formatCount(total)} rows`;
  return (
    <div className={`${GRID} h-10 bg-background`}>
      <div className="nums hidden items-center justify-between gap-1 border-r border-border pr-2 pl-3 text-xs text-muted-foreground sm:flex">
        <span>
          {range.fromMs < 0.5 ? "0 s" : formatDuration(range.fromMs)} –{" "}
          {formatDuration(Math.min(model.index.endMs, range.toMs))}
        </span>
        <span data-row-count>{rowText}</span>
      </div>
      <div className="mr-4 max-sm:mx-3" ref={plotRef}>
        {widthPx > 0 && (
          <MinimapStrip model={model} rows={state.rows} widthPx={widthPx} window={axis.window} onWindow={onWindow}>
            <PlayheadLine playhead={playhead} model={model} scale={axis.whole} />
          </MinimapStrip>
        )}
      </div>
    </div>
  );
}

/** Ticks, and the time of the playhead. */
function AxisLine({ timeline, axis }: { readonly timeline: TimelineProps; readonly axis: Axis }): ReactElement {
  const { model, playhead, onWindow } = timeline;
  const { scale, window, lengthMs } = axis;
  const msAt = (px: number): number => window.fromMs + (px / scale.widthPx) * (window.toMs - window.fromMs);
  return (
    <div className={`${GRID} h-6 text-2xs leading-6 text-subtle-foreground`}>
      <div className="hidden justify-between border-r border-border px-3 sm:flex">
        <span>Step</span>
        <span>Elapsed</span>
      </div>
      <div className="mr-4 max-sm:mx-3">
        <AxisRow
          scale={scale}
          onZoomTo={(from, to) => onWindow(clampWindow({ fromMs: msAt(from), toMs: msAt(to) }, lengthMs))}
        >
          <PlayheadLine playhead={playhead} model={model} scale={scale} hasLabel className="overflow-visible" />
        </AxisRow>
      </div>
    </div>
  );
}

/** The panel. */
export function Timeline(props: TimelineProps): ReactElement {
  const { model, playhead, selection, onSelect, onWindow, found, showsCritical } = props;
  const state = useTimelineRows(model, found);
  const root = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [plotRef, widthPx] = useElementWidth<HTMLDivElement>();
  const axis = useAxis(props, widthPx);
  const { window, lengthMs } = axis;
  useWheelZoom(root, { window, lengthMs, onWindow });
  const select = useCallback((row: TimelineRow) => onSelect(row.id), [onSelect]);
  const body = { model, state, playhead, selection, showsCritical, scroller, scale: axis.scale, onSelect: select };
  return (
    <section ref={root} aria-label="Timeline" className="relative flex min-h-0 min-w-0 flex-1 flex-col bg-card">
      <ZoomCommands window={window} lengthMs={lengthMs} onWindow={onWindow} />
      <Overview timeline={props} axis={axis} state={state} plotRef={plotRef} widthPx={widthPx} />
      <AxisLine timeline={props} axis={axis} />
      <i
        aria-hidden
        className="absolute top-16 bottom-0 left-[calc(var(--names)-1px)] hidden w-px bg-border sm:block"
      />
      <div
        ref={scroller}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto max-sm:max-h-[70vh]"
        tabIndex={-1}
      >
        {state.rows.length === 0 && (
          <EmptyState
            icon={SearchX}
            title={found === undefined ? "Nothing has run yet" : `No step has “${visibleText(found.text)}”`}
          >
            {found === undefined
              ? "Rows appear with the first step."
              : found.matches.length === 0
                ? "Esc in the field shows all rows again."
                : "It is in what came from outside the steps: Enter in the field goes there."}
          </EmptyState>
        )}
        {state.rows.length > 0 && widthPx > 0 && <TimelineBody {...body} />}
      </div>
      {props.namesHandle}
    </section>
  );
}

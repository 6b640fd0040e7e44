// The axis above the rows: ticks, the playhead's time; drag over it to zoom.

"use client";

import { type PointerEvent, type ReactElement, type ReactNode, useMemo, useState } from "react";
import { type Scale, placedBreaks, placedTicks } from "#lib/run/scale.ts";

export interface AxisRowProps {
  readonly scale: Scale;
  readonly onZoomTo: (fromPx: number, toPx: number) => void;
  readonly children?: ReactNode;
}

/** 24 px. */
export function AxisRow({ scale, onZoomTo, children }: AxisRowProps): ReactElement {
  const ticks = useMemo(() => placedTicks(scale), [scale]);
  const [drag, setDrag] = useState<readonly [number, number]>();
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    const axis = event.currentTarget;
    const { left } = axis.getBoundingClientRect();
    const from = event.clientX - left;
    let to = from;
    axis.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => {
      to = Math.min(scale.widthPx, Math.max(0, moved.clientX - left));
      setDrag([Math.min(from, to), Math.max(from, to)]);
    };
    const stop = (): void => {
      axis.removeEventListener("pointermove", move);
      axis.removeEventListener("pointerup", stop);
      axis.removeEventListener("pointercancel", stop);
      setDrag(undefined);
      if (Math.abs(to - from) > 4) onZoomTo(Math.min(from, to), Math.max(from, to));
    };
    axis.addEventListener("pointermove", move);
    axis.addEventListener("pointerup", stop);
    axis.addEventListener("pointercancel", stop);
  };
  return (
    <div onPointerDown={onPointerDown} className="relative h-full cursor-col-resize touch-none select-none" data-axis>
      {ticks.map(({ x, label }) => (
        <span
          key={`${x} ${label}`}
          data-tick={x}
          className="nums absolute top-0 whitespace-nowrap"
          style={
            x < 18
              ? { left: Math.max(0, x) + 4 }
              : x > scale.widthPx - 18
                ? { right: 0 }
                : { left: x, transform: "translateX(-50%)" }
          }
        >
          {label}
        </span>
      ))}
      {drag !== undefined && (
        <i
          className="absolute inset-y-0 border-x border-primary bg-primary/12"
          style={{ left: drag[0], width: drag[1] - drag[0] }}
        />
      )}
      {children}
    </div>
  );
}

/** Grid lines and folded gaps behind the rows, over the height that shows. */
export function GridLines({ scale }: { readonly scale: Scale }): ReactElement {
  const ticks = useMemo(() => placedTicks(scale), [scale]);
  return (
    <>
      {ticks.map(({ x }) => (
        <i key={x} className="absolute inset-y-0 w-px bg-gridline" style={{ left: x }} />
      ))}
      <Breaks scale={scale} />
    </>
  );
}

function Breaks({ scale }: { readonly scale: Scale }): ReactElement {
  return (
    <>
      {placedBreaks(scale).map(({ left, width }) => (
        <span
          key={left}
          className="hatch-idle absolute inset-y-0 border-x border-dashed border-border-strong"
          style={{ left, width }}
        />
      ))}
    </>
  );
}

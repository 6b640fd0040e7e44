// The edge between two panels: drag it, or move it with the arrow keys.

"use client";

import type { KeyboardEvent, PointerEvent, ReactElement } from "react";
import { cn } from "#lib/cn.ts";

export interface ResizeHandleProps {
  readonly label: string;
  /** Width of the panel, in px. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Which side of the handle the sized panel lies on. */
  readonly panel: "left" | "right";
  readonly onChange: (px: number) => void;
  readonly className?: string;
}

/** A 7 px wide invisible strip over the panel's hairline. */
export function ResizeHandle({ label, value, min, max, panel, onChange, className }: ResizeHandleProps): ReactElement {
  const clamp = (px: number): number => Math.round(Math.min(max, Math.max(min, px)));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const handle = event.currentTarget;
    const startX = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void =>
      onChange(clamp(value + (moved.clientX - startX) * (panel === "left" ? 1 : -1)));
    const stop = (): void => {
      handle.removeEventListener("pointermove", move);
      handle.removeEventListener("pointerup", stop);
      handle.removeEventListener("pointercancel", stop);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop);
    handle.addEventListener("pointercancel", stop);
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowLeft" ? -16 : event.key === "ArrowRight" ? 16 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    onChange(clamp(value + (panel === "left" ? step : -step)));
  };
  return (
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      className={cn(
        "absolute inset-y-0 z-10 hidden w-[7px] cursor-col-resize touch-none hover:bg-primary/20 focus-visible:bg-primary/30 lg:block",
        className,
      )}
    />
  );
}

// Panning and zooming a canvas with pointer, wheel and keys.

"use client";

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useState,
} from "react";

/** Where the canvas stands: px = x + scale × canvas px. */
export interface Pan {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST = 0.08;
const MOST = 2.5;

/** Zooms around a point of the viewport. */
export function zoomAt(pan: Pan, factor: number, point: { readonly x: number; readonly y: number }): Pan {
  const scale = Math.min(MOST, Math.max(LEAST, pan.scale * factor));
  const ratio = scale / pan.scale;
  return { scale, x: point.x - (point.x - pan.x) * ratio, y: point.y - (point.y - pan.y) * ratio };
}

/** The whole canvas inside the viewport, never larger than life. */
export function fitPan(content: Size, view: Size): Pan {
  const across = (view.width - 48) / Math.max(1, content.width);
  const down = (view.height - 48) / Math.max(1, content.height);
  const scale = Math.min(1, Math.max(LEAST, Math.min(across, down)));
  return {
    scale,
    x: (view.width - content.width * scale) / 2,
    y: Math.max(24, (view.height - content.height * scale) / 2),
  };
}

/** The pan of a viewport, and what moves it. */
export interface PanZoom {
  readonly pan: Pan;
  readonly setPan: (pan: Pan) => void;
  readonly zoom: (factor: number) => void;
  /** Of the viewport. */
  readonly size: Size;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

type Move = (change: (before: Pan) => Pan) => void;

/** The pan after a turn of the wheel: with control a zoom at the pointer, else a shift. */
function wheeled(before: Pan, event: WheelEvent, point: { readonly x: number; readonly y: number }): Pan {
  if (event.ctrlKey || event.metaKey)
    return zoomAt(before, Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) * 0.01), point);
  if (event.shiftKey) return { ...before, x: before.x - event.deltaY };
  return { ...before, x: before.x - event.deltaX, y: before.y - event.deltaY };
}

function useWheel(viewport: RefObject<HTMLElement | null>, move: Move): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const box = viewport.current?.getBoundingClientRect();
    if (box === undefined) return;
    move((before) => wheeled(before, event, { x: event.clientX - box.left, y: event.clientY - box.top }));
  });
  useEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const listener = (event: WheelEvent): void => onWheel(event);
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, [viewport]);
}

function useSize(viewport: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 1600, height: 1000 });
  useEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [viewport]);
  return size;
}

/** Follows a drag until the pointer is let go. */
function startDrag(event: PointerEvent<HTMLElement>, move: Move): void {
  if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button") !== null)) return;
  const element = event.currentTarget;
  let { clientX, clientY } = event;
  element.setPointerCapture(event.pointerId);
  const follow = (moved: globalThis.PointerEvent): void => {
    const [dx, dy] = [moved.clientX - clientX, moved.clientY - clientY];
    ({ clientX, clientY } = moved);
    move((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
  };
  const stop = (): void => {
    element.removeEventListener("pointermove", follow);
    element.removeEventListener("pointerup", stop);
    element.removeEventListener("pointercancel", stop);
  };
  element.addEventListener("pointermove", follow);
  element.addEventListener("pointerup", stop);
  element.addEventListener("pointercancel", stop);
}

const SHIFTS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [60, 0],
  ArrowRight: [-60, 0],
  ArrowUp: [0, 60],
  ArrowDown: [0, -60],
};

/** Pan and zoom for an element. */
export function usePanZoom(viewport: RefObject<HTMLElement | null>): PanZoom {
  const [pan, setPan] = useState<Pan>({ x: 24, y: 24, scale: 1 });
  const size = useSize(viewport);
  useWheel(viewport, setPan);
  const { width, height } = size;
  const zoom = useCallback(
    (factor: number) => setPan((before) => zoomAt(before, factor, { x: width / 2, y: height / 2 })),
    [width, height],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const shift = SHIFTS[event.key];
    if (shift === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    setPan((before) => ({ ...before, x: before.x + shift[0], y: before.y + shift[1] }));
  };
  return { pan, setPan, zoom, size, onPointerDown: (event) => startDrag(event, setPan), onKeyDown };
}

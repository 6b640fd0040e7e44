// Panning and zooming a canvas with pointer, wheel, keys and fingers.

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

const LEAST = 0.08;
const MOST = 2.5;

/** Zooms around a point of the viewport. */
export function zoomAt(pan: Pan, factor: number, point: { readonly x: number; readonly y: number }): Pan {
  const scale = Math.min(MOST, Math.max(LEAST, pan.scale * factor));
  const ratio = scale / pan.scale;
  return { scale, x: point.x - (point.x - pan.x) * ratio, y: point.y - (point.y - pan.y) * ratio };
}

/** The whole canvas inside the viewport, never larger than life. */
export function fitPan(
  content: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
): Pan {
  const scale = Math.min(
    1,
    Math.max(
      LEAST,
      Math.min((view.width - 48) / Math.max(1, content.width), (view.height - 48) / Math.max(1, content.height)),
    ),
  );
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
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Pan and zoom for an element. */
export function usePanZoom(viewport: RefObject<HTMLElement | null>): PanZoom {
  const [pan, setPan] = useState<Pan>({ x: 24, y: 24, scale: 1 });
  const centre = useCallback(
    () => ({ x: (viewport.current?.clientWidth ?? 0) / 2, y: (viewport.current?.clientHeight ?? 0) / 2 }),
    [viewport],
  );
  const zoom = useCallback((factor: number) => setPan((before) => zoomAt(before, factor, centre())), [centre]);
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const box = viewport.current?.getBoundingClientRect();
    if (box === undefined) return;
    if (event.ctrlKey || event.metaKey)
      setPan((before) =>
        zoomAt(before, Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) * 0.01), {
          x: event.clientX - box.left,
          y: event.clientY - box.top,
        }),
      );
    else
      setPan((before) => ({
        ...before,
        x: before.x - (event.shiftKey ? event.deltaY : event.deltaX),
        y: before.y - (event.shiftKey ? 0 : event.deltaY),
      }));
  });
  useEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const listener = (event: WheelEvent): void => onWheel(event);
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, [viewport]);
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button") !== null)) return;
    const element = event.currentTarget;
    let { clientX, clientY } = event;
    element.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent): void => {
      const [dx, dy] = [moved.clientX - clientX, moved.clientY - clientY];
      ({ clientX, clientY } = moved);
      setPan((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
    };
    const stop = (): void => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerup", stop);
      element.removeEventListener("pointercancel", stop);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", stop);
    element.addEventListener("pointercancel", stop);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const shifts: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [60, 0],
      ArrowRight: [-60, 0],
      ArrowUp: [0, 60],
      ArrowDown: [0, -60],
    };
    const shift = shifts[event.key];
    if (shift === undefined || event.target !== event.currentTarget) return;
    event.preventDefault();
    setPan((before) => ({ ...before, x: before.x + shift[0], y: before.y + shift[1] }));
  };
  return { pan, setPan, zoom, onPointerDown, onKeyDown };
}

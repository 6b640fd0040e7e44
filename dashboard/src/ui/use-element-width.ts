// The width of an element, following its changes.

"use client";

import { type RefCallback, useCallback, useState } from "react";

/** A ref to put on the element, and its width in px; 0 until it is known. */
export function useElementWidth<Element extends HTMLElement>(): readonly [RefCallback<Element>, number] {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: Element | null) => {
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

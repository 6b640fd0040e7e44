// The layout of a graph: small ones at once, larger ones in a worker.

"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { type GraphLayout, type GraphModel, layoutGraph } from "stepscope/view";
import type { LayoutAnswer, LayoutRequest } from "./graph-layout.worker.ts";

/** Up to here a layout takes a few ms. */
const SMALL = 60;

/** The layout; the one before it while a new one is made, undefined before the first. */
export function useGraphLayout(model: GraphModel): GraphLayout | undefined {
  const small = useMemo(
    () => (model.nodes.length + model.edges.length / 4 <= SMALL ? layoutGraph(model) : undefined),
    [model],
  );
  const [large, setLarge] = useState<GraphLayout>();
  const worker = useRef<Worker>(undefined);
  const latest = useRef(0);
  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    if (small !== undefined) return;
    if (worker.current === undefined) {
      worker.current = new Worker(new URL("./graph-layout.worker.ts", import.meta.url), { type: "module" });
      worker.current.addEventListener("message", (event: MessageEvent<LayoutAnswer>) => {
        if (event.data.id === latest.current) setLarge(event.data.layout);
      });
    }
    latest.current += 1;
    worker.current.postMessage({ id: latest.current, model } satisfies LayoutRequest);
  }, [model, small]);
  return small ?? large;
}

// Lays out a graph off the page's own thread.

import { type GraphLayout, type GraphModel, layoutGraph } from "stepscope/view";

/** What the worker is asked. */
export interface LayoutRequest {
  readonly id: number;
  readonly model: GraphModel;
}

/** What it answers. */
export interface LayoutAnswer {
  readonly id: number;
  readonly layout: GraphLayout;
}

/** After this long the layout stops polishing, or falls back to one node per step. */
const DEADLINE_MS = 1200;

globalThis.addEventListener("message", (event: MessageEvent<LayoutRequest>) => {
  const started = performance.now();
  const layout = layoutGraph(event.data.model, { isLate: () => performance.now() - started > DEADLINE_MS });
  postMessage({ id: event.data.id, layout } satisfies LayoutAnswer);
});

// Compares two large runs off the page's own thread.

import { type Comparison, type RunView, compareRuns } from "stepscope/view";

/** What the worker is asked. */
export interface CompareRequest {
  readonly id: number;
  readonly a: RunView;
  readonly b: RunView;
  readonly ignoredKeys: ReadonlySet<string>;
}

/** What it answers. */
export interface CompareAnswer {
  readonly id: number;
  readonly comparison: Comparison;
}

globalThis.addEventListener("message", (event: MessageEvent<CompareRequest>) => {
  const { id, a, b, ignoredKeys } = event.data;
  postMessage({ id, comparison: compareRuns(a, b, { ignoredKeys }) } satisfies CompareAnswer);
});

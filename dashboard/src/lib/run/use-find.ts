// What a text is found in, over all that is known of a run.

"use client";

import { useDeferredValue, useMemo } from "react";
import { type RunMatch, type RunView, findInRun, seqAtMs } from "stepscope/view";

/** How long a search may hold the page, in ms; what was found by then is shown. */
const LONGEST_MS = 200;

/** What was found. */
export interface FoundInRun {
  readonly text: string;
  /** In the order of their records. */
  readonly matches: readonly RunMatch[];
  /** False: there may be more. */
  readonly isComplete: boolean;
  /** 1 for every execution that has to do with a match. */
  readonly executions: Uint8Array;
}

function find(view: RunView, text: string): FoundInRun {
  const started = performance.now();
  const { matches, isComplete } = findInRun(view, text, { isLate: () => performance.now() - started > LONGEST_MS });
  const executions = new Uint8Array(view.executions.length);
  for (const match of matches) {
    if (match.executionIndex >= 0) executions[match.executionIndex] = 1;
    if (match.kind !== "event") continue;
    for (const receiver of view.events[match.index]?.receiverIndexes ?? []) executions[receiver] = 1;
  }
  const seqOf = (match: RunMatch): number => match.seq ?? seqAtMs(view, match.atMs);
  return { text, matches: matches.toSorted((a, b) => seqOf(a) - seqOf(b)), isComplete, executions };
}

/** Searches as the text changes; undefined while there is none. */
export function useFind(view: RunView | undefined, text: string): FoundInRun | undefined {
  const wanted = useDeferredValue(text.trim());
  return useMemo(() => (view === undefined || wanted === "" ? undefined : find(view, wanted)), [view, wanted]);
}

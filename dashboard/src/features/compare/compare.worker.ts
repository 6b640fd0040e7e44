// Compares two large runs off the page's own thread, from the journals that the page hands on as it reads them.

import { type Comparison, RunFold, type RunView, compareRuns, recordsOfText } from "stepscope/view";
import { journalLines } from "../../lib/run/journal-lines.ts";

/** A run, and how far its journal goes. */
export interface ComparedJournal {
  readonly runId: string;
  readonly lastSeq: number;
}

/** What the worker is told and asked. */
export type CompareRequest =
  | { readonly kind: "line"; readonly runId: string; readonly line: string }
  | {
      readonly kind: "compare";
      readonly id: number;
      readonly origin: string;
      readonly a: ComparedJournal;
      readonly b: ComparedJournal;
      readonly ignoredKeys: ReadonlySet<string>;
    };

/** What it answers. */
export type CompareAnswer =
  | { readonly id: number; readonly comparison: Comparison }
  | { readonly id: number; readonly message: string };

const folds = new Map<string, RunFold>();

function take(runId: string, line: string): RunFold {
  const fold = folds.get(runId) ?? new RunFold();
  folds.set(runId, fold);
  fold.append(recordsOfText(line));
  return fold;
}

/** The run as it was handed over; what is missing of it is fetched. */
async function viewOf({ runId, lastSeq }: ComparedJournal, origin: string): Promise<RunView> {
  const knownSeq = folds.get(runId)?.view()?.lastSeq ?? 0;
  if (knownSeq < lastSeq) {
    for await (const line of journalLines({ runId, fromSeq: knownSeq + 1, origin })) take(runId, line);
  }
  const view = folds.get(runId)?.view();
  if (view === undefined) throw new Error("The run has no records yet.");
  return view;
}

async function answer(question: Extract<CompareRequest, { readonly kind: "compare" }>): Promise<CompareAnswer> {
  const { id, origin, ignoredKeys } = question;
  try {
    const [a, b] = [await viewOf(question.a, origin), await viewOf(question.b, origin)];
    const startMs = performance.now();
    const comparison = compareRuns(a, b, { ignoredKeys });
    performance.measure("compare runs", { start: startMs });
    return { id, comparison };
  } catch (error) {
    return { id, message: error instanceof Error ? error.message : String(error) };
  }
}

globalThis.addEventListener("message", (event: MessageEvent<CompareRequest>) => {
  const request = event.data;
  if (request.kind === "line") take(request.runId, request.line);
  else void answer(request).then((result) => postMessage(result));
});

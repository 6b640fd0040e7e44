// A journal written by hand, as the view that a reader would get of it.

import type { SpanData } from "../trace/span-data.ts";
import { RunFold } from "../view/fold-run.ts";
import type { RunView } from "../view/run-view.ts";
import type { RecordBuilder } from "./record-builder.ts";

/** Folds a journal, and spans if there are any. */
export function foldJournal(run: RecordBuilder, spans: readonly SpanData[] = []): RunView {
  const fold = new RunFold();
  fold.append(run.records);
  fold.appendSpans(spans);
  const view = fold.view();
  if (view === undefined) throw new RangeError("a journal holds at least run.started");
  return view;
}

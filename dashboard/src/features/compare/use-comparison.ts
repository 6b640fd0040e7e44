// The comparison of two runs: small ones at once, larger ones in a worker.

"use client";

import { useEffect, useMemo, useState } from "react";
import { type Comparison, type RunDetail, type RunView, compareRuns } from "stepscope/view";
import { isOver } from "#lib/run-status.ts";
import { type UsedJournal, useJournal } from "#lib/run/use-journal.ts";
import { CompareClient } from "./compare-client.ts";
import type { CompareAnswer } from "./compare.worker.ts";

/** Executions in both runs up to which comparing takes a moment. */
const SMALL = 3000;

/** Keys that differ in every run and mean nothing. */
export const NOISE_KEYS: ReadonlySet<string> = new Set([
  "id",
  "requestId",
  "request_id",
  "traceId",
  "timestamp",
  "createdAt",
  "created_at",
  "created",
  "updatedAt",
  "startedAt",
  "endedAt",
  "time",
  "date",
  "durationMs",
  "elapsedMs",
  "nonce",
]);

const NOTHING: ReadonlySet<string> = new Set();

/** Two runs, loaded and compared. */
export interface ComparedJournals {
  readonly a: UsedJournal;
  readonly b: UsedJournal;
  /** The views, once both journals are whole. */
  readonly views: { readonly a: RunView; readonly b: RunView } | undefined;
  readonly comparison: Comparison | undefined;
  /** Why it could not be made. */
  readonly message: string | undefined;
}

/** Half a journal differs from a whole one in everything that it does not have yet. */
function wholeView(journal: UsedJournal): RunView | undefined {
  return journal.phase === "loading" ? undefined : journal.view;
}

/** Loads two runs and compares them: small ones at once, large ones in a worker that folds the same journals. */
export function useComparison(a: RunDetail, b: RunDetail, ignoresNoise: boolean): ComparedJournals {
  const ignoredKeys = ignoresNoise ? NOISE_KEYS : NOTHING;
  // Of a run that goes on, the worker would know another part than the page.
  const isLarge = a.executions + b.executions > SMALL && isOver(a.status) && isOver(b.status);
  const [client] = useState(() => new CompareClient());
  useEffect(() => client.close, [client]);
  const onLine = isLarge ? client.takeLine : undefined;
  const [journalA, journalB] = [useJournal(a.runId, onLine), useJournal(b.runId, onLine)];
  const [viewA, viewB] = [wholeView(journalA), wholeView(journalB)];
  const views = useMemo(
    () => (viewA === undefined || viewB === undefined ? undefined : { a: viewA, b: viewB }),
    [viewA, viewB],
  );
  const small = useMemo(
    () => (isLarge || views === undefined ? undefined : compareRuns(views.a, views.b, { ignoredKeys })),
    [isLarge, views, ignoredKeys],
  );
  const [answer, setAnswer] = useState<CompareAnswer>();
  useEffect(() => {
    if (isLarge && views !== undefined) client.ask({ ...journalsOf(views), ignoredKeys }, setAnswer);
  }, [isLarge, views, ignoredKeys, client]);
  const large = answer !== undefined && "comparison" in answer ? answer.comparison : undefined;
  const message = answer !== undefined && "message" in answer ? answer.message : undefined;
  return { a: journalA, b: journalB, views, comparison: isLarge ? large : small, message };
}

function journalsOf({ a, b }: { readonly a: RunView; readonly b: RunView }) {
  const journal = ({ runId, lastSeq }: RunView) => ({ runId, lastSeq });
  return { a: journal(a), b: journal(b) };
}

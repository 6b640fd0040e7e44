// A run's journal as a page uses it: started with the page, let go with it.

"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { type JournalSnapshot, RunJournal } from "./run-journal.ts";

/** A run's journal and the way to try again. */
export interface UsedJournal extends JournalSnapshot {
  readonly retry: () => void;
}

/** The run, loading and then following; `onLine` as for {@link RunJournal}. */
export function useJournal(runId: string, onLine?: (runId: string, line: string) => void): UsedJournal {
  const [journal, setJournal] = useState(() => new RunJournal(runId, onLine));
  if (journal.runId !== runId) setJournal(new RunJournal(runId, onLine));
  useEffect(() => {
    journal.start();
    return journal.stop;
  }, [journal]);
  const snapshot = useSyncExternalStore(journal.subscribe, journal.getSnapshot, journal.getSnapshot);
  return { ...snapshot, retry: journal.retry };
}

// A run's journal as a page uses it: started with the page, let go with it.

"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { type JournalSnapshot, RunJournal } from "./run-journal.ts";

/** The run, loading and then following. */
export function useJournal(runId: string): JournalSnapshot & { readonly retry: () => void } {
  const [journal, setJournal] = useState(() => new RunJournal(runId));
  if (journal.runId !== runId) setJournal(new RunJournal(runId));
  useEffect(() => {
    journal.start();
    return journal.stop;
  }, [journal]);
  const snapshot = useSyncExternalStore(journal.subscribe, journal.getSnapshot, journal.getSnapshot);
  return { ...snapshot, retry: journal.retry };
}

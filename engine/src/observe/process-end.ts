// Lets a process that has nothing more to do send its last spans before it ends.

/** Runs work at the natural end of the process, again only after more has happened; the function returned stops it. */
export function atNaturalEnd(work: () => Promise<void>, hasWork: () => boolean): () => void {
  let isRunning = false;
  const listener = (): void => {
    if (isRunning || !hasWork()) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
    });
  };
  process.on("beforeExit", listener);
  return () => void process.off("beforeExit", listener);
}

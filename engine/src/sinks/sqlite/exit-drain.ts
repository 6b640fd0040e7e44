// Stores what is still on its way when the process ends: at exit, after an uncaught error, on SIGTERM and SIGINT.

/** Something to be drained before the process ends. */
export interface Drainable {
  /** Blocks until everything is stored, or the deadline has passed. Never throws. */
  drainSync(deadlineMs: number): void;
}

/** Most time the end of the process is held up, over all drainables. */
const DRAIN_MS = 5_000;
const SIGNALS = ["SIGTERM", "SIGINT"] as const;

const drainables = new Set<Drainable>();

/** Registers something to drain; the function returned takes it out again. */
export function drainAtExit(drainable: Drainable): () => void {
  if (drainables.size === 0) install();
  drainables.add(drainable);
  return () => {
    drainables.delete(drainable);
    if (drainables.size === 0) uninstall();
  };
}

function install(): void {
  process.on("exit", drainAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function uninstall(): void {
  process.off("exit", drainAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function drainAll(): void {
  const deadlineMs = Date.now() + DRAIN_MS;
  for (const drainable of drainables) drainable.drainSync(deadlineMs);
}

/** Without this listener the signal would have ended the process; so it must, once everything is stored. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  drainAll();
  uninstall();
  process.kill(process.pid, signal);
}

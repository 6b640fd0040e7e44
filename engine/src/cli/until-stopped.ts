// Waits until somebody wants this program to end: Ctrl+C, a signal, or the end of the npm that started it.

import { readFileSync } from "node:fs";

const LOOK_EVERY_MS = 1_000;

/** Resolves then. A second Ctrl+C ends the process at once. */
export function untilStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  const watch = watchStarter(resolve);
  return promise.finally(() => clearInterval(watch));
}

/**
 * npm hands signals on, but when it is killed outright, what it started lives on unseen. A program started from a
 * shell may outlive the shell on purpose.
 */
function watchStarter(onGone: () => void): NodeJS.Timeout | undefined {
  if (process.env["npm_command"] === undefined) return undefined;
  const parentId = process.ppid;
  const npmId = npmAbove(parentId);
  return setInterval(() => {
    if (process.ppid !== parentId || (npmId !== undefined && !isAlive(npmId))) onGone();
  }, LOOK_EVERY_MS).unref();
}

/** The npm above the shell that it starts programs with, where the system tells. */
function npmAbove(parentId: number): number | undefined {
  try {
    const [, name = "", npmId = ""] =
      /^\d+ \((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${parentId}/stat`, "utf8")) ?? [];
    return /^(?:ba|da)?sh$/.test(name) ? Number(npmId) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

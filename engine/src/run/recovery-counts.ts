// How often the lineage of an event has been recovered, per handler.

import type { RecoveryCounts } from "./run-state.ts";

/** The counts of something with several ancestors: the highest of each. */
export function mergeRecoveries(all: readonly (RecoveryCounts | undefined)[]): RecoveryCounts | undefined {
  let merged: Record<string, number> | undefined;
  for (const counts of all) {
    if (counts === undefined) continue;
    merged ??= {};
    for (const [handler, count] of Object.entries(counts)) merged[handler] = Math.max(merged[handler] ?? 0, count);
  }
  return merged;
}

/** The counts after one more recovery by this handler. */
export function addRecovery(counts: RecoveryCounts | undefined, handler: string): RecoveryCounts {
  return { ...counts, [handler]: (counts?.[handler] ?? 0) + 1 };
}

// How often the lineage of an event has been recovered, per handler.

import type { RecoveryCounts } from "./run-state.ts";

/** How often a handler has recovered this lineage. A handler may have the name of anything that objects inherit. */
export function recoveriesBy(counts: RecoveryCounts | undefined, handler: string): number {
  return counts !== undefined && Object.hasOwn(counts, handler) ? (counts[handler] ?? 0) : 0;
}

/** The counts of something with several ancestors: the highest of each. */
export function mergeRecoveries(all: readonly (RecoveryCounts | undefined)[]): RecoveryCounts | undefined {
  const merged = new Map<string, number>();
  for (const counts of all) {
    for (const [handler, count] of Object.entries(counts ?? {}))
      merged.set(handler, Math.max(merged.get(handler) ?? 0, count));
  }
  return merged.size === 0 ? undefined : Object.fromEntries(merged);
}

/** The counts after one more recovery by this handler. */
export function addRecovery(counts: RecoveryCounts | undefined, handler: string): RecoveryCounts {
  return { ...counts, [handler]: recoveriesBy(counts, handler) + 1 };
}

// The sink that keeps the newest runs in memory: for tests, and for looking at runs without a file.

import { MemoryStore } from "../../trace/memory-store.ts";
import type { RunOpening, RunSink, Sink } from "../../trace/sink.ts";

/** Options of {@link memorySink}. */
export interface MemorySinkOptions {
  /** Most runs that are kept; the oldest ended one makes room. @default 1,000 */
  readonly maxRuns?: number;
}

/** A {@link Sink} whose runs a reader can be opened on. */
export interface MemorySink extends Sink {
  readonly store: MemoryStore;
}

/**
 * Keeps runs in memory.
 *
 * @example
 * ```ts
 * import { registerSink } from "stepscope";
 * import { memoryReader, memorySink } from "stepscope/store";
 *
 * const sink = memorySink();
 * registerSink(sink);
 * const { runs } = await memoryReader(sink).runs();
 * console.log(runs.length);
 * ```
 */
export function memorySink(options: MemorySinkOptions = {}): MemorySink {
  const store = new MemoryStore(options.maxRuns ?? 1_000);
  return {
    name: "memory",
    durability: "buffered",
    store,
    hasRun: (runId) => store.runs.has(runId),
    openRun: (opening) => openRun(store, opening),
    readRecords: async (runId, fromSeq, limit) =>
      (store.runs.get(runId)?.records ?? []).filter((record) => record.seq >= fromSeq).slice(0, limit),
    flush: async () => undefined,
    shutdown: async () => undefined,
  };
}

function openRun(store: MemoryStore, opening: RunOpening): RunSink {
  const run = store.open(opening);
  return {
    append: (records) => store.append(run, records),
    appendSpan: (span) => store.appendSpan(run, span),
    durable: async () => undefined,
    close: () => undefined,
  };
}
